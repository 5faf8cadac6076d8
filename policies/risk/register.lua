-- SPDX-License-Identifier: MIT
-- The risk register: it is complete, its scores are right, high risks have an answer, and those that occurred got it in time.

policy {
  title  = "Risk register",
  owner  = "pmo",
  tags   = { "risk" },
  when   = function(project) return project.phase ~= "closed" end,
  params = {
    categories = set { "market", "competitor", "internal", "legal", "delivery", "credit", doc = "categories that the register must speak of" },
    risks      = number { 5, min = 0, weaker = "down", doc = "risks that the register of a long or large project has" },
    long       = duration { "3mo", weaker = "up", doc = "a project that runs longer is long" },
    large      = number { 100000, weaker = "up", doc = "a project worth more is large, in its own currency" },
    medium     = number { 5, min = 1, max = 25, weaker = "up", doc = "score from which a risk is medium" },
    high       = number { 10, min = 1, max = 25, weaker = "up", doc = "score from which a risk is high and needs an answer" },
    critical   = number { 15, min = 1, max = 25, weaker = "up", doc = "score from which a risk is critical and needs a contingency plan" },
    answer     = steps { [15] = "24h", [10] = "3bd", [0] = "5bd", doc = "time to answer a risk that occurred, by its score" },
  },
}

local function is_planned(project) return project.phase ~= "initiation" end

local function is_open(risk) return risk.status == "open" end

-- ---- the register ----

rule "register_covers_the_categories" {
  covers   = "K-01.a",
  severity = "warning",
  when     = is_planned,
  check    = function(project)
    local function is_covered(category)
      local has_risk = not empty(project.risks) and any(project.risks, { category = category })
      return has_risk or not empty(project.no_risk_in)
        and any(project.no_risk_in, function(none) return none.category == category and none.because end)
    end
    local gaps = filter(param.categories, function(category) return not is_covered(category) end)
    return #gaps == 0, { gaps = table.concat(gaps, ", ") }
  end,
  message  = "the risk register has no risk, and no reason why there is none, in: {gaps}",
  remedy   = "identify at least one risk in each category, or record why there is none",
}

rule "register_is_long_enough" {
  covers   = "K-02.a",
  severity = "error",
  when     = function(project)
    local function is_long() return not in_time(project.finish, after(project.start, param.long)) end
    return is_planned(project) and (project.value > param.large or is_long())
  end,
  check    = function(project)
    return not empty(project.risks) and #project.risks >= param.risks
  end,
  message  = "a long or large project has fewer risks in its register than it should",
  remedy   = "hold a risk workshop and record what it finds",
}

rule "risk_is_described" {
  covers   = "K-02.a",
  severity = "error",
  each     = "risks",
  needs    = { "cause", "event", "effect", "owner" },
  message  = "risk {risk.name} does not say its {missing}",
  remedy   = "say what could happen, why, with what effect, and who watches it",
}

-- ---- its scores ----

rule "risk_score_is_the_product" {
  covers   = "K-08.a",
  severity = "error",
  each     = "risks",
  check    = function(risk) return risk.score == risk.probability * risk.impact end,
  message  = "risk {risk.name} scores {risk.score}, but its probability is {risk.probability} and its impact {risk.impact}",
  remedy   = "correct the score: it is probability times impact",
}

rule "risk_band_fits_the_score" {
  covers   = "K-08.b",
  severity = "info",
  each     = "risks",
  when     = function(risk) return risk.score ~= nil end,
  check    = function(risk)
    local band = risk.score >= param.critical and "critical"
      or risk.score >= param.high and "high"
      or risk.score >= param.medium and "medium" or "low"
    return risk.band == band, { band = band }
  end,
  message  = "risk {risk.name} is called {risk.band}; with a score of {risk.score} it is {band}",
  remedy   = "correct the band",
}

-- ---- its answers ----

rule "high_risk_answered" {
  covers   = "K-03.a",
  severity = "error",
  each     = "risks",
  when     = function(risk) return is_open(risk) and risk.score >= param.high end,
  check    = function(risk)
    local has_dated_action = not empty(risk.actions) and any(risk.actions, function(action) return action.due ~= nil end)
    return risk.strategy and risk.owner and has_dated_action
  end,
  message  = "risk {risk.name} scores {risk.score} and lacks a strategy, an owner or an action with a date",
  remedy   = "choose a response strategy, name an owner and agree at least one action with a due date",
}

rule "critical_risk_prepared" {
  covers   = "K-03.a",
  severity = "error",
  each     = "risks",
  when     = function(risk) return is_open(risk) and risk.score >= param.critical end,
  check    = function(risk, project)
    local has_plan = not empty(project.contingencies) and any(project.contingencies, { risk = risk.id })
    return (risk.contingency or has_plan) and risk.trigger
  end,
  message  = "risk {risk.name} scores {risk.score} and has no contingency plan with a trigger",
  remedy   = "write down what will be done if it happens, and by which sign that is seen",
}

rule "occurred_risk_answered" {
  covers   = "K-06.a",
  severity = "error",
  each     = "risks",
  when     = function(risk) return risk.occurred_at ~= nil end,
  check    = function(risk)
    return in_time(risk.responded_at, after(risk.occurred_at, pick(param.answer, risk.score)))
  end,
  message  = "risk {risk.name} occurred on {risk.occurred_at} and was not answered in time",
  remedy   = "respond now, record when, and escalate the delay",
}

rule "occurred_risk_is_an_issue" {
  covers   = "K-06.b",
  severity = "error",
  each     = "risks",
  when     = function(risk) return risk.occurred_at or risk.status == "occurred" end,
  check    = function(risk) return risk.issue ~= nil end,
  message  = "risk {risk.name} occurred and is not linked to an issue",
  remedy   = "open an issue for it and link the two",
}

rule "closed_risk_has_a_reason" {
  covers   = "K-11.c",
  severity = "warning",
  each     = "risks",
  when     = function(risk) return risk.status == "closed" end,
  check    = function(risk) return risk.closing_reason ~= nil end,
  message  = "risk {risk.name} is closed without a reason",
  remedy   = "record why the risk is gone",
}
