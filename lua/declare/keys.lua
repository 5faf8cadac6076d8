-- SPDX-License-Identifier: MIT
-- keys: everything that may be written in the braces of `policy`, `rule`, `metric` and `profile`.
--
-- One row a key: its type (declare/types.lua), and the sentence that the help prints. `metric = true`: a metric has it
-- too. The laws below say which keys belong together; each answers nil, or what is wrong and what to do about it.

local types = require "declare.types"

local keys = {}

keys.policy = {
  title    = { type = types.text, doc = "the policy's name, as reports print it" },
  owner    = { type = types.text, doc = "who answers for this policy" },
  tags     = { type = types.texts, doc = "words to find and filter by, for every rule of the file" },
  link     = { type = types.text, doc = "where the standard can be read" },
  when     = { type = types.func, doc = "a function of the project: the rules of the file apply when it is true" },
  formerly = { type = types.text, doc = "the policy's earlier id; findings and waivers stay with it" },
  params   = { type = types.table, doc = "the parameters: name = number { ... }, name = at_most { ... }" },
}

keys.rule = {
  title       = { type = types.text, metric = true, doc = "the rule's name, as reports print it" },
  covers      = { type = types.texts, metric = true, doc = 'the clauses of the standard that it puts into practice: "K-03.a"' },
  severity    = { type = types.severity, doc = "how bad a violation is: info, warning, error or critical" },
  each        = { type = types.path_or_function, metric = true, doc = 'judged once per element of this list: "risks", "contracts.payments", or a function' },
  when        = { type = types.func, metric = true, doc = "it applies when this is true; else the verdict is not_applicable" },
  check       = { type = types.func, doc = "true: conforms; false or nil: does not. May add a table of details" },
  measure     = { type = types.func, metric = true, doc = "a value that is held against the limit, kept and charted" },
  limit       = { type = types.text, doc = "the parameter (at_most, at_least or between) that the measure is held against" },
  needs       = { type = types.texts, doc = "paths that must be present and not empty" },
  message     = { type = types.text, doc = "what is wrong, with {placeholders}: \"risk {risk.name} has no owner\"" },
  remedy      = { type = types.text, doc = "how to put it right" },
  tags        = { type = types.texts, metric = true, doc = "words to find and filter by" },
  link        = { type = types.text, metric = true, doc = "where the clause can be read" },
  owner       = { type = types.text, metric = true, doc = "who answers for this rule, when it is not the policy's owner" },
  across      = { type = types.one_of { "portfolio" }, metric = true, doc = '"portfolio": over the elements of all projects' },
  by          = { type = types.text, metric = true, doc = "with across: the field that groups the elements of each, or (without each) the projects" },
  among       = { type = types.text, metric = true, doc = "with across: the field in which a project's peers are equal" },
  gate        = { type = types.text, doc = "the phase whose entry it guards; with each also a status that the elements may only get when it conforms" },
  enforcement = { type = types.enforcement, doc = "at a gate: advisory (told), soft (an approver can override it) or hard; left out, hard where it is critical, advisory where it is info, else soft" },
  from        = { type = types.date, metric = true, doc = "not judged before this day" },
  trial       = { type = types.date, doc = "advisory until this day" },
  deprecated  = { type = types.text_or_true, metric = true, doc = "on its way out: what to use instead" },
  replaces    = { type = types.text, doc = "the full id of the shipped rule that this one stands for" },
  formerly    = { type = types.text, metric = true, doc = "the rule's earlier id; findings and waivers stay with it" },
}

keys.metric = {}
for name, key in pairs(keys.rule) do
  if key.metric then keys.metric[name] = key end
end

-- What a language file may say of a policy and of a rule.
keys.policy_texts = { title = keys.policy.title }
keys.rule_texts = { title = keys.rule.title, message = keys.rule.message, remedy = keys.rule.remedy }

-- ---- profiles ----

-- What a profile that weakens the standard owes an account of.
keys.exception = {
  reason      = { type = types.text, doc = "why: for what is off or weaker than the standard" },
  approved_by = { type = types.text, doc = "who approved that" },
  expires     = { type = types.date, doc = "its last day; then the standard holds again by itself" },
}

keys.exceptions = { "reason", "approved_by", "expires" } -- in this order

