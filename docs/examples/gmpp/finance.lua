-- SPDX-License-Identifier: MIT
-- The portfolio's own demand: whoever plans to spend more than five per cent above or below the year's baseline says why.

policy {
  title  = "Finance",
  owner  = "portfolio",
  params = {
    large = percent { "5%", min = 0, max = 100, weaker = "up", doc = "variance of the year, either way, above which it must be explained" },
    whole = percent { "0.5%", min = 0, max = 10, weaker = "up", doc = "how far a published variance may be from the computed one: they are rounded to whole per cent" },
  },
}

-- What the form prints where there was nothing to explain. Under a large variance it explains nothing.
local NOTHING_TO_EXPLAIN = "^The budget variance is less than or equal to"

local function in_percent(share) return ("%.1f%%"):format(share * 100) end

rule "variance_explained" {
  severity = "error",
  when     = function(project) return math.abs(project.budget.year_variance) > param.large end,
  check    = function(project)
    local narrative = project.budget.variance_narrative
    return narrative ~= nil and not narrative:find(NOTHING_TO_EXPLAIN), { large = in_percent(param.large) }
  end,
  message  = "the year's variance is {project.budget.year_variance} and nothing explains it; above {large} it must be explained",
  remedy   = "state what the variance comes from, in the narrative on budget and forecast",
}

-- The published variance against the one that the two published figures give: a mistake in any of the three shows here.
rule "variance_adds_up" {
  severity = "warning",
  when     = function(project) return project.budget.year_baseline > 0 end,
  check    = function(project)
    local budget = project.budget
    local computed = ratio(budget.year_forecast - budget.year_baseline, budget.year_baseline)
    return math.abs(computed - budget.year_variance) <= param.whole + 1e-9, { computed = in_percent(computed) }
  end,
  message  = "the variance is given as {project.budget.year_variance}; baseline {project.budget.year_baseline} and forecast {project.budget.year_forecast} give {computed}",
  remedy   = "correct the variance, the baseline or the forecast",
}
