-- SPDX-License-Identifier: MIT
-- declare: the words of a policy file while it loads, and what they say when it has loaded.
--
--   local session = declare.new { path = "risk/register.lua", id = "risk.register", words = globals, source = text }
--   load the file with session.env on top of the globals, run it
--   local description, problems = session:finish()
--
-- A mistake in a declaration is not thrown but noted, with its line and what to do, and the rest goes on: the author sees
-- all of them at once. problems = { { line =, code =, message =, hint =, rule =, key = }, ... } in file order; with any,
-- description is nil. The shapes of the description are those of declare/keys.lua and declare/parameters.lua:
--
--   { title =, owner =, tags =, link =, when =, formerly =, params = { { name =, type =, value =, ... }, ... by name },
--     rules = { { id =, line =, severity =, each =, check =, ..., metric = true | nil }, ... in file order },
--     phases = | nil, as declare/phases.lua gives them }
--
-- declare.texts { path =, description =, lang =, source = } is the same for the language file beside a policy:
-- policy { title = } and rule "id" { title =, message =, remedy = } give { title =, rules = { [id] = { ... } } }.

local keys = require "declare.keys"
local parameters = require "declare.parameters"
local types = require "declare.types"

local declare = { keys = keys, parameters = parameters }

local Session = {}
Session.__index = Session

-- ---- where things are ----

local OWN = debug.getinfo(1, "S").source

