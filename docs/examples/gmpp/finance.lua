-- SPDX-License-Identifier: MIT
-- The portfolio's own rule for its yearly report: "narrative on budget/forecast variance (if variance is more than 5%)".

policy {
  title  = "Finance of the year",
  owner  = "finance",
  tags   = { "cost" },
  params = {
    variance = percent { "5%", min = 0, weaker = "up", doc = "a variance of the year above it, in either direction, needs a narrative" },
  },
}

-- What a narrative says beyond that there is a variance. "Exempt under Section 43 ..." withholds it: then nothing is said.
local function explanation(narrative)
  if narrative:find("^%s*Exempt under ") then return "" end
  return (narrative:gsub("^%s*The budget variance exceeds %d+%%%.?", "", 1):gsub("^%s+", ""))
end

rule "variance_has_a_narrative" {
  severity = "error",
  when     = function(project) return math.abs(project.budget.year_variance) > param.variance end,
  check    = function(project)
    local narrative = project.budget.variance_narrative
    return narrative and explanation(narrative) ~= ""
  end,
  message  = "the forecast of the year is {project.budget.year_variance} off its baseline, and no narrative says why",
  remedy   = "state in the narrative what drives the variance and what is done about it",
}
