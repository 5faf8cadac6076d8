-- SPDX-License-Identifier: MIT
-- profiles: what the profiles of a generation say, held against its policies.
--
--   profiles.resolve {
--     profiles = { as lua/declare/profile.lua describes them, each with file = and of = (number of its file) ... },
--     policies = { { id =, broken = bool, params = { described parameters },
--                    rules = { { id = "high", severity =, enforcement =, gate = | nil, metric = bool, limit = | nil,
--                                graded = its thresholds have severities, deprecated = | nil, replaced_by = | nil }, ... } }, ... },
--     fields = { region = { type = "string" }, phase = { type = "enum", values = { ... } }, ... }   of a project
--   }
-- answers { problems = { { file =, line =, column =, width =, code =, message =, hint =, warning = bool }, ... },
--   profiles = { the sound ones, the lowest rank first },
--   settings = { in the same order: { profile = number in `profiles`, policy =, place =, reason =, approved_by =, expires =,
--                  param =, described =, default = text       or
--                  rule = short id, off =, severity =, enforcement =, gate =, message = } } }
--
-- A profile with a mistake sets nothing at all: half of what somebody meant is nobody's standard.

local keys = require "declare.keys"
local parameters = require "declare.parameters"
local types = require "declare.types"
local weakening = require "declare.weakening"

local profiles = {}

local Run = {}
Run.__index = Run

function Run:problem(profile, place, code, message, hint, warning)
  place = place or profile.place
  self.problems[#self.problems + 1] = {
    file = profile.file, of = profile.of, line = place.line, column = place.column, width = place.width, code = code,
    message = ("profile '%s'%s"):format(profile.name, message), hint = hint, warning = warning,
  }
  profile.broken = profile.broken or not warning
end

-- ---- who matches ----

local MATCHED = { string = "a text", text = "a text", ref = "a text", enum = "a text", bool = "true or false" }

function Run:check_match(profile)
  for _, name in ipairs(types.sorted_keys(profile.match or {})) do
    local value, field = profile.match[name], self.fields[name]
    local place = profile.match_places[name]
    local expects = field and MATCHED[field.type]
    local allowed = type(value) == "table" and #value > 0 and value or { value }
    if not field then
      self:problem(profile, place, "unknown-field", (": match names '%s', which a project does not have"):format(tostring(name)), types.did_you_mean(name, self.field_names))
    elseif not expects then
      self:problem(profile, place, "wrong-value", (": match compares %s, which is a %s"):format(name, field.type), "write match = function(project) return ... end")
    else
      for _, item in ipairs(allowed) do
        if type(item) ~= (field.type == "bool" and "boolean" or "string") or item == "" then
          self:problem(profile, place, "wrong-value", (": match expects %s for %s, found %s"):format(expects, name, types.shown(item)), "or a list of them, any of which matches")
        elseif field.values and not self:is_one_of(item, field.values) then
          self:problem(profile, place, "wrong-value", (": %s is never %s"):format(name, types.shown(item)),
            types.did_you_mean(item, field.values) or "it is " .. types.alternatives(field.values))
        end
      end
    end
    profile.match[name] = allowed
  end
end

function Run:is_one_of(value, list)
  for _, item in ipairs(list) do
    if item == value then return true end
  end
  return false
end

-- Two literal matches of one field that share no value exclude each other; of everything else nobody knows.
local function can_both_match(a, b)
  for name, values in pairs(a.match or {}) do
    local others, shared = b.match and b.match[name], false
    for _, value in ipairs(others or {}) do
      for _, own in ipairs(values) do shared = shared or own == value end
    end
    if others and not shared then return false end
  end
  return true
end

-- ---- ranks ----

local level_rank = {}
for rank, level in ipairs(types.levels) do level_rank[level] = rank end

local function rank_of(profile)
  if profile.priority then return #types.levels + 1, profile.priority end
  return level_rank[profile.level], 0
end

local function below(a, b)
  local x, y = rank_of(a)
  local u, v = rank_of(b)
  if x ~= u then return x < u end
  return y < v
end

local function in_order(a, b)
  if below(a, b) then return true end
  if below(b, a) then return false end
  if a.file ~= b.file then return a.file < b.file end
  return a.line < b.line
end

-- ---- what is owed an account of ----

