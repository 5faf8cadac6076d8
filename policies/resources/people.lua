-- SPDX-License-Identifier: MIT
-- People across projects: what somebody does in all projects together fits into a week, and nobody leads too many of them.

policy {
  title  = "People across projects",
  owner  = "pmo",
  tags   = { "resources", "portfolio" },
  when   = function(project) return project.phase ~= "closed" end,
  params = {
    week     = number { 40, min = 1, doc = "hours that a person works in a week", weaker = "up" },
    load     = at_most { warning = "90%", error = "100%", doc = "share of a person's week that all projects together plan" },
    looked_at = duration { "28d", weaker = "down", doc = "how far back the weeks of a person are looked at" },
    settled  = duration { "3bd", weaker = "up", doc = "time in which projects that claim the same hours settle whose they are" },
    claimed  = percent { "100%", weaker = "up", doc = "share of a person's time that all projects together may claim" },
    led      = at_most { 5, doc = "projects under way that one person leads at a time" },
  },
}

local function is_current(sheet) return not older_than(sheet.week, param.looked_at) end

rule "person_is_not_overbooked" {
  covers  = "R-01.b",
  across  = "portfolio",
  each    = "timesheets",
  by      = "member",
  when    = function(sheets) return any(sheets, is_current) end,
  measure = function(sheets)
    local weeks = weekly(filter(sheets, is_current), "planned_hours", "week")
    return ratio(max(weeks, "value"), param.week)
  end,
  limit   = "load",
  message = "all projects together plan {measure} of a week of {member}; {limit} is the limit",
  remedy  = "agree with the other projects what can wait, or name somebody else",
}

-- Who does not say otherwise is at work.
local function is_at_work(member) return not member.status or member.status == "active" end

rule "claims_on_a_person_are_settled" {
  covers   = "EX-03.a",
  severity = "error",
  across   = "portfolio",
  each     = "members",
  by       = "name",
  when     = function(members) return any(members, function(member) return is_at_work(member) and member.allocation end) end,
  check    = function(members)
    local claims = filter(members, function(member) return is_at_work(member) and member.allocation end)
    local claimed = sum(claims, "allocation")
    return claimed <= param.claimed or not older_than(max(claims, "joined_on"), param.settled), { claimed = round(claimed * 100), limit = round(param.claimed * 100) }
  end,
  message  = "all projects together claim {claimed}% of the time of {name}; {limit}% is the limit",
  remedy   = "agree with the other projects how much of whose time is theirs, and correct the allocations",
}

rule "nobody_leads_too_many_projects" {
  covers   = "R-06.b",
  severity = "warning",
  across   = "portfolio",
  by       = "owner",
  when     = function(projects) return any(projects, { status = "active" }) end,
  measure  = function(projects) return count(projects, { status = "active" }) end,
  limit    = "led",
  message  = "{owner} leads {measure} projects at a time; {limit} is the limit",
  remedy   = "hand some of them over to another project manager",
}
