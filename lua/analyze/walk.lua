-- SPDX-License-Identifier: MIT
-- walk: follows a project's data through expressions and statements.
--
-- An absent field may only be tested for presence. Whatever else is done with it, the fast evaluation must notice, so the
-- names of such fields are gathered. Where an expression's value goes is its `sink`:
--   nil       its truth is tested, or whether it is nil: nothing is gathered
--   a set     names of the fields whose absence the value may carry are put into it: S.unit.names when the value is used,
--             the variable's `flow` when it becomes the value of a local, the function's `flow` when it is returned
-- So `local s = p.score; return s == nil or s < 7` gathers nothing: both uses of s are tests, or behind one. A sink also
-- receives parameters (the variables): what is given for them goes where they go.
--
--   expr(S, e, facts, sink) -> facts when true, facts when false, type, key      see presence.lua, kinds.lua
--
-- Names are gathered per unit: a rule, or a local of the file, with the functions in it. S.unit.deps leads to the units
-- of whatever it mentions. When in doubt a name is gathered: one too many costs time, one too few gives wrong verdicts.

local calls = require "analyze.calls"
local compare = require "analyze.compare"
local kinds = require "analyze.kinds"
local literals = require "analyze.literals"
local presence = require "analyze.presence"
local verdicts = require "analyze.verdicts"

local add, known, either = presence.add, presence.known, presence.either
local PLAIN, COUNT, STRING, BOOL = kinds.PLAIN, kinds.COUNT, kinds.STRING, kinds.BOOL
local PARAM = kinds.PARAM

local walk = {}
local expr, block

-- An expression whose truth is tested: its own presence is known when it is true.
local function condition(S, e, facts, sink)
  local yes, no, t, key = expr(S, e, facts, sink)
  if key and yes == no then yes = add(yes, key) end
  return yes, no, t
end

local function use(S, e, facts)
  return expr(S, e, facts, S.unit.names)
end

-- ---- variables and fields ----

local function variable(S, e, facts, sink)
  local var = e.var
  if not var then
    if e[1] == "param" then
      S.unit.all_params = true -- as a whole: who knows what of it is read
      return facts, facts, PARAM
    end
    if e[1] == "findings" then verdicts.not_called(S, e) end
    return facts, facts, S.libraries[e[1]] and PLAIN
  end
  if var.unit and var.unit ~= S.unit then S.unit.deps[var.unit] = true end
  if var.assigned then return facts, facts end
  local key = var.key
  if sink and not known(facts, key) then
    if var.fn then calls.escapes(S, var.fn) end
    if var.flow then
      for name in pairs(var.flow) do sink[name] = true end
    end
    if var.param then sink[var] = true end
  end
  return facts, facts, var.type, key
end

