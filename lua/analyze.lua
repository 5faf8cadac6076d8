-- SPDX-License-Identifier: MIT
-- analyze: what can be known of a policy without running it.
--
--   local result = analyze.source(text, model)
--   analyze.texts(text, model)       the same of the language file beside the policy, once that was analysed: { diagnostics = }
--   model = { schema = decoded JSON of the schema, globals = { name = true }, clauses = { ["K-03.a"] = true } | nil,
--             modules = { ["lib.money"] = true | the result of analysing it }, lists = { advertising = true } | nil, policy = "risk.register", lenient = bool,
--             says = { } | nil  it is noted there, by policy and rule, what texts may name: see analyze/placeholders.lua
--             left_out = { print = "note(...) shows values in explain" } | nil  Lua's words that are not there: what to do instead }
--   result = {
--     diagnostics = { { line =, column =, width =, code =, message =, hint = | nil, warning = true | nil }, ... } in order,
--     rules = { [id] = { sensitive = { "owner", ... }, reads = { "risk.owner", ... } | "everything",
--                        params = { "high", ... } | "everything", findings = { call, ... } in order, see analyze/verdicts.lua } },
--     all_sensitive = { ... }, all_reads, all_params, all_findings = ...   of the file as a whole: for rules whose id is not written out
--     compared = { today = bool, now = bool }  it is asked for, and only compared; see analyze/clock.lua
--     history = true | nil   a word is named that asks what a project was
--     assigns = { { line =, last_line = }, ... }  functions that assign a variable declared outside of them
--     ast = the tree | nil }
--
-- sensitive: names of fields whose absence the rule may notice in another way than by testing for presence; where one of
-- these is absent, a fast evaluation does not count. reads: the fields whose change can change the verdict; params: the
-- parameters that can. All err on the side of too many. The steps: syntax (text to tree), scopes (names to variables), walk (data through functions).

local calls = require "analyze.calls"
local clock = require "analyze.clock"
local kinds = require "analyze.kinds"
local rules = require "analyze.rules"
local scopes = require "analyze.scopes"
local syntax = require "syntax"
local texts = require "analyze.texts"
local verdicts = require "analyze.verdicts"
local walk = require "analyze.walk"

local analyze = {}

local LIBRARIES = { string = true, math = true, table = true, utf8 = true }

-- A unit of the file: a rule, or a local with the functions in it; see walk.lua.
local function units()
  local all = {}
  return all, function()
    local unit = { names = {}, reads = {}, params = {}, any = {}, deps = {}, libs = {}, findings = {} }
    all[#all + 1] = unit
    return unit
  end
end

local function collector(tree, diagnostics)
  return function(node, code, message, hint, warning)
    local line, column, width = syntax.position(tree, node)
    diagnostics[#diagnostics + 1] = { line = line, column = column, width = width, code = code, message = message,
      hint = hint or nil, warning = warning }
  end
end

-- Adds unit and what it mentions to `seen`.
local function reach(unit, seen)
  if seen[unit] then return end
  seen[unit] = true
  for other in pairs(unit.deps) do reach(other, seen) end
end

local function add_module(into, module)
  into.all_params = true
  if type(module) ~= "table" then
    into.all_names, into.all_reads = true, true
    return
  end
  for _, name in ipairs(module.all_sensitive) do into.names[name] = true end
  if module.all_reads == "everything" then
    into.all_reads = true
  else
    for _, read in ipairs(module.all_reads) do into.reads[read] = true end
  end
end

-- The names and reads of a set of units, as lists.
local function sum_up(S, seen, modules)
  local into = { names = {}, reads = {}, params = {} }
  for unit in pairs(seen) do
    for name in pairs(unit.names) do
      if type(name) == "string" then into.names[name] = true end
    end
    for read in pairs(unit.reads) do into.reads[read] = true end
    for name in pairs(unit.params) do into.params[name] = true end
    for name in pairs(unit.any) do
      for _, field in ipairs(S.world.owners[name]) do into.reads[field.read] = true end
    end
    into.all_names = into.all_names or unit.all
    into.all_reads = into.all_reads or unit.all or unit.all_reads
    into.all_params = into.all_params or unit.all_params
    for lib in pairs(unit.libs) do add_module(into, modules[lib]) end
  end
  return {
    sensitive = kinds.names(into.all_names and S.world.owners or into.names),
    reads = into.all_reads and "everything" or kinds.names(into.reads),
    params = into.all_params and "everything" or kinds.names(into.params),
    findings = verdicts.of_units(seen),
  }
end

local function summarise(S, all, modules)
  local result = {}
  local whole = {}
  for _, unit in ipairs(all) do whole[unit] = true end
  for id, unit in pairs(S.rules) do
    local seen = {}
    if unit.anything then
      seen = whole
    else
      reach(unit, seen)
      reach(S.loose, seen)
    end
    result[id] = sum_up(S, seen, modules)
  end
  return result, sum_up(S, whole, modules)
end

local function run(tree, model, result)
  local report = collector(tree, result.diagnostics)
  local params = not (model.policy or ""):find("^lib/") and rules.parameters(tree.ast) or nil -- a module reads those of whoever requires it
  local C = { tree = tree, globals = model.globals, left_out = model.left_out, params = params, report = report }
  scopes.resolve(C)
  result.assigns, result.history = C.assigns, C.history
  local all, new_unit = units()
  local S = {
    world = kinds.world(model.schema), report = report, lenient = model.lenient, clauses = model.clauses,
    modules = model.modules, lists = model.lists, params = params, libraries = LIBRARIES, set_names = C.set_names, given_names = C.given_names, set_any = C.set_any,
    new_unit = new_unit, loose = new_unit(), rules = {}, later = {}, tree = tree, says = {}, all_says = model.says,
    expr = walk.expr, func = walk.func, rule = rules.rule, policy = rules.policy, profile = rules.profile,
  }
  S.unit = S.loose
  function S.everything() S.unit.all = true end
  function S.position(node) return syntax.position(tree, node) end
  walk.block(S, tree.ast)
  calls.check_given(S)
  if not (model.policy or ""):find("^lib/") then -- of a module whoever loads it says more (engine/author.c)
    local loose = {}
    reach(S.loose, loose)
    verdicts.check_loose(S, loose)
  end
  if model.says then model.says[model.policy] = S.says end
  local whole
  result.rules, whole = summarise(S, all, model.modules or {})
  result.all_sensitive, result.all_reads, result.all_params, result.all_findings = whole.sensitive, whole.reads, whole.params, whole.findings
end

local function in_order(a, b)
  if a.line ~= b.line then return a.line < b.line end
  if a.column ~= b.column then return a.column < b.column end
  return a.message < b.message
end

-- The language file beside a policy that was analysed with this model: { diagnostics = ... }.
function analyze.texts(text, model)
  local result = { diagnostics = {} }
  local tree, problem = syntax.parse(text)
  if tree then
    local S = { world = kinds.world(model.schema), report = collector(tree, result.diagnostics), lenient = model.lenient, tree = tree, unit = { reads = {} } }
    texts.of_file(S, tree.ast, model.says[model.policy] or {})
  end
  result.diagnostics[1] = result.diagnostics[1] or problem
  return result
end

function analyze.source(text, model)
  local result = { diagnostics = {}, rules = {}, all_sensitive = {}, all_reads = {}, all_findings = {}, assigns = {} }
  local tree, problem = syntax.parse(text)
  if tree then
    local ok, err = pcall(run, tree, model, result)
    if not ok then problem = syntax.overflow(err) end
    result.ast = tree.ast
    result.compared = clock.compared(tree.ast)
  end
  if problem then result.diagnostics[#result.diagnostics + 1] = problem end
  table.sort(result.diagnostics, in_order)
  return result
end

return analyze
