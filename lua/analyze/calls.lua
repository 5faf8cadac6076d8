-- SPDX-License-Identifier: MIT
-- calls: what becomes of the arguments of a call, and what it gives. Part of walk.lua, which says what sinks are.
--
-- Helpers of the file are known by the time they are called: which of their parameters they use other than by testing
-- for presence, which they return, and the fields whose absence their result may carry (fn.flow). Words are known from
-- words.lua. Anything else may do anything.

local compare = require "analyze.compare"
local kinds = require "analyze.kinds"
local literals = require "analyze.literals"
local past = require "analyze.past"
local presence = require "analyze.presence"
local syntax = require "syntax"
local verdicts = require "analyze.verdicts"
local words = require "analyze.words"

local calls = {}

local function use(S, e, facts)
  return S.expr(S, e, facts, S.unit.names)
end

local function use_all(S, e, facts, from)
  for i = from, #e do use(S, e[i], facts) end
end

-- A function gets to somewhere where its calls are not seen: whatever it returns may be used.
function calls.escapes(S, fn)
  if not fn.done then
    fn.escaped = true
    return
  end
  for name in pairs(fn.flow) do S.unit.names[name] = true end
  for _, var in pairs(fn.params) do var.given = "anything" end
end

-- A parameter is given a value of type t: a set of kinds, or "anything".
local function give(var, t)
  if not var or var.given == "anything" then return end
  if not (t and t.kind) then
    var.given = "anything"
    return
  end
  var.given = var.given or {}
  var.given[t.kind.name] = t.kind
end

-- Fields that were read from a helper's parameter, once all its calls are known: an error where no kind that it is ever
-- given has them.
function calls.check_given(S)
  for _, read in ipairs(S.later) do
    local given = read.var.given
    if type(given) == "table" then
      local some, ok
      for _, name in ipairs(kinds.names(given)) do
        some = some or given[name]
        ok = ok or given[name].fields[read.name]
      end
      if not ok then S.report(read.node, "unknown-field", kinds.no_field(some, read.name)) end
    end
  end
end