-- what: "weakens risk.register.high (10 to 12)"
function Run:owes(profile, entry, place, what, hint)
  local missing = {}
  for _, key in ipairs(keys.exceptions) do
    if entry[key] == nil then missing[#missing + 1] = key end
  end
  if #missing == 0 then return end
  self:problem(profile, place, "no-account", (" %s without %s"):format(what, (types.alternatives(missing):gsub(" or ", " and "))),
    (hint or "") .. 'say why, who approved it and until when: reason = "...", approved_by = "...", expires = "2027-03-31"')
end

-- ---- two of one rank ----

-- `key` names one thing that is set. Answers those of a lower rank that the profile goes over.
function Run:claim(profile, place, key, value)
  local claims, lower = self.claims[key] or {}, {}
  self.claims[key] = claims
  for _, other in ipairs(claims) do
    local both = can_both_match(profile, other.profile)
    if both and not below(other.profile, profile) then
      self:problem(profile, place, "conflict", (" and '%s' (%s:%d) both set %s, and a project can match both"):format(
        other.profile.name, other.profile.file, other.place.line, key), "give one of them another level, or a priority")
    elseif both then
      lower[#lower + 1] = other.value
    end
  end
  claims[#claims + 1] = { profile = profile, place = place, value = value }
  return lower
end

-- ---- parameters ----

function Run:set_param(profile, entry, policy, item)
  local described = policy.params_by_name[item.name]
  if not described then
    local message = (": the policy '%s' has no parameter '%s'"):format(policy.id, tostring(item.name))
    return self:problem(profile, item.place, "unknown-parameter", message, types.did_you_mean(item.name, policy.param_names)
      or #policy.param_names > 0 and "it has " .. types.alternatives(policy.param_names) or "it has none")
  end
  local about = (": parameter '%s' (%s)"):format(item.name, described.type)
  for _, option in ipairs(parameters.options) do
    if type(item.value) == "table" and item.value[option] ~= nil then
      return self:problem(profile, item.place, "parameter", ("%s: %s is the policy's to say"):format(about, option), "a profile gives the value alone")
    end
  end
  local value, message, hint = parameters.override(described, item.value)
  if not value then return self:problem(profile, item.place, "parameter", about .. ": " .. message, hint) end
  local name = policy.id .. "." .. item.name
  local lower = self:claim(profile, item.place, name, value)
  table.insert(lower, 1, described)
  for _, other in ipairs(lower) do
    local how = weakening.between(other, value)
    local change = ("%s (%s to %s)"):format(name, weakening.text(other), weakening.text(value))
    if how == "weaker" then
      self:owes(profile, entry, item.place, "weakens " .. change)
    elseif how then
      self:owes(profile, entry, item.place, ("changes %s, and it cannot be told whether that weakens it,"):format(change),
        not described.weaker and 'let the policy say weaker = "up" or "down"; or ' or nil)
    end
    if how then break end
  end
  self:set(profile, entry, { policy = policy.id, place = item.place, param = item.name, described = value, default = weakening.text(described) })
end

function Run:set(profile, entry, setting)
  for key in pairs(keys.exception) do setting[key] = entry[key] end
  setting.of = profile
  self.settings[#self.settings + 1] = setting
end

function Run:take_params(profile)
  for _, entry in ipairs(profile.params) do
    local policy = self.policies[entry.policy]
    if not policy then
      local owner = self.policies[entry.policy:match("^(.*)%.[^.]*$")]
      self:problem(profile, entry.place, "unknown-policy", (": there is no policy '%s'"):format(entry.policy),
        owner and ('write ["%s"] = { %s = ... }'):format(owner.id, entry.policy:match("[^.]*$")) or types.did_you_mean(entry.policy, self.policy_ids))
    elseif not policy.broken then
      for _, item in ipairs(entry.values) do self:set_param(profile, entry, policy, item) end
    end
  end
end

-- ---- rules ----

local function rank_in(list, word)
  for rank, item in ipairs(list) do
    if item == word then return rank end
  end
  return 0
end

-- What is set of a rule: is `to` weaker than `from`?
local WEAKER = {
  off = function(from, to) return to and not from end,
  severity = function(from, to) return types.severity_rank[to] < types.severity_rank[from] end,
  enforcement = function(from, to) return rank_in(types.enforcements, to) < rank_in(types.enforcements, from) end,
  gate = function(from, to) return from ~= "" and from ~= to end, -- a later one is weaker; their order is not known here
}
local SETTABLE = types.sorted_keys(WEAKER)

function Run:law(profile, entry, rule)
  local function wrong(key, message, hint) self:problem(profile, entry.places[key], "conflicting-keys", (": %s %s"):format(entry.rule, message), hint) end
  if rule.metric and (entry.severity or entry.enforcement or entry.gate or entry.message) then
    local key = entry.severity and "severity" or entry.enforcement and "enforcement" or entry.gate and "gate" or "message"
    wrong(key, "is a metric: it gives no verdict", "only off is for metrics")
  end
  if entry.severity and rule.graded then
    wrong("severity", "has its severity from the thresholds of '" .. rule.limit .. "'", "set the parameter: its thresholds name severities")
  end
  if entry.enforcement and not entry.gate and not rule.gate then wrong("enforcement", "guards no gate", 'add gate = "phase"') end
end

function Run:take_rule(profile, entry)
  local rule = self.rules[entry.rule]
  if not rule then
    local policy = entry.rule:match("^(.*)%.[^.]*$")
    if policy and self.policies[policy] and self.policies[policy].broken then return end
    local longer = {}
    for _, id in ipairs(self.rule_ids) do
      if id:sub(-#entry.rule - 1) == "." .. entry.rule then longer[#longer + 1] = id end
    end
    return self:problem(profile, entry.place, "unknown-rule", (": there is no rule '%s'"):format(entry.rule),
      #longer == 1 and ("did you mean '%s'?"):format(longer[1]) or types.did_you_mean(entry.rule, self.rule_ids))
  end
  self:law(profile, entry, rule)
  if rule.replaced_by then
    self:problem(profile, entry.place, "replaced", (": %s is not judged: %s replaces it"):format(entry.rule, rule.replaced_by), "name that one", true)
  end
  if rule.deprecated then
    self:problem(profile, entry.place, "deprecated", (": %s is deprecated"):format(entry.rule), rule.deprecated ~= "" and rule.deprecated or nil, true)
  end
  local own = { off = false, severity = rule.severity, enforcement = rule.enforcement, gate = rule.gate or "" }
  for _, key in ipairs(SETTABLE) do
    local value = entry[key]
    if value ~= nil then
      local lower = self:claim(profile, entry.places[key], ("%s of %s"):format(key, entry.rule), value)
      table.insert(lower, 1, own[key])
      for _, from in ipairs(lower) do
        if WEAKER[key](from, value) then
          local what = key == "off" and ("switches %s off"):format(entry.rule)
            or key == "gate" and ("moves %s to another gate (%s to %s)"):format(entry.rule, from, value)
            or ("weakens the %s of %s (%s to %s)"):format(key, entry.rule, tostring(from), tostring(value))
          self:owes(profile, entry, entry.places[key], what)
          break
        end
      end
    end
  end
  if entry.message then self:claim(profile, entry.places.message, "message of " .. entry.rule, entry.message) end
  self:set(profile, entry, { policy = rule.policy, rule = rule.id, place = entry.place, off = entry.off, severity = entry.severity,
    enforcement = entry.enforcement, gate = entry.gate, message = entry.message })
end

-- ---- the whole ----

local function prepare(run, world)
  for _, policy in ipairs(world.policies) do
    run.policies[policy.id] = policy
    run.policy_ids[#run.policy_ids + 1] = policy.id
    policy.params_by_name, policy.param_names = {}, {}
    for _, param in ipairs(policy.params or {}) do
      policy.params_by_name[param.name] = param
      policy.param_names[#policy.param_names + 1] = param.name
    end
    for _, rule in ipairs(policy.rules or {}) do
      local id = policy.id .. "." .. rule.id
      rule.policy = policy.id
      run.rules[id] = rule
      run.rule_ids[#run.rule_ids + 1] = id
    end
  end
  run.field_names = types.sorted_keys(world.fields)
end

function profiles.resolve(world)
  local run = setmetatable({
    problems = {}, claims = {}, settings = {}, policies = {}, policy_ids = {}, rules = {}, rule_ids = {}, fields = world.fields,
  }, Run)
  prepare(run, world)
  local ordered, names = {}, {}
  for _, profile in ipairs(world.profiles) do
    local earlier = names[profile.name]
    if earlier then
      run:problem(profile, nil, "duplicate", (" is there already (%s:%d)"):format(earlier.file, earlier.line), "each profile has its own name")
    end
    names[profile.name] = earlier or profile
    run:check_match(profile)
    ordered[#ordered + 1] = profile
  end
  table.sort(ordered, in_order)
  for _, profile in ipairs(ordered) do
    run:take_params(profile)
    for _, entry in ipairs(profile.rules) do run:take_rule(profile, entry) end
  end
  local result = { problems = run.problems, profiles = {}, settings = {} }
  for _, profile in ipairs(ordered) do
    if not profile.broken then
      result.profiles[#result.profiles + 1] = profile
      profile.number = #result.profiles
    end
  end
  for _, setting in ipairs(run.settings) do
    if not setting.of.broken then
      setting.profile = setting.of.number
      result.settings[#result.settings + 1] = setting
    end
  end
  return result
end

return profiles
