-- SPDX-License-Identifier: MIT
-- past: calls of the words that ask what a record was: history, changes, entered. They name a field by a text, which must be
-- one of which a history is kept. What of it is absent they find out while they run.

local kinds = require "analyze.kinds"

local past = {}

local GIVES = { tracked = kinds.PLAIN, below = kinds.PLAIN, entered = kinds.DATETIME }

local function literal(node)
  if not node then return end
  if node.tag == "String" then return node[1] end
  local var = node.tag == "Id" and not (node.var and node.var.assigned) and node.var
  return var and var.text
end

-- "did you mean 'forecast'?", or the tracked fields.
local function tracked_of(kind, name)
  local tracked = {}
  for other, field in pairs(kind.fields) do
    if field.tracked then tracked[other] = true end
  end
  local list = kinds.names(tracked)
  if #list == 0 then return "no field of " .. kinds.a(kind.name) .. " is tracked" end
  return kinds.did_you_mean(name, tracked) or "tracked are " .. table.concat(list, ", ")
end

-- The field at the end of a path through objects; nil: it was told what is wrong.
local function follow(S, node, kind, path)
  local steps, message, hint = kinds.path(kind, path)
  if not steps then
    if not S.lenient then S.report(node, "unknown-field", message, hint) end
    return
  end
  for i, step in ipairs(steps) do
    S.unit.reads[step.read] = true
    if i < #steps and not step.type.kind then
      return S.report(node, "not-an-object", ("'%s' is a list"):format(step.name), "ask one of its elements: each = ..., or a loop")
    end
    if i < #steps then kind = step.type.kind end
  end
  return steps[#steps], kind
end

local function check_value(S, node, field)
  local value = literal(node)
  if not value then return end
  local set = {}
  for _, name in ipairs(field.values or {}) do set[name] = true end
  if not field.values then
    S.report(node, "not-an-enum", ("'%s' has no names to enter"):format(field.name))
  elseif not set[value] then
    S.report(node, "unknown-value", ("'%s' is never '%s'"):format(field.name, value), kinds.did_you_mean(value, set) or "it is one of " .. table.concat(field.values, ", "))
  end
end

-- Answers the type of the result.
function past.call(S, e, facts, name, asks)
  local t
  for i = 2, #e do
    local _, _, type = S.expr(S, e[i], facts, S.unit.names)
    if i == 2 then t = type end
  end
  local node = asks == "entered" and e[4] or asks ~= "entered" and e[3] or nil
  local path = literal(node) or asks == "entered" and not node and "phase"
  if asks == "below" then S.unit.all_reads = true end
  if t and t.elem ~= nil then
    S.report(e[2], "not-a-record", ("%s is asked of a record; this is a list"):format(name), "ask one of its elements: each = ..., or a loop")
  elseif e[2] and e[2].tag == "String" then
    S.report(e[2], "not-a-record", ("%s is asked of a record; this is a text"):format(name), ('the record comes first: %s(project, "%s")'):format(name, e[2][1]))
  elseif not (t and t.kind and path) then
    S.unit.all_reads = true
  else
    local field, kind = follow(S, node or e, t.kind, path)
    if field and asks ~= "below" and not field.tracked then
      S.report(node or e, "not-tracked", ("the field '%s' of %s is not tracked: no history is kept of it"):format(field.name, kinds.a(kind.name)),
        tracked_of(kind, field.name))
    elseif field and asks == "entered" then
      check_value(S, e[3], field)
    end
  end
  return GIVES[asks]
end

return past
