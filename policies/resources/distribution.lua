-- SPDX-License-Identifier: MIT
-- Distribution of the budget: the lines and the reserves add up to the total, and no line swallows the rest unexplained.

policy {
  title  = "Distribution of the budget",
  owner  = "finance",
  tags   = { "resources", "cost" },
  when   = function(project) return project.phase ~= "initiation" and project.phase ~= "closed" end,
  params = {
    gap         = at_most { 0.01, doc = "what the lines and reserves may differ from the total, in the project's currency" },
    line        = at_most { "40%", doc = "share of the total that one line has without a note" },
    contingency = between { "5%", "15%", doc = "share of the total that is kept for contingencies" },
  },
}

rule "budget_adds_up" {
  covers   = "R-03.a",
  severity = "error",
  measure  = function(project)
    local budget = project.budget
    local planned = sum(budget.lines, "amount") + (budget.contingency or 0) + (budget.reserve or 0)
    return round(max(planned - budget.total, budget.total - planned), 4)
  end,
  limit    = "gap",
  message  = "lines, contingency and reserve differ from the total of {project.budget.total} by {measure}",
  remedy   = "correct the lines or the reserves, or have a new total approved",
}

rule "line_is_no_lump" {
  covers   = "R-03.b",
  severity = "info",
  each     = "budget.lines",
  when     = function(line) return not line.note end,
  measure  = function(line, budget) return ratio(line.amount, budget.total) end,
  limit    = "line",
  message  = "line {line.name} takes {measure} of the budget; more than {limit} asks for a note",
  remedy   = "split the line, or note why it is so large",
}

rule "contingency_is_reasonable" {
  covers   = "R-03.b",
  severity = "info",
  measure  = function(project) return ratio(project.budget.contingency or 0, project.budget.total) end,
  limit    = "contingency",
  message  = "{measure} of the budget is kept for contingencies; {limit} is usual",
  remedy   = "size the contingency by the risks in the register",
}
