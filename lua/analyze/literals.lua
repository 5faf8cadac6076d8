-- SPDX-License-Identifier: MIT
-- literals: texts that a word of plumb reads as something else: a day, a duration, the name of a list or of a module, the
-- values of an enum. What is wrong with one is told where it stands, and not when a project first gets there.

local kinds = require "analyze.kinds"
local parameters = require "declare.parameters"
local quantities = require "declare.quantities"
local types = require "declare.types"

local literals = {}

local DURATION = { older_than = 3, due_within = 3, after = 3, before = 3, recent = 4 }

local function check_duration(S, node)
  if not node or node.tag ~= "String" then return end
  local q = quantities.of(node[1])
  if q and q.kind == "duration" then return end
  S.report(node, "no-duration", ("'%s' is not a duration"):format(node[1]), quantities.meant(node[1]) or 'write it as "14d", "24h", "5bd", "2w" or "12mo"')
end

-- date "2026-02-30": is there such a day?
local function check_date(S, node)
  if not node or node.tag ~= "String" or types.is_date(node[1]) then return end
  S.report(node, "no-date", ("'%s' is not a day"):format(node[1]), types.day_meant(node[1]))
end

local function check_name(S, node, known, code, what, place)
  if not known or not node or node.tag ~= "String" or known[node[1]] then return end
  S.report(node, code, ("there is no %s '%s'"):format(what, node[1]), kinds.did_you_mean(node[1], known) or place)
end

-- per { "risk.status", open = "2bd" }: is each key a value of that field?
local function check_per(S, spec)
  local path = spec and spec.tag == "Table" and spec[1]
  if not path or path.tag ~= "String" then return end
  local name, field = path[1]:match("^([%w_]+)%.([%w_]+)$")
  local kind = S.world.by_name[name]
  if not kind then
    if name then S.report(path, "unknown-field", ("there is no kind '%s'"):format(name), kinds.did_you_mean(name, S.world.by_name)) end
    return
  end
  local f = kind.fields[field]
  if not f then
    if not S.lenient then S.report(path, "unknown-field", kinds.no_field(kind, field)) end
    return
  end
  local set, options = {}, {}
  for _, value in ipairs(f.values or {}) do set[value] = true end
  for _, option in ipairs(parameters.options) do options[option] = true end
  for i = 2, f.values and #spec or 1 do
    local key = spec[i].tag == "Pair" and spec[i][1]
    if key and key.tag == "String" and not (set[key[1]] or options[key[1]]) then
      S.report(key, "unknown-value", ("%s is never '%s'"):format(f.read, key[1]), kinds.did_you_mean(key[1], set) or "it is one of " .. table.concat(f.values, ", "))
    end
  end
end

-- key: a field that is read from a table of the file that is written out as `spec`. Only what looks like another one is told:
-- a field may be left out on purpose.
function literals.check_key(S, spec, key)
  local set = {}
  for i = 1, #spec do
    local name = spec[i].tag == "Pair" and spec[i][1]
    if not name or name.tag ~= "String" then return end
    set[name[1]] = true
  end
  local hint = not set[key[1]] and kinds.did_you_mean(key[1], set)
  if hint then S.report(key, "unknown-field", ("the table has no '%s'"):format(key[1]), hint) end
end

-- e: a call of the word `name`.
function literals.check(S, e, name)
  if DURATION[name] then
    check_duration(S, e[DURATION[name]])
  elseif name == "date" then
    check_date(S, e[2])
  elseif name == "phrases" then
    check_name(S, e[2], S.lists, "unknown-list", "word list", e[2] and "it would be the file data/" .. tostring(e[2][1]) .. ".json")
  elseif name == "require" then
    check_name(S, e[2], S.modules, "unknown-module", "module", 'modules are files in lib/, named like "lib.money"')
  elseif name == "per" then
    check_per(S, e[2])
  end
end

return literals
