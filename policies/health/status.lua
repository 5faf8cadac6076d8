-- SPDX-License-Identifier: MIT
-- The status of a project as a whole, by what the rules on schedule, cost, quality and risk found: an error in any of them
-- makes it red, and who reports green meanwhile is green outside only. What is waived, or cannot be judged, makes nothing red.

policy {
  title  = "Project status",
  owner  = "pmo",
  tags   = { "status" },
  when   = function(project) return project.phase ~= "initiation" and project.phase ~= "closed" end,
  params = {
    red     = number { 1, min = 1, weaker = "up", doc = "from so many errors in schedule, cost, quality and risk on a project is red" },
    several = number { 3, min = 1, weaker = "up", doc = "from so many errors on nobody reports green in good faith" },
  },
}

local function errors()
  return findings { tag = { "schedule", "cost", "quality", "risk" }, severity = "error", verdict = "fail" }
end

-- The rules that found them, each once.
local function named(found)
  return table.concat(distinct(found, "rule"), ", ")
end

rule "project_is_not_red" {
  covers   = "M-03.a",
  severity = "error",
  check    = function()
    local found = errors()
    return #found < param.red, { errors = #found, rules = named(found) }
  end,
  message  = "the project is red, with errors in schedule, cost, quality or risk ({errors}): {rules}",
  remedy   = "put right what these rules found, the critical ones first, or have the plan changed and approved",
}

rule "green_is_true" {
  covers   = "M-03.a",
  severity = "error",
  when     = function(project) return project.health and project.health == "green" end,
  check    = function()
    local found = errors()
    local critical = count(found, { severity = "critical" })
    return critical == 0 and #found < param.several, { errors = #found, critical = critical, rules = named(found) }
  end,
  message  = "reported green, but there are errors ({errors}, critical: {critical}): {rules}",
  remedy   = "report the project as amber or red, and tell the sponsor what is wrong and what is done about it",
}