-- The second value that a check returns: names it may have in a message. true: they are not known.
function calls.note_details(fn, returned)
  local second, last = returned[2], returned[#returned]
  if #returned == 1 and (last.tag == "Call" and (last[1].tag ~= "Id" or last[1].var) or last.tag == "Dots" or last.tag == "Invoke") then
    fn.details = true
  elseif second and second.tag == "Table" and fn.details ~= true then
    fn.details = fn.details or {}
    for i = 1, #second do
      local key = second[i].tag == "Pair" and second[i][1]
      if not key or key.tag ~= "String" then
        fn.details = true
        return
      end
      fn.details[key[1]] = true
    end
  elseif second and second.tag ~= "Nil" then
    fn.details = true
  end
end

-- ---- fields named by text ----

-- tested: only for presence.
local function name_field(S, node, t, path, checked, tested)
  local kind = t and (t.kind or t.elem and t.elem.kind)
  if kind and checked then
    local steps, message, hint = kinds.path(kind, path)
    if not steps and not S.lenient then S.report(node, "unknown-field", message, hint) end
  end
  for name in path:gmatch("[^.]+") do
    if S.world.owners[name] then
      if not tested then S.unit.names[name] = true end
      S.unit.any[name] = true
    end
  end
end

local function pattern(S, table_node, t, facts, checked)
  local kind = checked and t and (t.kind or t.elem and t.elem.kind)
  for i = 1, #table_node do
    local item = table_node[i]
    if item.tag == "Pair" then
      if item[1].tag == "String" then
        name_field(S, item[1], t, item[1][1], checked)
        local field = kind and kind.fields[item[1][1]]
        compare.value(S, item[2], field and field.type)
      else
        use(S, item[1], facts)
        S.everything()
      end
      item = item[2]
    end
    use(S, item, facts)
  end
end

-- ---- functions given to words ----

-- Plumb calls this function (an expression) with arguments of the given types; mode: "test" or "use" of its answer.
-- prefix: keys for its parameters, under which facts about them hold in other functions, too. Answers what is known of
-- the function, or nil.
function calls.function_given(S, e, facts, mode, types, prefix)
  if e.tag == "Function" then return S.func(S, e, facts, mode, types, { prefix = prefix }) end
  local var = e.tag == "Id" and e.var
  local fn = var and not var.assigned and var.fn
  if not fn or not fn.done then
    use(S, e, facts)
    return
  end
  S.expr(S, e, facts, nil)
  for i, param in pairs(fn.params) do give(param, types[i]) end
  for name in pairs(fn.flow) do
    if mode == "use" or type(name) == "table" then S.unit.names[name] = true end
  end
  return fn
end

-- ---- words ----

-- What a word is given beside its first argument: it may name fields. Only the second argument certainly does.
local function selector(S, e, facts, t, word, certain)
  local var = e.tag == "Id" and not (e.var and e.var.assigned) and e.var
  if e.tag == "String" then
    if not word.value then name_field(S, e, t, e[1], certain, word.paths) end
    return
  end
  if e.tag == "Function" or var and var.fn then
    return calls.function_given(S, e, facts, word.selector or "use", { t and t.elem or nil })
  end
  if e.tag == "Table" then return pattern(S, e, t, facts, certain) end
  local _, _, type = use(S, e, facts)
  if var and var.text and word.value then return end
  if var and var.text then return name_field(S, e, t, var.text, certain) end
  if var and var.table and not S.set_any and not next(S.set_names) then return pattern(S, var.table, t, nil, certain) end
  -- a word that takes a list of Lua's tables, of texts, or no list at all, cannot read a field by it
  local harmless = t and (t.plain or t.elem == kinds.STRING or t.scalar and t ~= kinds.STRING)
  if not (harmless or type and (type.scalar and type ~= kinds.STRING or type.plain and not var)) then S.everything() end
end

local UNKNOWN_WORD = {}

local SERIES = { falling = true, rising = true, slope = true }

-- Of a word for series: the value of a field was given, and what it was is meant.
local function history_of(e, word)
  local field = SERIES[word] and e.tag == "Index" and e[1].tag == "Id" and e[2].tag == "String" and e[2][1]
  return field and ('what it was is history(%s, "%s")'):format(e[1][1], field)
end

local function expect_list(S, e, t, word)
  if t and t.kind then
    S.report(e, "not-a-list", ("%s goes through a list; this is %s"):format(word, kinds.a(t.kind.name)))
  elseif t and t.scalar and t ~= kinds.STRING and t.scalar ~= "count" and word ~= "max" and word ~= "min" then -- those take values, too
    S.report(e, "not-a-list", ("%s goes through a list; this is one value"):format(word), history_of(e, word))
  end
end

-- A word that reads a date of each element: any of its dates counts as read, as the field may not be named.
local function read_dates(S, t)
  local kind = t and t.elem and t.elem.kind
  if kind then
    for _, field in pairs(kind.fields) do
      if field.type == kinds.DATE or field.type == kinds.DATETIME then S.unit.reads[field.read] = true end
    end
  elseif not (t and t.plain) then
    S.unit.all_reads = true
  end
end

local function call_word(S, e, facts, name)
  local word = words[name] or UNKNOWN_WORD
  if not S.fn and not word.load then S.loose.deps[S.unit] = true end
  literals.check(S, e, name)
  if word.verdicts then return facts, facts, verdicts.call(S, e) end
  if word.history then return facts, facts, past.call(S, e, facts, name, word.history) end
  if name == "require" and e[2] and e[2].tag == "String" then S.unit.libs[e[2][1]] = true end
  if word.presence and #e == 2 then
    local _, _, _, key = S.expr(S, e[2], facts, nil)
    return facts, key and presence.add(facts, key) or facts, kinds.BOOL
  end
  local first
  local checks_first = not (word.scalar or word.selector or word.paths)
  for i = 2, #e do
    local argument = e[i]
    if i == 2 then
      local _, _, t = S.expr(S, argument, facts, not word.safe and S.unit.names or nil)
      first = t
      if word.list then expect_list(S, argument, t, name) end
      if word.dates then read_dates(S, t) end
      if checks_first and argument.tag == "String" then name_field(S, argument, nil, argument[1]) end
    elseif word.scalar then
      use(S, argument, facts)
    else
      local names = i == (word.named or 2) + 1 or i == (word.dates or 0) + 1
      selector(S, argument, facts, first, word, word.paths or names and word.selector)
    end
  end
  local gives = word.gives
  if gives == "list" then return facts, facts, first end
  if gives == "element" then return facts, facts, first and first.elem or nil end
  if gives == "plain" then return facts, facts, kinds.PLAIN end
  return facts, facts, gives == "count" and kinds.COUNT or gives == "bool" and kinds.BOOL or nil
end

-- ---- calls ----

local function call_helper(S, e, facts, sink, fn)
  S.expr(S, e[1], facts, nil)
  local used, last = fn.unit.names, e[#e]
  for i = 2, #e do
    local argument, param = e[i], fn.params[i - 1]
    local several = argument == last and #fn.params > i - 1 and (last.tag == "Call" or last.tag == "Invoke" or last.tag == "Dots")
    local into = S.unit.names
    if param and not (param.assigned or used[param] or several) then into = fn.flow[param] and sink or nil end
    local _, _, t = S.expr(S, argument, facts, into)
    give(param, t)
  end
  if sink then
    for name in pairs(fn.flow) do
      -- its own parameters were dealt with above; those of functions around it go on
      if type(name) == "string" or name.home ~= fn.node then sink[name] = true end
    end
  end
  return facts, facts, fn.type
end

function calls.call(S, e, facts, sink)
  local callee = e[1]
  if callee.tag == "Id" then
    local var = callee.var
    if not var then
      if callee[1] == "policy" and e[2] and e[2].tag == "Table" then
        S.policy(S, e[2])
        return facts, facts
      end
      return call_word(S, e, facts, callee[1])
    end
    if not S.fn then S.loose.deps[S.unit] = true end
    local fn = not var.assigned and var.fn
    if fn and fn.done then return call_helper(S, e, facts, sink, fn) end
    if fn then -- it calls itself; what it returns of that is in its flow already
      if sink and sink ~= fn.flow then fn.escaped = true end
      use_all(S, e, facts, 2)
      return facts, facts
    end
    if var.type and var.type.plain then -- a searcher that `phrases` made: it gives hits
      use_all(S, e, facts, 1)
      return facts, facts, kinds.PLAIN
    end
  elseif callee.tag == "Call" and callee[1].tag == "Id" and not callee[1].var and (callee[1][1] == "rule" or callee[1][1] == "metric") then
    S.rule(S, callee, e)
    return facts, facts
  elseif callee.tag == "Call" and callee[1].tag == "Id" and not callee[1].var and callee[1][1] == "profile" then
    S.profile(S, callee, e)
    return facts, facts
  elseif not S.fn and not (callee.tag == "Index" and callee[1].tag == "Id" and not callee[1].var and callee[1][1] ~= "table") then
    S.loose.deps[S.unit] = true
  end
  local _, _, t = use(S, callee, facts)
  if callee.tag == "Index" and t and not t.plain then
    S.report(callee, "not-a-function", ("'%s' is a field and no function"):format(tostring(callee[2][1])), "write it without ( )")
  end
  use_all(S, e, facts, 2)
  return facts, facts
end

function calls.invoke(S, e, facts)
  local _, _, t = use(S, e[1], facts)
  local name = e[2][1]
  if t and t.kind and not S.lenient then
    S.report(e[2], "unknown-field", kinds.no_field(t.kind, name))
  elseif t and t.elem ~= nil then
    S.report(e[2], "unknown-field", ("a list has no method '%s'"):format(name), words[name] and words[name].list and ("write %s(list)"):format(name) or nil)
  end
  if not S.fn then S.loose.deps[S.unit] = true end
  use_all(S, e, facts, 3)
  return facts, facts
end

-- The expression behind `in`, and the loop's variables: the type of what the second variable gets, and whether the first one counts.
function calls.iterated(S, e, facts, names)
  local word = e.tag == "Call" and e[1].tag == "Id" and not e[1].var and e[1][1]
  if (word == "ipairs" or word == "pairs") and #e == 2 then
    local _, _, t = use(S, e[2], facts)
    if word == "ipairs" then expect_list(S, e[2], t, word) end
    if word == "pairs" and not (t and (t.elem ~= nil or t.plain)) then S.unit.all_reads = true end
    return t and t.elem or nil, word == "ipairs" or t ~= nil and t.elem ~= nil
  end
  local _, _, t = use(S, e, facts)
  if t and (t.kind or t.elem ~= nil) then
    local last = names[#names][1]
    S.report(e, "not-iterated", "a loop does not go through a list by itself", last and ("write for _, %s in ipairs(%s) do"):format(last, syntax.text(S.tree, e.offset, e.end_offset)))
  end
end

return calls
