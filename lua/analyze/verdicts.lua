-- SPDX-License-Identifier: MIT
-- verdicts: calls of the word `findings`, which reads what other rules found on the same project.
--
-- Which rules a rule may read is known before anything is judged, so the filter is written out: a table of texts and lists of
-- texts, right where the word is called. Each call is noted with the unit that it is in:
--
--   { filter = { tag = "cost" | { "cost", "risk" }, severity =, rule =, policy =, clause =, verdict =, waived = true, trial = true },
--     places = { tag = { { line =, column =, width = }, ... in the order of the texts }, ... }, line =, column =, width = }

local kinds = require "analyze.kinds"

local verdicts = {}

local EXAMPLE = 'write findings { tag = "cost", severity = "error" }'

local function set(names)
  local t = {}
  for name in names:gmatch("%S+") do t[name] = true end
  return t
end

local FLAGS = set "waived trial"
local KEYS = set "tag severity rule policy clause verdict waived trial"
local NAMES = { severity = set "info warning error critical", verdict = set "fail unknown error waived" }

-- The rows, as functions of the file read them.
local row = { name = "finding", fields = {} }
for name in pairs(set "rule policy element verdict severity measure") do row.fields[name] = { name = name, read = "finding." .. name } end
row.record = { kind = row }
local ROWS = { elem = row.record }

local function place_of(S, node)
  local line, column, width = S.position(node)
  return { line = line, column = column, width = width }
end

-- The nodes of a text or of a list of texts; nil: it is something else.
local function texts(value)
  if value.tag == "String" then return { value } end
  if value.tag ~= "Table" or #value == 0 then return nil end
  local nodes = {}
  for i = 1, #value do
    if value[i].tag ~= "String" then return nil end
    nodes[i] = value[i]
  end
  return nodes
end

local function check_names(S, key, nodes)
  local known = NAMES[key]
  for _, node in ipairs(known and nodes or {}) do
    if not known[node[1]] then
      S.report(node, "unknown-value", ("findings: no %s is called '%s'"):format(key, node[1]),
        kinds.did_you_mean(node[1], known) or "it is one of " .. table.concat(kinds.names(known), ", "))
    end
  end
end

local function read_pair(S, item, call)
  local key = item.tag == "Pair" and item[1].tag == "String" and item[1][1]
  local value = item.tag == "Pair" and item[2] or item
  if not key then return S.report(item.tag == "Pair" and item[1] or item, "not-literal", "findings: a filter says what it asks for by name", EXAMPLE) end
  if not KEYS[key] then
    return S.report(item[1], "unknown-key", ("findings has no key '%s'"):format(key), kinds.did_you_mean(key, KEYS) or "it knows " .. table.concat(kinds.names(KEYS), ", "))
  end
  if FLAGS[key] then
    if value.tag ~= "True" and value.tag ~= "False" then
      return S.report(value, "not-literal", ("findings: %s is true or false, written out"):format(key), ("write %s = true"):format(key))
    end
    call.filter[key] = value.tag == "True"
    return
  end
  local nodes = texts(value)
  if not nodes then
    return S.report(value, "not-literal", ("findings: %s is a text or a list of texts, written out"):format(key),
      "which rules are read is known before anything is judged: " .. EXAMPLE)
  end
  check_names(S, key, nodes)
  call.places[key] = {}
  for i, node in ipairs(nodes) do call.places[key][i] = place_of(S, node) end
  if value.tag == "String" then
    call.filter[key] = value[1]
  else
    call.filter[key] = {}
    for i, node in ipairs(nodes) do call.filter[key][i] = node[1] end
  end
end

-- Answers the type of the result.
function verdicts.call(S, e)
  local filter = e[2]
  if #e ~= 2 or filter.tag ~= "Table" then
    S.report(e, "not-literal", "findings is followed by a filter that is written out", EXAMPLE)
    return ROWS
  end
  local call = place_of(S, e)
  call.filter, call.places, call.node = {}, {}, e
  for i = 1, #filter do read_pair(S, filter[i], call) end
  table.insert(S.unit.findings, call)
  return ROWS
end

-- The word is named without being called: who knows what is asked of it.
function verdicts.not_called(S, e)
  S.report(e, "not-literal", "findings is called right where it is named", EXAMPLE)
end

-- What every rule of the file depends on reads no verdicts: the policy's `when`, and what runs while the file loads.
function verdicts.check_loose(S, units)
  for unit in pairs(units) do
    for _, call in ipairs(unit.findings) do
      S.report(call.node, "reads-verdicts", "findings is for functions of a rule whose id is written out, and for local functions that only such rules call",
        "what is asked before every rule, as the policy's when is, reads no verdicts")
    end
  end
end

-- The calls in a set of units, in the order of the file.
function verdicts.of_units(units)
  local list = {}
  for unit in pairs(units) do table.move(unit.findings, 1, #unit.findings, #list + 1, list) end
  table.sort(list, function(a, b)
    if a.line ~= b.line then return a.line < b.line end
    return a.column < b.column
  end)
  return list
end

return verdicts
