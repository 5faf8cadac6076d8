-- SPDX-License-Identifier: MIT
-- Effort: the hours that are worked are those that were planned.

policy {
  title  = "Effort",
  owner  = "pmo",
  tags   = { "resources" },
  when   = function(project) return project.phase ~= "closed" end,
  params = {
    over  = percent { "120%", doc = "hours worked in a week, as a share of those that were planned", weaker = "up" },
    weeks = number { 2, min = 1, doc = "so many weeks in a row more is not worked than that", weaker = "up" },
  },
}

rule "hours_worked_are_those_planned" {
  covers   = "R-07.b",
  severity = "warning",
  when     = function(project) return not empty(project.timesheets) end,
  check    = function(project)
    local sheets = filter(project.timesheets, function(sheet) return sheet.hours and sheet.planned_hours and overdue(sheet.week) end)
    local worked, planned = weekly(sheets, "hours", "week"), weekly(sheets, "planned_hours", "week")
    for i = math.max(1, #worked - param.weeks + 1), #worked do
      if worked[i].value <= planned[i].value * param.over then return true end
    end
    return #worked < param.weeks, { weeks = param.weeks, hours = #worked > 0 and worked[#worked].value or 0 }
  end,
  message  = "more is worked than planned, {weeks} weeks in a row; {hours} hours in the last one",
  remedy   = "plan the rest anew with those who do it, or take something out",
}