-- The line of the policy that is being executed: the nearest frame of the file itself; else of whoever calls us (a helper
-- from a library that makes rules).
local function current_line(session)
  local nearest
  for level = 2, 60 do
    local frame = debug.getinfo(level, "Sl")
    if not frame then break end
    if frame.what ~= "C" and frame.source ~= OWN then
      if frame.source:sub(-#session.path) == session.path then return frame.currentline end
      nearest = nearest or frame.currentline
    end
  end
  return nearest or 0
end

-- Each policy has a Lua state of its own, which reads these modules: what only a mistake or few files need is read when it is needed.
local function places(session)
  local place = require "declare.place"
  session.lines = session.lines or session.source and place.lines(session.source)
  return place
end

local function phases_word(session)
  return function(given)
    places(session)
    return require("declare.phases").word(session, current_line)(given)
  end
end

function Session:place(line, ...) return places(self).key(self.lines, line, ...) end

function Session:problem(p)
  local found = p.place or self:place(p.line or 0, p.key)
  if not found.column then found = places(self).text(self.lines, found.line, p.rule) end
  p.line, p.column, p.width, p.place = found.line, found.column, found.width, nil
  p.order = #self.problems
  self.problems[#self.problems + 1] = p
end

-- ---- braces ----

local function quoted_rule(rule) return (rule.metric and "metric '" or "rule '") .. rule.id .. "'" end

-- The keys of a block, read by their types; what is wrong is noted. `subject` names the block in messages.
function Session:read_block(known, block, subject, at)
  local fields, names = {}, {}
  for name in pairs(known) do names[#names + 1] = name end
  table.sort(names)
  for _, name in ipairs(types.sorted_keys(block)) do
    local key, value = known[name], block[name]
    if type(name) ~= "string" then
      self:problem { line = at.line, rule = at.rule, code = "unknown-key", message = subject .. " has a value without a key: " .. types.shown(value), hint = "write key = value" }
    elseif not key then
      local elsewhere = known == keys.metric and keys.rule[name] and "a metric gives no verdict; make it a rule with a limit" or keys.elsewhere(known, name)
      self:problem {
        line = at.line, rule = at.rule, key = name, code = "unknown-key", place = at.place and at.place(name),
        message = subject .. " has an unknown key '" .. name .. "'",
        hint = elsewhere or types.did_you_mean(name, names) or "it knows " .. types.alternatives(names),
      }
      at.broken = at.broken or types.did_you_mean(name, names) ~= nil -- so that the laws do not call that one missing
    else
      local read, hint = key.type.read(value)
      fields[name] = read
      if read == nil then
        fields[name] = value -- so that the laws do not call it missing as well
        self:problem {
          line = at.line, rule = at.rule, key = name, code = "wrong-value", hint = hint, place = at.place and at.place(name),
          message = ("%s: %s must be %s, found %s"):format(subject, name, key.type.expects, types.shown(value)),
        }
        at.broken = true
      end
    end
  end
  return fields
end

-- ---- policy { ... } ----

function Session:read_params(given, at)
  local list = self.description.params
  for _, name in ipairs(types.sorted_keys(given)) do
    local param = given[name]
    local subject = "parameter '" .. tostring(name) .. "'"
    if keys.exception[name] then
      self:problem { line = at.line, key = name, code = "bad-name", message = subject .. " cannot have this name: profiles say " .. types.alternatives(keys.exceptions) .. " beside parameters", hint = "call it something else" }
    elseif type(name) ~= "string" or not name:find("^[%a_][%w_]*$") then
      self:problem { line = at.line, code = "bad-name", message = subject .. " must have a name of letters, digits and _", hint = "write name = number { ... }" }
    elseif not parameters.is(param) then
      self:problem {
        line = at.line, key = name, code = "wrong-value", message = subject .. " has no type, found " .. types.shown(param),
        hint = type(param) == "table" and "put a word before the braces: number, at_most, at_least, between, steps, per, set, duration, money, percent or text"
          or ("write %s = %s { %s }"):format(name, type(param) == "string" and not quantity(param) and "text" or "number", type(param) == "string" and types.shown(param) or tostring(param)),
      }
    else
      for _, complaint in ipairs(param.complaints) do
        self:problem {
          line = param.line, key = complaint.key or name, code = "parameter",
          message = ("%s (%s): %s"):format(subject, param.type, complaint.message), hint = complaint.hint,
        }
      end
      self.placed[param] = true
      list[#list + 1] = parameters.describe(param, name)
      list[name] = list[#list]
    end
  end
end

local function policy_word(session)
  return function(block)
    local line = current_line(session)
    if type(block) ~= "table" then
      return session:problem { line = line, code = "wrong-value", message = "policy must be followed by { ... }, found " .. types.shown(block), hint = "write policy { title = \"...\" }" }
    end
    if session.policy_line then
      return session:problem { line = line, code = "duplicate", message = "a file has one policy { ... }; there is one in line " .. session.policy_line, hint = "put both together" }
    end
    session.policy_line = line
    local at = { line = line }
    local fields = session:read_block(keys.policy, block, "the policy", at)
    local d = session.description
    for name, value in pairs(fields) do d[name] = value end
    d.params = {}
    if type(fields.params) == "table" then session:read_params(fields.params, at) end
  end
end

-- ---- rule "id" { ... }, metric "id" { ... } ----

local ID = "^[a-z][a-z0-9_]*$"

-- An id that could have been meant.
local function proper_id(id)
  local guess = id:gsub("(%l)(%u)", "%1_%2"):lower():gsub("[^a-z0-9]+", "_"):gsub("^[_%d]+", ""):gsub("_+$", "")
  return guess:find(ID) and "write '" .. guess .. "'" or "such as 'high_risk_answered'"
end

-- word "id" { ... }: the returned function reads the braces; what is left open is noted at the end.
local function block_word(session, word, take)
  return function(id, block)
    local line = current_line(session)
    if type(id) ~= "string" then
      session:problem { line = line, code = "bad-id", message = word .. " must be followed by its id in quotes, found " .. types.shown(id), hint = "write " .. word .. ' "id" { ... }' }
      return function() end
    end
    local opened = { line = line, word = word, id = id }
    session.open[#session.open + 1] = opened
    local again
    function again()
      session:problem { line = line, rule = id, code = "duplicate", message = ("%s '%s' has a second pair of braces"):format(word, id), hint = "put both together" }
      return again
    end
    local function read(given)
      opened.done = true
      if type(given) ~= "table" then
        session:problem { line = line, rule = id, code = "wrong-value", message = ("%s '%s' must be followed by { ... }, found %s"):format(word, id, types.shown(given)) }
      else
        take(id, given, line)
      end
      return again
    end
    if block ~= nil then return read(block) end
    return read
  end
end

local function rule_word(session, word)
  return block_word(session, word, function(id, block, line)
    local metric = word == "metric" or nil
    local at = { line = line, rule = id }
    local subject = word .. " '" .. id .. "'"
    if not id:find(ID) then
      session:problem { line = line, rule = id, code = "bad-id", message = subject .. ": an id has small letters, digits and _, and begins with a letter", hint = proper_id(id) }
    end
    local earlier = session.ids[id]
    if earlier then
      session:problem { line = line, rule = id, code = "duplicate", message = subject .. " is there already, in line " .. earlier, hint = "each rule and metric of a file has its own id" }
    end
    session.ids[id] = earlier or line
    local rule = session:read_block(metric and keys.metric or keys.rule, block, subject, at)
    rule.id, rule.line, rule.metric, rule.broken = id, line, metric, at.broken
    local rules = session.description.rules
    rules[#rules + 1] = rule
  end)
end

-- ---- number { ... }, at_most { ... } ----

-- A word that policies may also call (`between(x, lo, hi)`) declares only when its one argument is a table.
local function parameter_word(session, type_name)
  local runtime = rawget(session.words, type_name) -- the globals raise on what they do not have
  return function(...)
    local given = ...
    if runtime and not (select("#", ...) == 1 and type(given) == "table") then return runtime(...) end
    local complaints = {}
    local p = parameters.read(type_name, given, function(message, hint, key)
      complaints[#complaints + 1] = { message = message, hint = hint, key = key }
    end)
    p.line, p.complaints = current_line(session), complaints
    session.made[#session.made + 1] = p
    return p
  end
end

-- ---- the end of the file ----

-- The laws between keys; and a rule whose thresholds have severities is, where the threshold does not say (`unknown`), as
-- severe as the worst of them.
function Session:judge_rule(rule)
  local params = self.description.params
  local param = rule.limit and params[rule.limit]
  local worst = param and type(param.value) == "table" and param.value[#param.value]
  if not rule.severity and type(worst) == "table" and worst.severity then rule.severity = worst.severity end
  for _, law in ipairs(keys.laws) do
    local key, message, hint = law(rule, params)
    -- a limit that is itself in question decides nothing about the severity
    if key and not (key == "severity" and rule.limit and (not param or param.broken)) then
      self:problem { line = rule.line, rule = rule.id, key = rule[key] ~= nil and key or nil, code = rule[key] ~= nil and "conflicting-keys" or "missing-key", message = quoted_rule(rule) .. " " .. message, hint = hint }
    end
  end
end

local function close(session)
  for _, opened in ipairs(session.open) do
    if not opened.done then
      session:problem { line = opened.line, rule = opened.id, code = "wrong-value", message = ("%s '%s' has no { ... }"):format(opened.word, opened.id), hint = ('write %s "%s" { ... }'):format(opened.word, opened.id) }
    end
  end
  table.sort(session.problems, function(a, b)
    if a.line ~= b.line then return a.line < b.line end
    if a.column and b.column and a.column ~= b.column then return a.column < b.column end
    return a.order < b.order
  end)
  for _, p in ipairs(session.problems) do p.order = nil end
  return session.problems
end

function Session:finish()
  local d = self.description
  for _, p in ipairs(self.made) do
    if not self.placed[p] then
      self:problem { line = p.line, code = "unused", message = "a " .. p.type .. " { ... } that belongs to no parameter", hint = "parameters are declared in policy { params = { name = " .. p.type .. " { ... } } }" }
    end
  end
  for _, rule in ipairs(d.rules) do
    if not rule.broken then self:judge_rule(rule) end
    rule.broken = nil
  end
  local problems = close(self)
  if #problems > 0 then return nil, problems end
  for i, param in ipairs(d.params) do d.params[param.name], d.params[i].broken = nil, nil end
  return d, problems
end

local function new_session(options)
  return setmetatable({
    path = options.path, id = options.id, words = options.words or {}, source = options.source,
    problems = {}, open = {}, made = {}, placed = {}, ids = {},
    description = { params = {}, rules = {} },
  }, Session)
end

function declare.new(options)
  local session = new_session(options)
  local env = { policy = policy_word(session), rule = rule_word(session, "rule"), metric = rule_word(session, "metric"), phases = phases_word(session) }
  for type_name in pairs(parameters.kinds) do env[type_name] = parameter_word(session, type_name) end
  session.env = env
  return session
end

-- ---- the language file ----

local Texts = setmetatable({}, { __index = Session })
Texts.__index = Texts

function Texts:finish()
  local problems = close(self)
  if #problems > 0 then return nil, problems end
  return self.result, problems
end

function declare.texts(options)
  local session = setmetatable(new_session(options), Texts)
  local known, names = {}, {}
  for _, rule in ipairs(options.description.rules) do
    known[rule.id] = true
    names[#names + 1] = rule.id
  end
  session.result = { rules = {} }

  local function take(word)
    return function(id, block, line)
      local subject = word .. " '" .. id .. "'"
      if not known[id] then
        session:problem { line = line, rule = id, code = "unknown-rule", message = subject .. ": the policy has no such rule", hint = types.did_you_mean(id, names) }
      elseif session.result.rules[id] then
        session:problem { line = line, rule = id, code = "duplicate", message = subject .. " is there already", hint = "put both together" }
      end
      session.result.rules[id] = session:read_block(keys.rule_texts, block, subject, { line = line, rule = id })
    end
  end
  session.env = {
    rule = block_word(session, "rule", take "rule"),
    metric = block_word(session, "metric", take "metric"),
    policy = function(block)
      local line = current_line(session)
      if type(block) ~= "table" then
        return session:problem { line = line, code = "wrong-value", message = "policy must be followed by { ... }, found " .. types.shown(block) }
      end
      session.result.title = session:read_block(keys.policy_texts, block, "the policy", { line = line }).title
    end,
  }
  return session
end

-- For the sessions of other files (declare/profile.lua).
declare.session = { class = Session, new = new_session, block_word = block_word, close = close }

-- The words that a policy file has while it loads, for checkers and help.
function declare.load_words()
  local list = { "metric", "phases", "policy", "rule" }
  for type_name in pairs(parameters.kinds) do list[#list + 1] = type_name end
  table.sort(list)
  return list
end

return declare
