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

-- Whether the value is what is usual, or not further below it than that share.
local function keeps_up(value, usual, share) return value >= usual * (1 - share), { usual = usual } end

rule "return_keeps_up" {
  covers   = "R-11.a",
  severity = "info",
  across   = "portfolio",
  among    = "type",
  when     = function(project, peers)
    return project.revenue and project.revenue.roi
      and count(peers, function(peer) return peer.revenue and peer.revenue.roi end) >= param.peers
  end,
  check    = function(project, peers)
    local told = filter(peers, function(peer) return peer.revenue and peer.revenue.roi end)
    local usual = median(told, function(peer) return peer.revenue.roi end)
    local least = usual - math.abs(usual) * param.earned -- most may have lost money
    return round(project.revenue.roi - least, 6) >= 0, { percent = round(usual * 100) }
  end,
  message  = "the return on investment is {project.revenue.roi}; {percent}% is the median of projects of its type",
  remedy   = "find out what the others do better, and record it as a lesson",
}

rule "revenue_per_person_day_keeps_up" {
  covers   = "R-11.a",
  severity = "info",
  across   = "portfolio",
  among    = "type",
  when     = function(project, peers)
    return project.revenue and project.revenue.per_person_day
      and count(peers, function(peer) return peer.currency == project.currency and peer.revenue and peer.revenue.per_person_day end) >= param.peers
  end,
  check    = function(project, peers)
    local told = filter(peers, function(peer) return peer.currency == project.currency and peer.revenue and peer.revenue.per_person_day end)
    return keeps_up(project.revenue.per_person_day, median(told, function(peer) return peer.revenue.per_person_day end), param.earned)
  end,
  message  = "a person-day brings {project.revenue.per_person_day}; {usual} is the median of projects of its type",
  remedy   = "find out where the days go, and what the others do better",
}

rule "cost_index_keeps_up" {
  covers   = "B-02.b",
  severity = "info",
  across   = "portfolio",
  among    = "type",
  when     = function(project, peers)
    return project.phase ~= "closed" and project.evm and project.evm.cpi
      and count(peers, function(peer) return peer.evm and peer.evm.cpi end) >= param.peers
  end,
  check    = function(project, peers)
    local told = filter(peers, function(peer) return peer.evm and peer.evm.cpi end)
    return keeps_up(project.evm.cpi, median(told, function(peer) return peer.evm.cpi end), param.index)
  end,
  message  = "the cost performance index is {project.evm.cpi}; {usual} is the median of projects of its type",
  remedy   = "ask a project of the same type how it keeps its costs",
}

rule "schedule_index_keeps_up" {
  covers   = "S-05.a",
  severity = "info",
  across   = "portfolio",
  among    = "type",
  when     = function(project, peers)
    return project.phase ~= "closed" and project.evm and project.evm.spi
      and count(peers, function(peer) return peer.evm and peer.evm.spi end) >= param.peers
  end,
  check    = function(project, peers)
    local told = filter(peers, function(peer) return peer.evm and peer.evm.spi end)
    return keeps_up(project.evm.spi, median(told, function(peer) return peer.evm.spi end), param.index)
  end,
  message  = "the schedule performance index is {project.evm.spi}; {usual} is the median of projects of its type",
  remedy   = "ask a project of the same type how it keeps its dates",
}
