-- SPDX-License-Identifier: MIT
-- R01 to R08 of the bench: rules that look at single fields.
policy { title = "Scalar rules" }

rule "r01_burn" {
  severity = "error",
  check = function(project)
    return project.phase ~= "execution" or project.budget.spent <= 0.9 * project.budget.total
  end,
  message = "more than 90% of the budget is spent",
}

rule "r02_overcommitted" {
  severity = "error",
  check = function(project)
    local budget = project.budget
    return budget.spent + budget.committed <= budget.total
  end,
  message = "spent and committed exceed the budget",
}

rule "r03_revenue" {
  severity = "error",
  when = function(project) return project.phase == "monitoring" or project.phase == "closing" end,
  check = function(project) return project.revenue.actual >= 0.8 * project.revenue.target end,
  message = "revenue is below 80% of its target",
}

rule "r04_charter" {
  severity = "error",
  check = function(project) return project.phase == "initiation" or project.documents.charter end,
  message = "there is no charter",
}

rule "r05_dates" {
  severity = "error",
  check = function(project) return project["end"] > project.start end,
  message = "the project ends before it starts",
}

rule "r06_large_project_papers" {
  severity = "error",
  when = function(project) return project.budget.total >= 1000000 end,
  check = function(project)
    local documents = project.documents
    return documents.risk_register and documents.communication_plan
  end,
  message = "a large project has a risk register and a communication plan",
}

rule "r07_satisfaction" {
  severity = "error",
  when = function(project) return project.phase == "closing" end,
  check = function(project) return project.satisfaction ~= nil and project.satisfaction >= 70 end,
  message = "the customer is not satisfied",
}

rule "r08_naming" {
  severity = "error",
  check = function(project)
    local name = project.name
    return name:find("^%u%u%-%d%d%d%d .") ~= nil or name:find("^%u%u%u%-%d%d%d%d .") ~= nil
  end,
  message = "the name does not follow the rule for names",
}
