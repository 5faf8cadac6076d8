-- SPDX-License-Identifier: MIT
-- Beside its peers: what a project earns and how it performs, compared with the other projects of its type.

policy {
  title  = "Compared with projects of the same type",
  owner  = "finance",
  tags   = { "cost", "portfolio" },
  params = {
    peers  = number { 4, min = 1, doc = "other projects of the type that a comparison needs", weaker = "up" },
    earned = percent { "25%", doc = "share that a return may lie below the median of the type", weaker = "up" },
    index  = percent { "15%", doc = "share that a performance index may lie below the median of the type", weaker = "up" },
  },
}

local function roi(project) return project.revenue and project.revenue.roi end

local function per_person_day(project) return project.revenue and project.revenue.per_person_day end

local function cost_index(project) return project.phase ~= "closed" and project.evm and project.evm.cpi end

local function schedule_index(project) return project.phase ~= "closed" and project.evm and project.evm.spi end

local function can_compare(project, peers, figure) return figure(project) and count(peers, figure) >= param.peers end

-- Whether the project's figure is that of its peers, or not further below it than that share.
local function keeps_up(project, peers, figure, share)
  local usual = median(filter(peers, figure), figure)
  local least = usual - max(usual, -usual) * share
  return round(figure(project) - least, 6) >= 0, { usual = round(usual, 2), percent = round(usual * 100) }
end

rule "return_keeps_up" {
  covers   = "R-11.a",
  severity = "info",
  across   = "portfolio",
  among    = "type",
  when     = function(project, peers) return can_compare(project, peers, roi) end,
  check    = function(project, peers) return keeps_up(project, peers, roi, param.earned) end,
  message  = "the return on investment is {project.revenue.roi}; {percent}% is the median of projects of its type",
  remedy   = "find out what the others do better, and record it as a lesson",
}

local function in_currency_of(project, peers) return filter(peers, { currency = project.currency }) end

rule "revenue_per_person_day_keeps_up" {
  covers   = "R-11.a",
  severity = "info",
  across   = "portfolio",
  among    = "type",
  when     = function(project, peers) return can_compare(project, in_currency_of(project, peers), per_person_day) end,
  check    = function(project, peers)
    return keeps_up(project, in_currency_of(project, peers), per_person_day, param.earned)
  end,
  message  = "a person-day brings {project.revenue.per_person_day}; {usual} is the median of projects of its type",
  remedy   = "find out where the days go, and what the others do better",
}

rule "cost_index_keeps_up" {
  covers   = "B-02.b",
  severity = "info",
  across   = "portfolio",
  among    = "type",
  when     = function(project, peers) return can_compare(project, peers, cost_index) end,
  check    = function(project, peers) return keeps_up(project, peers, cost_index, param.index) end,
  message  = "the cost performance index is {project.evm.cpi}; {usual} is the median of projects of its type",
  remedy   = "ask a project of the same type how it keeps its costs",
}

rule "schedule_index_keeps_up" {
  covers   = "S-05.a",
  severity = "info",
  across   = "portfolio",
  among    = "type",
  when     = function(project, peers) return can_compare(project, peers, schedule_index) end,
  check    = function(project, peers) return keeps_up(project, peers, schedule_index, param.index) end,
  message  = "the schedule performance index is {project.evm.spi}; {usual} is the median of projects of its type",
  remedy   = "ask a project of the same type how it keeps its dates",
}
