-- SPDX-License-Identifier: MIT
-- scopes: which variable each name means, and what a policy may not do with names.
--
-- scopes.resolve(C) walks C.tree.ast once and leaves
--   id.var            on every Id of a local variable: { name =, key =, home = function node or nil (the file's own level),
--                     assigned = true when it gets another value after its declaration, param = true }; nil: a global
--   C.set_names, C.set_any   fields that the file assigns by name; whether it assigns any by a computed key
--   C.given_names     the same with the functions that the file itself gives to its tables
--   C.history         true: it names a word that asks what a project was
--   C.assigns         functions that assign a variable from outside of them: { { line =, last_line = }, ... }
-- and diagnostics for unknown and assigned globals, `_ENV`, `...` outside a function, and variables of the file that a
-- function assigns (they would carry something from one project to the next).

local kinds = require "analyze.kinds"
local words = require "analyze.words"

local scopes = {}

local expr, block

local function declare(C, id, param)
  local name = id[1]
  local count = C.count + 1
  C.count = count
  local var = { name = name, key = "#" .. count, home = C.home, param = param }
  id.var = var
  local log = C.log
  log[#log + 1] = name
  log[#log + 1] = C.names[name] or false
  C.names[name] = var
  if name == "__T" then C.report(id, "reserved-name", "the name '__T' is used by plumb itself", "call it something else") end
end

local function declare_all(C, ids, param)
  for i = 1, #ids do
    if ids[i].tag == "Id" then declare(C, ids[i], param) end
  end
end

local function leave(C, mark)
  local log, names = C.log, C.names
  for i = #log - 1, mark + 1, -2 do
    names[log[i]] = log[i + 1] or nil
    log[i], log[i + 1] = nil, nil
  end
end

-- Keys whose value is a word in quotes; people forget the quotes.
local QUOTED = { severity = true, enforcement = true, level = true, each = true, gate = true, by = true, across = true, among = true, limit = true, covers = true }

-- Words of other languages.
local INSTEAD = {
  null = "write nil", NULL = "write nil", None = "write nil", undefined = "write nil", True = "write true", False = "write false",
  self = "a rule's functions are given the element, then its parents, then the project",
}

-- What to do about a name that means nothing.
local function instead(C, id)
  local name = id[1]
  local later = C.later[name]
  if later and later > id.line then return ("it is local to line %d and below: move that above this line"):format(later) end
  if C.params and C.params[name] then return ("write param.%s"):format(name) end
  return C.left_out and C.left_out[name] or INSTEAD[name] or kinds.did_you_mean(name, C.visible())
    or ("give it a value above, local %s = ..., or make it a parameter: param.%s"):format(name, name)
end

local function global(C, id, pair_key)
  local name = id[1]
  if words[name] and words[name].history then C.history = true end
  if C.globals[name] or C.told[name] then return end
  if name == "_ENV" then
    return C.report(id, "environment", "a policy has no _ENV", "use local variables")
  end
  if pair_key and QUOTED[pair_key] then
    return C.report(id, "unknown-global", ("'%s' is not a variable"):format(name), ('quote it: %s = "%s"'):format(pair_key, name))
  end
  C.report(id, "unknown-global", ("there is no '%s' here: no local variable and no word of plumb has that name"):format(name), instead(C, id))
end

-- math.random: a library that is there, and a function that is not.
local function library(C, base, key)
  local has = base.tag == "Id" and not base.var and C.globals[base[1]]
  if type(has) ~= "table" or key.tag ~= "String" or rawget(has, key[1]) ~= nil then return end
  local near = kinds.did_you_mean(key[1], has)
  C.report(key, "unknown-global", ("there is no '%s.%s' in policies"):format(base[1], key[1]),
    near or base[1] == "math" and key[1]:find("^random") and "the same project always has the same verdict")
end

local function exprs(C, list)
  for i = 1, #list do expr(C, list[i]) end
end

local function func(C, node)
  local mark, home = #C.log, C.home
  C.home = node
  node.outer = home
  local params = node[1]
  declare_all(C, params, true)
  local dots = C.dots
  C.dots = #params > 0 and params[#params].tag == "Dots"
  block(C, node[2])
  C.dots = dots
  C.home = home
  leave(C, mark)
end

local handlers = {
  Function = func,
  Id = function(C, e, pair_key)
    local var = C.names[e[1]]
    if var then e.var = var else global(C, e, pair_key) end
  end,
  Dots = function(C, e)
    if not C.home then C.report(e, "varargs", "`...` means nothing outside of a function") end
  end,
  Paren = function(C, e) return expr(C, e[1]) end,
  Op = function(C, e)
    expr(C, e[2])
    if e[3] then return expr(C, e[3]) end
  end,
  Index = function(C, e)
    expr(C, e[1])
    library(C, e[1], e[2])
    if e[2].tag ~= "String" then return expr(C, e[2]) end
  end,
  Call = exprs,
  Invoke = exprs,
  Table = function(C, e)
    for i = 1, #e do
      local item = e[i]
      if item.tag == "Pair" then
        local key = item[1]
        if key.tag ~= "String" then expr(C, key) end
        expr(C, item[2], key[1])
      else
        expr(C, item)
      end
    end
  end,
}

function expr(C, e, pair_key)
  local handle = handlers[e.tag]
  if handle then return handle(C, e, pair_key) end
end

local function assign_name(C, id)
  local var = C.names[id[1]]
  if not var then
    if id[1] == "_ENV" then return global(C, id) end
    C.told[id[1]] = true -- where it is read there is nothing new to say
    return C.report(id, "assigned-global", ("'%s' is not a local variable: a policy cannot make globals"):format(id[1]),
      C.globals[id[1]] and ("'%s' is a word of plumb and cannot be changed"):format(id[1]) or "write local in front of it")
  end
  id.var = var
  var.assigned = true
  local home = C.home
  if var.home == home then return end
  if not home.assigns then
    home.assigns = true
    C.assigns[#C.assigns + 1] = { line = home.line, last_line = home.end_range.line }
  end
  if not var.home then
    C.report(id, "assigned-upvalue", ("'%s' belongs to the file and outlives this evaluation: a function cannot assign it"):format(id[1]),
      "a rule keeps nothing from one project to the next; use a variable of the function")
  end
end

local ARITHMETIC = { add = true, sub = true, mul = true, div = true, idiv = true, mod = true, unm = true, len = true }

local function assign_field(C, target, value)
  expr(C, target[1])
  local key = target[2]
  if key.tag == "String" then
    C.given_names[key[1]] = true
    if C.home or not value or value.tag ~= "Function" then C.set_names[key[1]] = true end
    return
  end
  expr(C, key)
  if not (key.tag == "Number" or key.tag == "Op" and ARITHMETIC[key[1]]) then C.set_any = true end
end

local statements = {
  Local = function(C, s)
    if s[2] then exprs(C, s[2]) end
    declare_all(C, s[1])
  end,
  Localrec = function(C, s)
    declare_all(C, s[1])
    func(C, s[2][1])
  end,
  Set = function(C, s)
    local targets, values = s[1], s[2]
    exprs(C, values)
    for i = 1, #targets do
      if targets[i].tag == "Id" then assign_name(C, targets[i]) else assign_field(C, targets[i], values[i]) end
    end
  end,
  OpSet = function(C, s)
    local name = s[2] and s[2].tag == "Id" and s[2][1] or "x"
    C.report(s, "syntax", "Lua has no assignment that computes", ("write %s = %s + ..."):format(name, name))
  end,
  Return = exprs,
  Do = function(C, s) block(C, s) end,
  While = function(C, s)
    expr(C, s[1])
    block(C, s[2])
  end,
  Repeat = function(C, s)
    local mark = #C.log
    block(C, s[1], true)
    expr(C, s[2])
    leave(C, mark)
  end,
  If = function(C, s)
    for i = 1, #s - 1, 2 do
      expr(C, s[i])
      block(C, s[i + 1])
    end
    if #s % 2 == 1 then block(C, s[#s]) end
  end,
  Fornum = function(C, s)
    expr(C, s[2])
    expr(C, s[3])
    if s[5] then expr(C, s[4]) end
    local mark = #C.log
    declare(C, s[1])
    block(C, s[5] or s[4])
    leave(C, mark)
  end,
  Forin = function(C, s)
    exprs(C, s[2])
    local mark = #C.log
    declare_all(C, s[1])
    block(C, s[3])
    leave(C, mark)
  end,
  Call = exprs,
  Invoke = exprs,
}

function block(C, b, open)
  local mark = #C.log
  for i = 1, #b do
    local s = b[i]
    local handle = statements[s.tag]
    if handle then handle(C, s) end
  end
  if not open then leave(C, mark) end
end

-- The locals of the file itself and the line of each.
local function later_locals(ast)
  local lines = {}
  for i = 1, #ast do
    for _, id in ipairs((ast[i].tag == "Local" or ast[i].tag == "Localrec") and ast[i][1] or {}) do lines[id[1]] = lines[id[1]] or id.line end
  end
  return lines
end

function scopes.resolve(C)
  C.names, C.log, C.count = {}, {}, 0
  C.given_names = {}
  C.set_names, C.assigns, C.told, C.later = {}, {}, {}, later_locals(C.tree.ast)
  -- what a misspelt name may have meant: the globals, and the locals that are visible where it stands
  function C.visible()
    local set = {}
    for name in pairs(C.globals) do set[name] = true end
    for name, var in pairs(C.names) do
      if var then set[name] = true end
    end
    return set
  end
  block(C, C.tree.ast)
end

return scopes
