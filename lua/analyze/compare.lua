-- SPDX-License-Identifier: MIT
-- compare: comparisons and sums that Lua would quietly answer, or fail at only when they are reached.
--
-- A percent with 85, a date with a text, an enum with a value that it never has: never true, and nobody is told.

local kinds = require "analyze.kinds"
local quantities = require "declare.quantities"
local syntax = require "syntax"

local compare = {}

-- The text that a node certainly is: written out, or in a local that keeps it.
local function literal(node)
  if node.tag == "String" then return node[1] end
  local var = node.tag == "Id" and not (node.var and node.var.assigned) and node.var
  return var and var.text or nil
end

-- ---- enums ----

-- A value that is looked for in a field: is it one that the field can have?
function compare.value(S, node, t)
  local text = t and t.values and literal(node)
  if not text or text == "" then return end
  local set = {}
  for _, value in ipairs(t.values) do set[value] = true end
  if set[text] then return end
  S.report(node, "unknown-value", ("%s is never '%s'"):format(t.read, text),
    kinds.did_you_mean(text, set) or "it is one of " .. table.concat(t.values, ", "))
end

-- ---- numbers, dates ----

-- A percent is a ratio in Lua: 85% is 0.85.
local function check_percent(S, a, b, a_type, b_type)
  local number = a_type == kinds.PERCENT and b or b_type == kinds.PERCENT and a
  if number and number.tag == "Number" and (tonumber(number[1]) or 0) > 1 then
    S.report(number, "percent", ("a percent is compared with %s: in Lua 85%% is 0.85"):format(number[1]),
      ("make it a parameter: percent { \"%s%%\" }"):format(number[1]))
  end
end

local NOUN = { money = "an amount", percent = "a percent", int = "a number", number = "a number", count = "a number", bool = "yes or no" }

-- A number is never a text: == says so quietly, < fails.
local function check_number(S, node, t)
  local noun = node.tag == "String" and t and NOUN[t.scalar]
  if not noun then return false end
  local text, hint = node[1], nil
  if text:find("^%s*-?[%d.]+%s*%%$") then
    hint = ('make it a parameter: percent { "%s" }'):format(text)
  elseif text:find("^%s*-?[%d.,]+%s+%u%u%u$") then
    hint = ('make it a parameter: money { "%s" }'):format(text)
  elseif tonumber(text) or text == "true" or text == "false" then
    hint = "write it without quotes: " .. text
  end
  S.report(node, "compares-text", noun .. " is compared with a text", hint)
  return true
end

-- A moment and a text are never equal, and neither are a date and a datetime: Lua would quietly say so.
local MOMENTS = { date = true, datetime = true, duration = true }
local function check_moment(S, e, a, b, a_type, b_type)
  local left, right = MOMENTS[a_type and a_type.scalar] and a_type.scalar, MOMENTS[b_type and b_type.scalar] and b_type.scalar
  local text = left and b.tag == "String" and b or right and a.tag == "String" and a
  if text and (left or right) ~= "duration" then
    S.report(text, "compares-text", ("a %s is compared with a text"):format(left or right),
      ("write date %q"):format(text[1]:match("^%d%d%d%d%-%d%d%-%d%d$") or "2026-03-01"))
  elseif left and right and left ~= right then
    S.report(e, "compares-kinds", ("a %s is compared with a %s: they are never equal"):format(left, right), "compare dates with dates, moments with moments")
  end
end

-- ---- what is meant otherwise ----

local function written(S, node) return syntax.text(S.tree, node.offset, node.end_offset) end

local EQUALS = { eq = "==", ne = "~=" }

-- x == "a" or "b" is true whatever x is.
function compare.alternative(S, a, b)
  local op = a.tag == "Op" and EQUALS[a[1]]
  if op and (b.tag == "String" or b.tag == "Number") then
    S.report(b, "always-true", "what stands after 'or' is no comparison, so this is always true", ("write %s %s %s"):format(written(S, a[2]), op, written(S, b)))
  end
end

-- not x == "a" asks whether (not x) is "a".
local function check_not(S, e, a, b)
  if not EQUALS[e[1]] or a.tag ~= "Op" or a[1] ~= "not" or b.tag ~= "String" and b.tag ~= "Number" then return false end
  S.report(e, "never-true", "'not' belongs to what follows it, not to the comparison", ("write %s %s %s"):format(written(S, a[2]), e[1] == "eq" and "~=" or "==", written(S, b)))
  return true
end

-- ---- comparisons ----

-- e: a comparison of a and b.
function compare.check(S, e, a, b, a_type, b_type)
  if check_not(S, e, a, b) then return end
  if check_number(S, b, a_type) or check_number(S, a, b_type) then return end
  if a_type == kinds.PERCENT or b_type == kinds.PERCENT then check_percent(S, a, b, a_type, b_type) end
  check_moment(S, e, a, b, a_type, b_type)
  if e[1] == "eq" or e[1] == "ne" then
    compare.value(S, b, a_type)
    compare.value(S, a, b_type)
  end
end

-- ---- arithmetic ----

-- Of all texts only a duration can be computed with: task.finish + "10d".
local function is_text(node, t)
  if node.tag ~= "String" then return t == kinds.STRING end
  local q = quantities.of(node[1])
  return not (q and q.kind == "duration")
end

-- e: a sum of a and b.
function compare.computed(S, e, a, b, a_type, b_type)
  local text = is_text(a, a_type) and a or is_text(b, b_type) and b
  if not text then return end
  local meant = text.tag == "String" and quantities.meant(text[1])
  S.report(text, "computes-text", "a text is computed with", meant or e[1] == "add" and "texts are put together with .." or nil)
end

return compare