keys.profile = {
  level       = { type = types.one_of(types.levels), doc = "company, region, business_unit or type: a later one goes over an earlier one" },
  priority    = { type = types.integer, doc = "goes over all levels; of two priorities the higher one" },
  match       = { type = types.match, doc = "the projects it is for: { region = \"APAC\" }, or a function of the project; left out: all" },
  params      = { type = types.table, doc = 'values of parameters: { ["risk.register"] = { high = 8 } }' },
  rules       = { type = types.table, doc = 'what becomes of rules: { ["contract.deposit.small"] = { severity = "error" } }' },
}
keys.profile_rule = {
  off         = { type = types.boolean, doc = "true: not judged on these projects" },
  severity    = keys.rule.severity,
  enforcement = keys.rule.enforcement,
  gate        = keys.rule.gate,
  message     = { type = types.text2, doc = "what is said instead; { en = ..., zh = ... } for both languages" },
}
for name, key in pairs(keys.exception) do keys.profile[name], keys.profile_rule[name] = key, key end

local NOT_IN_PROFILES = {
  extends  = "profiles do not extend each other: they go over one another by level, company < region < business_unit < type, then by priority",
  when     = "the projects it is for are named by match",
  disabled = "write off = true",
  enabled  = "write off = false",
}

-- What a key that is unknown here may have meant.
function keys.elsewhere(known, name)
  if known ~= keys.profile and known ~= keys.profile_rule then return nil end
  return NOT_IN_PROFILES[name]
end

local is_limit = { at_most = true, at_least = true, between = true }

local function names(params)
  local list = {}
  for _, param in ipairs(params) do list[#list + 1] = param.name end
  return list
end

-- law(rule, params) -> key, message, hint. `params` is the list of the description; params[name] finds one.
keys.laws = {
  function(rule)
    if rule.check and rule.measure then
      return "check", "has a check and a measure", "a rule judges by one of them: make two rules"
    end
    if rule.needs and (rule.check or rule.measure) then
      return "needs", "has needs and a " .. (rule.check and "check" or "measure"), "make two rules; an absent field makes the other one unknown by itself"
    end
    if not (rule.check or rule.measure or rule.needs) then
      if rule.metric then return "measure", "has no measure", "add measure = function(project) return ... end" end
      return "check", "judges nothing", "add check = function(...) return ... end, or measure and limit, or needs = { ... }"
    end
  end,
  function(rule)
    if rule.metric or rule.measure and rule.check then return end
    if rule.measure and not rule.limit then
      return "limit", "has a measure but no limit", "name an at_most, at_least or between parameter, or make it a metric"
    end
    if rule.limit and not rule.measure then
      return "limit", "has a limit but no measure", "the limit is what a measure is held against: add measure = function(...) return ... end"
    end
  end,
  function(rule, params)
    local param = rule.limit and params[rule.limit]
    if rule.limit and not param then
      return "limit", "has the limit '" .. rule.limit .. "', which is no parameter of this policy",
        types.did_you_mean(rule.limit, names(params)) or "declare it in policy { params = { " .. rule.limit .. " = at_most { ... } } }"
    end
    if param and not param.broken and not is_limit[param.type] then
      return "limit", "has the limit '" .. rule.limit .. "', which is a " .. param.type, "a limit is an at_most, at_least or between parameter"
    end
  end,
  function(rule)
    if not rule.severity and not rule.metric then
      return "severity", "has no severity", "add severity = " .. '"info", "warning", "error" or "critical"'
        .. (rule.limit and ", or give the limit one threshold per severity" or "")
    end
  end,
  function(rule)
    if not rule.message and not rule.metric and not rule.needs then
      return "message", "has no message", "add message = \"what is wrong, with {placeholders}\""
    end
  end,
  function(rule)
    if rule.across and not (rule.by or rule.among) then
      return "across", "looks across the portfolio without by or among", 'add by = "field" to group elements, or among = "field" to compare a project with its peers'
    end
    if not rule.across and (rule.by or rule.among) then
      return rule.by and "by" or "among", "has " .. (rule.by and "by" or "among") .. " without across", 'add across = "portfolio"'
    end
    if rule.by and rule.among then
      return "among", "has by and among", "it either groups elements (by) or compares projects (among)"
    end
    if rule.among and rule.each then
      return "each", "has each and among", "it is the projects that are compared among their peers: leave each out"
    end
    if rule.across and type(rule.each) == "function" then
      return "each", "looks across the portfolio with a function as each", 'name the list: each = "gifts"'
    end
    if rule.across and rule.needs then
      return "needs", "has needs across the portfolio", "what one project has to have is a rule of its own"
    end
    if rule.across and rule.gate then
      return "gate", "guards a gate across the portfolio", "a gate is asked of one project: leave gate out"
    end
  end,
  function(rule)
    if rule.enforcement and not rule.gate then
      return "enforcement", "has an enforcement without a gate", "add gate = \"phase\", the phase whose entry it guards"
    end
  end,
}

return keys