-- A field of something of which nothing is known. A helper's parameter may become known by its calls: see calls.given.
local function field_of_unknown(S, base, key, name)
  local var = base.tag == "Id" and base.var
  if var and var.param and not var.assigned and var.given ~= "anything" then
    S.later[#S.later + 1] = { var = var, node = key, name = name }
  end
  if not S.world.owners[name] then return false end
  S.unit.any[name] = true
  return true
end

local function param_of(S, key, name)
  if S.params and not S.params[name] then
    S.report(key, "unknown-parameter", ("this policy has no parameter '%s'"):format(name),
      kinds.did_you_mean(name, S.params) or "declare it in policy { params = { " .. name .. " = ... } }")
  end
end

-- Does the name matter for absence, and what type has the value?
local function field(S, base, t, key, name)
  if not t then return field_of_unknown(S, base, key, name) end
  if t.plain then
    if t.param then param_of(S, key, name) end
    return false, t.param and PLAIN
  end
  local kind = t.kind
  if kind then
    local f = kind.fields[name]
    if f then
      S.unit.reads[f.read] = true
      return true, f.type
    end
    if not S.lenient then S.report(key, "unknown-field", kinds.no_field(kind, name)) end
    return true
  end
  if t.elem ~= nil then
    S.report(key, "unknown-field", ("a list has no field '%s'"):format(name),
      "ask its elements: any(list, function(element) ... end), or for _, element in ipairs(list)")
  elseif t == kinds.PLACE then
    S.report(base, "not-a-record", ("'%s' is the number of the element: ipairs gives that first"):format(base[1]), ("write for _, %s in ipairs(...)"):format(base[1]))
  elseif t.bare then
    S.report(key, "unknown-field", ("a %s has no field '%s'"):format(t.scalar, name))
  end
  return false
end

local function index(S, e, facts, sink)
  local base, key = e[1], e[2]
  if key.tag == "String" and base.tag == "Id" and base[1] == "param" and not base.var then
    param_of(S, key, key[1])
    S.unit.params[key[1]] = true
    return facts, facts, PLAIN
  end
  local _, _, t, path = use(S, base, facts)
  if key.tag ~= "String" then
    local _, _, key_type = use(S, key, facts)
    if t and t.elem ~= nil and key.tag == "Number" and tonumber(key[1]) == 0 then
      S.report(key, "index-zero", "lists begin at 1: there is no element 0", "the first is [1], the last [#list]")
    end
    if t and t.elem ~= nil then return facts, facts, t.elem or nil end
    if not (t and t.plain) and not (key_type and key_type.numeric) then S.everything() end
    return facts, facts
  end
  local name = key[1]
  local own = base.tag == "Id" and base.var and not base.var.assigned and base.var.table
  if own and not S.set_any and not S.given_names[name] then literals.check_key(S, own, key) end
  local matters, type = field(S, base, t, key, name)
  if path then
    -- a table that is no record can be given another record meanwhile: such a step may be tested, not built upon
    local last = path:byte(-1)
    if last == 33 then
      path = nil
    else
      path = path .. "." .. name
      if not (t and t.kind) and (S.set_any or S.set_names[name]) then path = path .. "!" end
    end
  end
  if matters and sink and not (path and known(facts, path)) then sink[name] = true end
  return facts, facts, type, path
end

-- ---- operators ----

local COMPARES = { eq = true, ne = true, lt = true, le = true, gt = true, ge = true }

local operators = {
  ["not"] = function(S, e, facts)
    local yes, no = condition(S, e[2], facts, nil)
    return no, yes, BOOL
  end,
  ["and"] = function(S, e, facts, sink)
    local a_yes, a_no = condition(S, e[2], facts, sink)
    local b_yes, b_no, t = condition(S, e[3], a_yes, sink)
    return b_yes, either(a_no, b_no, facts), t
  end,
  ["or"] = function(S, e, facts, sink)
    local a_yes, a_no, a_type = condition(S, e[2], facts, nil)
    local b_yes, b_no, b_type = condition(S, e[3], a_no, sink)
    compare.alternative(S, e[2], e[3])
    return either(a_yes, b_yes, facts), b_no, a_type == b_type and a_type or nil
  end,
}

local function operator(S, e, facts, sink)
  local op, a, b = e[1], e[2], e[3]
  local special = operators[op]
  if special then return special(S, e, facts, sink) end
  if not b then
    use(S, a, facts)
    return facts, facts, op == "len" and COUNT or nil
  end
  if (op == "eq" or op == "ne") and (a.tag == "Nil" or b.tag == "Nil") then
    local _, _, _, key = expr(S, a.tag == "Nil" and b or a, facts, nil)
    local present = key and add(facts, key) or facts
    if op == "eq" then return facts, present, BOOL end
    return present, facts, BOOL
  end
  local _, _, a_type = use(S, a, facts)
  local _, _, b_type = use(S, b, facts)
  if COMPARES[op] then
    compare.check(S, e, a, b, a_type, b_type)
    return facts, facts, BOOL
  end
  if op == "concat" then return facts, facts, STRING end
  compare.computed(S, e, a, b, a_type, b_type)
  return facts, facts, COUNT
end

-- ---- functions ----

-- Walks a function. mode says what becomes of the values it returns: "test", "use", or "flow" (the callers decide; they
-- are in fn.flow). types: those of its parameters, as far as they are known. A function that is one return statement
-- leaves in fn.proves what is known when that is true.
function walk.func(S, node, facts, mode, types, fn)
  local params = node[1]
  fn = fn or {}
  fn.node, fn.params, fn.flow, fn.unit = node, {}, {}, S.unit
  for i = 1, #params do
    local var = params[i].var
    if var then
      fn.params[i] = var
      if not var.assigned then var.type = types and types[i] or nil end
      if fn.prefix then var.key = fn.prefix .. i end
      -- functions that plumb calls get records: nothing to find out from call sites
      if types or mode ~= "flow" then var.given = "anything" end
    end
  end
  fn.first = mode == "flow" and fn.flow or mode == "use" and S.unit.names or nil
  fn.rest = mode == "flow" and fn.flow or S.unit.names
  local outer = S.fn
  S.fn = fn
  block(S, node[2], facts)
  S.fn = outer
  fn.done = true
  if fn.escaped then calls.escapes(S, fn) end
  return fn
end

local handlers = {
  Id = variable,
  Index = index,
  Op = operator,
  Call = calls.call,
  Invoke = calls.invoke,
  String = function(_, _, facts) return facts, facts, STRING end,
  Number = function(_, _, facts) return facts, facts, COUNT end,
  Paren = function(S, e, facts, sink) return expr(S, e[1], facts, sink) end,
  Function = function(S, e, facts)
    walk.func(S, e, facts, "use")
    return facts, facts
  end,
  Table = function(S, e, facts)
    for i = 1, #e do
      local item = e[i]
      if item.tag == "Pair" then
        use(S, item[1], facts)
        item = item[2]
      end
      use(S, item, facts)
    end
    return facts, facts, PLAIN
  end,
}

local function constant(_, _, facts) return facts, facts end

function expr(S, e, facts, sink)
  return (handlers[e.tag] or constant)(S, e, facts, sink)
end
walk.expr = expr

-- ---- statements: each answers what is known after it ----

-- Does control never come out at the end of this block?
local function ends(b)
  local last = b[#b]
  local tag = last and last.tag
  if tag == "Return" or tag == "Break" or tag == "Goto" then return true end
  if tag == "Call" then return last[1].tag == "Id" and last[1][1] == "error" and not last[1].var end
  return tag == "Do" and ends(last)
end

-- A local gets its value. A function, and what absence may come with a value, wait for its uses.
local function initialise(S, var, value, facts)
  if value.tag == "Function" and not var.assigned then
    var.fn = walk.func(S, value, facts, "flow")
    return
  end
  if var.assigned then return use(S, value, facts) end
  local flow = {}
  local _, _, t, key = expr(S, value, facts, flow)
  var.type = t
  if next(flow) then var.flow = flow end
  if key and key:byte(-1) ~= 33 then var.key = key end
  if value.tag == "String" then var.text = value[1] end
  if value.tag == "Table" then var.table = value end
end

local function locals(S, s, facts)
  local ids, values = s[1], s[2] or {}
  local outer = S.unit
  if not S.fn then S.unit = S.new_unit() end
  for i = 1, math.max(#ids, #values) do
    local var, value = ids[i] and ids[i].var, values[i]
    if var and not S.fn then var.unit = S.unit end
    -- the last of fewer values than names may be a call that gives several: their absences are not told apart
    if value and var and (i < #values or #values >= #ids) then
      initialise(S, var, value, facts)
    elseif value then
      use(S, value, facts)
    end
  end
  S.unit = outer
  return facts
end

-- Where the functions of an assignment in the file itself belong: to the local that is assigned, or to every rule.
local function owner_of(S, target)
  local id = target.tag == "Index" and target[1] or target
  local var = id.tag == "Id" and id.var
  if var and var.unit and (id == target or var.table) then return var.unit end
  return S.loose
end

local statements = {
  Local = locals,
  Localrec = function(S, s, facts)
    local var, outer = s[1][1].var, S.unit
    if not S.fn then
      S.unit = S.new_unit()
      var.unit = S.unit
    end
    local fn = {}
    if not var.assigned then var.fn = fn end
    walk.func(S, s[2][1], facts, var.assigned and "use" or "flow", nil, fn)
    S.unit = outer
    return facts
  end,
  Set = function(S, s, facts)
    local targets, outer = s[1], S.unit
    if not S.fn then S.unit = #targets == 1 and owner_of(S, targets[1]) or S.loose end
    for i = 1, #s[2] do use(S, s[2][i], facts) end
    for i = 1, #targets do
      local target = targets[i]
      if target.tag == "Index" then
        local _, _, t = use(S, target[1], facts)
        use(S, target[2], facts)
        if t and (t.kind or t.elem ~= nil) then
          S.report(target, "read-only", ("%s is read-only: a policy judges a project and does not change it"):format(t.kind and kinds.a(t.kind.name) or "a list of the project"),
            "keep what you need in a variable: local x = ...")
        end
      end
    end
    S.unit = outer
    return facts
  end,
  Return = function(S, s, facts)
    local fn = S.fn
    for i = 1, #s do
      local sink = S.unit.names
      if fn then sink = i == 1 and fn.first or i > 1 and fn.rest or nil end
      local yes, _, t = condition(S, s[i], facts, sink)
      if fn and i == 1 and fn.node[2][1] == s then fn.proves = yes end
      if fn and i == 1 and s[i].tag ~= "Nil" then
        if fn.returns and fn.type ~= t then t = nil end
        fn.type = t
        if t and (t.numeric or t.scalar == "money") or s[i].tag == "Table" or s[i].tag == "Function" then fn.untrue = fn.untrue or s[i] end
      end
    end
    if fn then
      fn.returns = true
      calls.note_details(fn, s)
    end
    return facts
  end,
  Do = function(S, s, facts) return block(S, s, facts) end,
  While = function(S, s, facts)
    block(S, s[2], (condition(S, s[1], facts, nil)))
    return facts
  end,
  Repeat = function(S, s, facts)
    condition(S, s[2], block(S, s[1], facts), nil)
    return facts
  end,
  If = function(S, s, facts)
    local otherwise, after, left = facts, facts, true
    for i = 1, #s - 1, 2 do
      local yes
      yes, otherwise = condition(S, s[i], otherwise, nil)
      block(S, s[i + 1], yes)
      left = left and ends(s[i + 1])
      if left then after = otherwise end
    end
    if #s % 2 == 1 then block(S, s[#s], otherwise) end
    return after
  end,
  Fornum = function(S, s, facts)
    for i = 2, s[5] and 4 or 3 do use(S, s[i], facts) end
    if not s[1].var.assigned then s[1].var.type = COUNT end
    block(S, s[5] or s[4], facts)
    return facts
  end,
  Forin = function(S, s, facts)
    local t, in_order = calls.iterated(S, s[2][1], facts, s[1])
    for i = 2, #s[2] do use(S, s[2][i], facts) end
    local key, value = s[1][1], s[1][2]
    if in_order and not key.var.assigned then key.var.type = value and COUNT or kinds.PLACE end
    if value and not value.var.assigned then value.var.type = t or nil end
    block(S, s[3], facts)
    return facts
  end,
}

function block(S, b, facts)
  local before = facts
  for i = 1, #b do
    local s = b[i]
    local tag = s.tag
    local handle = statements[tag]
    if handle then
      facts = handle(S, s, facts)
    elseif tag == "Label" then
      facts = before -- a goto may come from where less was known
    elseif handlers[tag] then
      expr(S, s, facts, nil)
    end
  end
  return facts
end
walk.block = block

return walk
