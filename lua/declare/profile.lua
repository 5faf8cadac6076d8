-- SPDX-License-Identifier: MIT
-- profile: the words of a file of profiles/ while it loads, and what they say when it has loaded.
--
--   profile "apac" {
--     level  = "region", match = { region = "APAC" },
--     params = { ["risk.register"] = { high = 8 } },
--     rules  = { ["contract.deposit.small"] = { off = true, reason = "...", approved_by = "...", expires = "2027-03-31" } },
--   }
--
-- The session is used as that of declare.lua; its description is
--
--   { params = {}, rules = { { id = "apac", check = the match function, ... }, ... only where match is a function },
--     profiles = { { name =, level =, priority =, line =, place =, match = { field = value } | nil, match_places = { field = place }, asks = true | nil,
--                    params = { { policy =, place =, values = { { name =, value =, place = }, ... }, exception... }, ... },
--                    rules = { { rule =, place =, off =, severity =, ..., exception..., places = { key = place } }, ... } } } }
--
-- A function that matches is a rule to the engine: what it answers is judged with the same care. `profiles` is data only;
-- lua/profiles.lua holds it against the policies. A place is { line =, column =, width = }.

local declare = require "declare"
local keys = require "declare.keys"
local types = require "declare.types"

local profile = {}

local NAME = "^[%a][%w_-]*$"

-- reason, approved_by and expires: of the block itself, else of the profile.
local function take_exception(into, fields, whole)
  for key in pairs(keys.exception) do
    into[key] = fields[key]
    if into[key] == nil then into[key] = whole[key] end
  end
end

local function entries(session, kind, given, whole, at, take)
  local list = {}
  for _, name in ipairs(types.sorted_keys(given)) do
    local block = given[name]
    local function place(...) return session:place(at.line, kind, name, ...) end
    local subject = ("profile '%s', %s of %s"):format(at.rule, kind == "rules" and "rule" or "parameters", types.shown(name))
    if type(name) ~= "string" then
      session:problem { place = place(), code = "bad-name", message = ("profile '%s': %s are named in full, found %s"):format(at.rule, kind, types.shown(name)),
        hint = kind == "rules" and 'write ["risk.register.high_risk_answered"] = { ... }' or 'write ["risk.register"] = { ... }' }
    elseif type(block) ~= "table" then
      session:problem { place = place(), code = "wrong-value", message = subject .. " must be a table, found " .. types.shown(block),
        hint = kind == "rules" and ('write ["%s"] = { off = true, reason = ..., approved_by = ..., expires = ... }'):format(name) or ('write ["%s"] = { name = value }'):format(name) }
    else
      list[#list + 1] = take(name, block, place, subject)
    end
  end
  return list
end

local function take_params(session, given, whole, at)
  return entries(session, "params", given, whole, at, function(policy, block, place, subject)
    local entry, exception, values = { policy = policy, place = place(), values = {} }, {}, {}
    for key, value in pairs(block) do
      if keys.exception[key] then exception[key] = value else values[key] = value end
    end
    take_exception(entry, session:read_block(keys.exception, exception, subject, { line = at.line, rule = at.rule, place = place }), whole)
    for _, name in ipairs(types.sorted_keys(values)) do
      if type(values[name]) == "function" then
        session:problem { place = place(name), code = "wrong-value", message = ("%s: %s must be a value, found a function"):format(subject, tostring(name)) }
      end
      entry.values[#entry.values + 1] = { name = name, value = values[name], place = place(name) }
    end
    return entry
  end)
end

local function take_rules(session, given, whole, at)
  return entries(session, "rules", given, whole, at, function(rule, block, place, subject)
    local fields = session:read_block(keys.profile_rule, block, subject, { line = at.line, rule = at.rule, place = place })
    local entry = { rule = rule, place = place(), places = {} }
    for key, value in pairs(fields) do
      entry[key], entry.places[key] = value, place(key)
    end
    take_exception(entry, fields, whole)
    return entry
  end)
end

local function take_profile(session, name, block, line)
  local at = { line = line, rule = name }
  local subject = ("profile '%s'"):format(name)
  local d = session.description
  if not name:find(NAME) then
    session:problem { line = line, code = "bad-id", message = subject .. ": a name has letters, digits, - and _, and begins with a letter" }
  end
  if session.ids[name] then
    session:problem { line = line, code = "duplicate", message = subject .. " is there already, in line " .. session.ids[name], hint = "put both together" }
  end
  session.ids[name] = session.ids[name] or line
  local fields = session:read_block(keys.profile, block, subject, at)
  if at.broken then return end
  if not fields.level and not fields.priority then
    session:problem { line = line, code = "missing-key", message = subject .. " has no level", hint = "add level = " .. '"company", "region", "business_unit" or "type"' .. ", or a priority" }
  end
  local entry = { name = name, line = line, place = { line = line }, level = fields.level, priority = fields.priority }
  if type(fields.match) == "function" then
    entry.asks = true
    d.rules[#d.rules + 1] = { id = name, line = line, severity = "error", check = fields.match, message = name }
  elseif fields.match then
    entry.match, entry.match_places = fields.match, {}
    for field in pairs(fields.match) do entry.match_places[field] = session:place(line, "match", field) end
  end
  entry.params = take_params(session, fields.params or {}, fields, at)
  entry.rules = take_rules(session, fields.rules or {}, fields, at)
  d.profiles[#d.profiles + 1] = entry
end

local Profiles = setmetatable({}, { __index = declare.session.class })
Profiles.__index = Profiles

function Profiles:finish()
  local problems = declare.session.close(self)
  if #problems > 0 then return nil, problems end
  return self.description, problems
end

function profile.new(options)
  local session = setmetatable(declare.session.new(options), Profiles)
  session.description.profiles = {}
  session.env = {
    profile = declare.session.block_word(session, "profile", function(name, block, line) take_profile(session, name, block, line) end),
  }
  return session
end

-- The words of a policy that a profile does not have: what to do instead.
function profile.left_out()
  local list = { param = "a profile gives values to parameters; it reads none",
    findings = "profiles are asked before anything is judged: what rules found is read in functions of rules" }
  for _, word in ipairs(declare.load_words()) do
    list[word] = 'a profile gives the value alone: high = 8, or used = { error = "90%" }'
  end
  for _, word in ipairs { "policy", "rule", "metric", "phases" } do list[word] = "it is declared in a policy, not in profiles/" end
  return list
end

return profile
