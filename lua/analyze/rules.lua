-- SPDX-License-Identifier: MIT
-- rules: the tables behind `policy`, `rule`, `metric` and `profile`. They say what the functions in them are given, what becomes of
-- what those return, and they name fields themselves: in `each`, `by`, `needs` and in messages.

local calls = require "analyze.calls"
local compare = require "analyze.compare"
local kinds = require "analyze.kinds"
local placeholders = require "analyze.placeholders"
local texts = require "analyze.texts"

local rules = {}

local function key_of(item)
  return item.tag == "Pair" and item[1].tag == "String" and item[1][1] or nil
end

local function by_key(spec)
  local keys = {}
  for i = 1, #spec do
    local key = key_of(spec[i])
    if key then keys[key] = spec[i][2] end
  end
  return keys
end

-- String nodes of a value that is a text or a list of texts.
local function words_of(node)
  if not node then return {} end
  if node.tag == "String" then return { node } end
  local list = {}
  if node.tag == "Table" then
    for i = 1, #node do
      if node[i].tag == "String" then list[#list + 1] = node[i] end
    end
  end
  return list
end

-- Resolves the path that a text names; counts it as read.
local function follow(S, node, kind)
  local steps, message, hint = kinds.path(kind, node[1])
  if not steps then
    if not S.lenient then S.report(node, "unknown-field", message, hint) end
    return
  end
  for _, step in ipairs(steps) do S.unit.reads[step.read] = true end
  return steps
end

-- What a rule judges: the types of its functions' arguments, and the names under which a message finds them.
local function subject(S, keys)
  local root = S.world.root
  local types, roots = { root.record }, { [root.name] = root.record }
  local each = keys.each
  if not each then return types, roots, root end
  if each.tag ~= "String" then return { nil, root.record }, roots end
  local steps = follow(S, each, root)
  if not steps then return {}, roots end
  local last = steps[#steps]
  if not (last.type and (last.type.kind or last.type.elem and last.type.elem.kind)) then
    S.report(each, "not-a-list", ("'%s' is not a list of records"):format(each[1]), "each names a list: each = \"risks\"")
    return {}, roots
  end
  for _, step in ipairs(steps) do
    local t = step.type.elem or step.type
    table.insert(types, 1, t)
    roots[t.kind.name] = t
  end
  return types, roots, types[1].kind
end

-- Across the portfolio: rows and their key, or a project and its peers. Who forgets `across` is told of that, and of nothing else.
local function regroup(S, keys, types, roots, kind)
  if not (keys.across or keys.by or keys.among) then return types, roots end
  if keys.by and keys.by.tag == "String" and kind then
    if not follow(S, keys.by, kind) then return {}, roots, true end -- that was told; what a message would find is not known
    return { kind.list, kinds.STRING }, { key = false, [keys.by[1]:match("[^.]+$") or "key"] = false }
  end
  if keys.among then
    for _, path in ipairs(words_of(keys.among)) do follow(S, path, S.world.root) end
    return { S.world.root.record, S.world.root.list }, roots
  end
  return {}, roots
end

local NOUN = { Table = "a table", Function = "a function" }
local MODES = { when = "test", check = "test", measure = "use" }

-- A function's parameters and the details that it returns are roots of placeholders. true: there may be others.
local function add_roots(fn, types, roots)
  if not fn or fn.details == true then return true end
  for p, var in pairs(fn.params) do roots[var.name] = roots[var.name] or types[p] or false end
  for name in pairs(fn.details or {}) do roots[name] = roots[name] or false end
  return false
end

-- Walks the rule's functions: `when` first, as what it finds present is so in the others. Answers whether a message may
-- find other names than roots has.
local function functions(S, spec, keys, types, roots)
  local open, facts = false, nil
  local function walk_function(key, value)
    local fn = calls.function_given(S, value, facts, MODES[key], types, "@")
    if key ~= "when" and add_roots(fn, types, roots) then open = true end
    return fn
  end
  local when = keys.when and walk_function("when", keys.when)
  facts = when and not keys.across and when.proves or nil
  for i = 1, #spec do
    local item = spec[i]
    local key = key_of(item)
    local value = item.tag == "Pair" and item[2] or item
    if key == "each" and value.tag ~= "String" then
      calls.function_given(S, value, nil, "use", { S.world.root.record })
    elseif key == "check" or key == "measure" then
      local fn = walk_function(key, value)
      if key == "check" and fn and not fn.returns then
        S.report(value, "no-return", "this check never returns a value: it would fail everywhere", "did you forget `return`?")
      elseif key == "check" and fn and fn.untrue then
        local noun = NOUN[fn.untrue.tag] or "a number"
        S.report(fn.untrue, "always-true", ("the check returns %s, which Lua takes for true%s"):format(noun, noun == "a number" and " even when it is 0" or ""),
          noun == "a number" and "compare it: > 0, or ~= nil for whether it is there" or "return true or false first, then the table of details")
      end
    elseif key ~= "when" then
      S.expr(S, value, nil, S.unit.names)
    end
  end
  return open
end

local function check_clauses(S, keys)
  if not S.clauses then return end
  for _, clause in ipairs(words_of(keys.covers)) do
    if not S.clauses[clause[1]] then
      S.report(clause, "unknown-clause", ("the standard has no clause '%s'"):format(clause[1]), kinds.did_you_mean(clause[1], S.clauses))
    end
  end
end

-- rule "id" { ... }: head is the call that has the id, call the one that has the table.
function rules.rule(S, head, call)
  local outer, spec, id = S.unit, call[2], head[2]
  local own = not S.fn and id and id.tag == "String"
  if own then S.unit = S.new_unit() end
  if id then S.expr(S, id, nil, S.unit.names) end
  if own then S.rules[id[1]] = S.unit end
  if spec and spec.tag == "Table" then
    local keys = by_key(spec)
    local types, roots, kind = subject(S, keys)
    local unknown
    types, roots, unknown = regroup(S, keys, types, roots, kind)
    for _, path in ipairs(words_of(keys.needs)) do
      if kind then follow(S, path, kind) end
    end
    local open = functions(S, spec, keys, types, roots)
    if unknown or keys.each and keys.each.tag == "String" and not kind then open = true end -- a wrong path was told already
    local says = placeholders.says(S, roots, open, not keys.by and kind or nil)
    if keys.by then says.roots.project = nil end -- it speaks of no one project
    if own then S.says[id[1]] = says end
    texts.of_rule(S, spec, says)
    check_clauses(S, keys)
  elseif spec then
    -- made elsewhere: it may be any of the file's tables, with any of the file's functions
    for i = 2, #call do S.expr(S, call[i], nil, S.unit.names) end
    S.unit.anything = true
  end
  S.unit = outer
end

-- policy { ... }: its `when` is asked before every rule.
function rules.policy(S, spec)
  local outer = S.unit
  if not S.fn then S.unit = S.loose end
  for i = 1, #spec do
    local item = spec[i]
    local value = item.tag == "Pair" and item[2] or item
    if key_of(item) == "when" then
      calls.function_given(S, value, nil, "test", { S.world.root.record })
    else
      S.expr(S, value, nil, S.unit.names)
    end
  end
  S.unit = outer
end

-- A profile's match: literal values of the project's fields, or a function of the project.
local function match(S, value)
  if value.tag ~= "Table" then
    local fn = calls.function_given(S, value, nil, "test", { S.world.root.record })
    if fn and not fn.returns then S.report(value, "no-return", "this match never returns a value: the profile would never apply", "did you forget `return`?") end
    return
  end
  for i = 1, #value do
    local item = value[i]
    local name = key_of(item)
    local field = S.world.root.fields[name]
    if name and not field then S.report(item[1], "unknown-field", kinds.no_field(S.world.root, name)) end
    for _, value in ipairs(field and words_of(item[2]) or {}) do compare.value(S, value, field.type) end
    S.expr(S, item.tag == "Pair" and item[2] or item, nil, S.unit.names)
  end
end

-- profile "name" { ... }: head is the call that has the name, call the one that has the table.
function rules.profile(S, head, call)
  local outer, spec, name = S.unit, call[2], head[2]
  if not S.fn and name and name.tag == "String" then
    S.unit = S.new_unit()
    S.rules[name[1]] = S.unit
  end
  for i = 2, #head do S.expr(S, head[i], nil, S.unit.names) end
  if spec and spec.tag == "Table" then
    for i = 1, #spec do
      local item = spec[i]
      local value = item.tag == "Pair" and item[2] or item
      if key_of(item) == "match" then match(S, value) else S.expr(S, value, nil, S.unit.names) end
      if key_of(item) == "rules" then texts.of_profile(S, value, S.all_says) end
    end
  else
    for i = 2, #call do S.expr(S, call[i], nil, S.unit.names) end
    S.unit.anything = true
  end
  S.unit = outer
end

-- The names of the parameters that the file declares; nil when they are not written out in a table.
function rules.parameters(ast)
  local names = {}
  for i = 1, #ast do
    local s = ast[i]
    if s.tag == "Call" and s[1].tag == "Id" and s[1][1] == "policy" then
      if not (s[2] and s[2].tag == "Table") then return nil end
      local params = by_key(s[2]).params
      if params and params.tag ~= "Table" then return nil end
      for j = 1, params and #params or 0 do
        local key = key_of(params[j])
        if not key then return nil end
        names[key] = true
      end
    end
  end
  return names
end

return rules
