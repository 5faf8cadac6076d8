-- SPDX-License-Identifier: MIT
-- The phases of a project, and how it goes from one to the next. Change the list to make them those of your company: the
-- entry into a phase is guarded by every rule that says gate = "that phase", in whatever file it is.

local place = phases {
  "initiation",
  { "planning",   approvers = { "sponsor" } },
  { "execution",  approvers = { "sponsor", "pmo" }, blocked_by = "critical" },
  { "monitoring", during = "execution" }, -- it goes on while the execution does; nobody is forced into it
  { "closing",    approvers = { "sponsor", "pmo" }, blocked_by = { severity = "error", tags = { "quality", "issues" } } },
  { "closed",     approvers = { "sponsor", "pmo" }, blocked_by = "critical" },
}

policy {
  title  = "Phases and their order",
  owner  = "pmo",
  tags   = { "lifecycle" },
  params = {
    overrun = at_most { warning = "125%", doc = "days that a phase took, as a share of those that were planned for it" },
  },
}

-- What the phase was, oldest first; what it is now is the last.
local function steps(project)
  return filter(history(project, "phase"), function(step) return step.value ~= nil end)
end

-- Phases that a project left out on its way forward, as "planning -> closing".
local function jumps(project)
  local list, before = {}, nil
  for _, step in ipairs(steps(project)) do
    local from, to = before and place[before], place[step.value]
    if from and to and to - from > 1 then list[#list + 1] = before .. " -> " .. step.value end
    before = step.value
  end
  return list
end

-- Who keeps no records of phases has none.
local function recorded_phases(project) return project.phases or {} end

rule "phase_order_is_kept" {
  covers   = "X-05.a",
  severity = "critical",
  when     = function(project) return project.phase ~= nil end,
  check    = function(project)
    local skipped = jumps(project)
    return #skipped == 0, { skipped = table.concat(skipped, ", ") }
  end,
  message  = "the project left out phases: {skipped}",
  remedy   = "go back to the phase that was left out, or have the exception granted with plumb waive",
}

rule "reopening_has_a_reason" {
  covers   = "X-05.a",
  severity = "error",
  each     = recorded_phases,
  when     = function(record, project)
    return record.left_on and project.phase and record.phase == project.phase
  end,
  check    = function(record) return record.reopened_reason end,
  message  = "the phase {record.phase} was left on {record.left_on} and is open again without a reason",
  remedy   = "record why the phase was opened again",
}

rule "phase_takes_no_longer_than_planned" {
  covers  = "X-05.b",
  each    = recorded_phases,
  when    = function(record) return record.planned_days and record.planned_days > 0 and record.entered_on end,
  measure = function(record)
    return ratio(days_between(record.entered_on, record.left_on or today()), record.planned_days)
  end,
  limit   = "overrun",
  message = "the phase {record.phase} took {measure} of the {record.planned_days} days that were planned; {limit} is the limit",
  remedy  = "find out what holds the phase up, and plan the rest anew",
}
