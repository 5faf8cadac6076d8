-- SPDX-License-Identifier: MIT
-- expect: what a test expects of verdicts, and how the difference reads.
--
--   fails           exactly these rules have at least one fail; { rule = "warning" }: and one of that severity
--   unknown, errors, waived
--                   exactly these rules have at least one such verdict
--   refused         exactly these rules refuse the entry that the test asks for
--   passes          each of these has a pass, and nothing but pass and not_applicable
--   not_applicable  each of these has nothing but not_applicable
--   finding         one verdict, or each of a list of them, with these values
--
-- What a test does not mention it does not judge, but for errors: a rule that is broken fails every test that it runs in.

local types = require "declare.types"

local expect = {}

local LINES_MAX = 20

-- ---- the difference ----

local Diff = {}
Diff.__index = Diff

function expect.new_diff() return setmetatable({ lines = {} }, Diff) end

function Diff:add(text)
  for line in text:gmatch("[^\n]+") do self.lines[#self.lines + 1] = line end
end

-- nil when there is none.
function Diff:text()
  local lines = self.lines
  if #lines == 0 then return nil end
  if #lines <= LINES_MAX then return table.concat(lines, "\n") end
  return table.concat(lines, "\n", 1, LINES_MAX) .. ("\n... and %d lines more"):format(#lines - LINES_MAX)
end

local WORDS = { fail = "fail", pass = "pass", unknown = "unknown", not_applicable = "not applicable", error = "error", waived = "waived" }

-- "fail (warning) at risks[credit]: risk credit has no owner"
local function told(v)
  local text = WORDS[v.verdict] or v.verdict
  if v.verdict == "fail" and v.severity then text = text .. " (" .. v.severity .. ")" end
  if v.element and v.element ~= "" then text = text .. " at " .. v.element end
  if v.message and v.message ~= "" then text = text .. ": " .. v.message end
  if v.verdict == "error" and v.file then text = ("%s (%s:%s)"):format(text, v.file, v.line or "?") end
  return text
end

-- The verdicts of a rule but for those in `without`, three of them.
local function got(verdicts, rule, without)
  local list, more = {}, 0
  for _, v in ipairs(verdicts) do
    if v.rule == rule and not (without and without[v.verdict]) then
      if #list < 3 then list[#list + 1] = told(v) else more = more + 1 end
    end
  end
  if #list == 0 then return "nothing" end
  return table.concat(list, "; ") .. (more > 0 and ("; and %d more"):format(more) or "")
end

local function count(verdicts, rule)
  local counts = { pass = 0, fail = 0, unknown = 0, not_applicable = 0, error = 0, waived = 0, refusal = 0, all = 0 }
  for _, v in ipairs(verdicts) do
    if v.rule == rule then
      counts[v.verdict] = (counts[v.verdict] or 0) + 1
      counts.refusal = counts.refusal + (v.refuses and 1 or 0)
      counts.all = counts.all + 1
    end
  end
  return counts
end

-- ---- the expectations ----

local function expected_rules(list)
  local rules, severities = {}, {}
  for _, key in ipairs(types.sorted_keys(list)) do
    if type(key) == "number" then
      rules[#rules + 1] = list[key]
    else
      rules[#rules + 1] = key
      severities[key] = list[key]
    end
  end
  return rules, severities
end

local function is_kind(v, kind) return kind == "refusal" and v.refuses or v.verdict == kind end

-- Exactly these rules have a verdict of this kind, or refuse.
local function exactly(diff, verdicts, list, verdict)
  local rules, severities = expected_rules(list)
  local wanted = {}
  for _, rule in ipairs(rules) do
    wanted[rule] = true
    if count(verdicts, rule)[verdict] == 0 then
      diff:add(("%s: expected %s, got %s"):format(rule, verdict, got(verdicts, rule)))
    elseif severities[rule] then
      local found = false
      for _, v in ipairs(verdicts) do found = found or (v.rule == rule and v.verdict == verdict and v.severity == severities[rule]) end
      if not found then diff:add(("%s: expected %s (%s), got %s"):format(rule, verdict, severities[rule], got(verdicts, rule))) end
    end
  end
  for _, v in ipairs(verdicts) do
    if is_kind(v, verdict) and not wanted[v.rule] then
      wanted[v.rule] = true -- told once
      diff:add(("%s: expected no %s, got %s"):format(v.rule, verdict, got(verdicts, v.rule, { pass = true, not_applicable = true })))
    end
  end
end

local function must_pass(diff, verdicts, rule, label)
  local counts = count(verdicts, rule)
  if counts.pass == 0 then
    diff:add(("%s: expected pass, got %s"):format(label, got(verdicts, rule)))
  elseif counts.pass + counts.not_applicable < counts.all then
    diff:add(("%s: expected nothing but pass, got %s"):format(label, got(verdicts, rule, { pass = true, not_applicable = true })))
  end
end

local function must_not_apply(diff, verdicts, rule, label)
  local counts = count(verdicts, rule)
  if counts.all == 0 or counts.not_applicable < counts.all then
    diff:add(("%s: expected not applicable, got %s"):format(label, got(verdicts, rule, { not_applicable = true })))
  end
end

-- ---- finding = { ... } ----

expect.FINDING_KEYS = { "rule", "project", "element", "message", "severity", "verdict", "limit", "measure", "reason" }

function expect.findings_of(finding) return type(finding[1]) == "table" and finding or { finding } end

function expect.unknown_finding_key(finding)
  local known = {}
  for _, key in ipairs(expect.FINDING_KEYS) do known[key] = true end
  for _, key in ipairs(types.sorted_keys(finding)) do
    if not known[key] then return key end
  end
end

local function matches(actual, wanted)
  if type(wanted) == "table" then
    return type(wanted.contains) == "string" and type(actual) == "string" and actual:find(wanted.contains, 1, true) ~= nil
  end
  if type(wanted) == "number" and type(actual) == "number" then return math.abs(actual - wanted) <= 1e-9 * math.max(1, math.abs(wanted)) end
  return actual == wanted
end

local function described(wanted)
  local parts = {}
  for _, key in ipairs(expect.FINDING_KEYS) do
    local value = wanted[key]
    if type(value) == "table" then
      parts[#parts + 1] = key .. " with " .. types.shown(value.contains)
    elseif value ~= nil then
      parts[#parts + 1] = key .. " " .. types.shown(value)
    end
  end
  return table.concat(parts, ", ")
end

-- Of a finding that is not there the nearest is told, key by key.
local function must_find(diff, verdicts, wanted)
  local best, best_off
  for _, v in ipairs(verdicts) do
    if v.verdict ~= "pass" and v.verdict ~= "not_applicable" or wanted.verdict == v.verdict then
      local off = {}
      for _, key in ipairs(expect.FINDING_KEYS) do
        if wanted[key] ~= nil and not matches(v[key], wanted[key]) then off[#off + 1] = key end
      end
      if #off == 0 then return end
      if (wanted.rule == nil or v.rule == wanted.rule) and (not best or #off < #best_off) then best, best_off = v, off end
    end
  end
  if not best then
    diff:add("finding: expected " .. described(wanted) .. "; got " .. (wanted.rule and got(verdicts, wanted.rule) or "none"))
    return
  end
  diff:add(("finding of %s%s differs:"):format(best.rule, best.element and best.element ~= "" and " at " .. best.element or ""))
  for _, key in ipairs(best_off) do
    local value = wanted[key]
    diff:add(("  %s: expected %s, got %s"):format(key, type(value) == "table" and "one with " .. types.shown(value.contains) or tostring(value), tostring(best[key])))
  end
end

-- ---- the two kinds of test ----

-- What `body` expects of the verdicts on one project.
function expect.all(diff, verdicts, body)
  if body.fails then exactly(diff, verdicts, body.fails, "fail") end
  if body.unknown then exactly(diff, verdicts, body.unknown, "unknown") end
  if body.refused then exactly(diff, verdicts, body.refused, "refusal") end
  if body.waived then exactly(diff, verdicts, body.waived, "waived") end
  exactly(diff, verdicts, body.errors or {}, "error")
  for _, rule in ipairs(body.passes or {}) do must_pass(diff, verdicts, rule, rule) end
  for _, rule in ipairs(body.not_applicable or {}) do must_not_apply(diff, verdicts, rule, rule) end
  if body.finding then
    for _, wanted in ipairs(expect.findings_of(body.finding)) do must_find(diff, verdicts, wanted) end
  end
end

local VERDICT = { fails = "fail", unknown = "unknown", errors = "error", waived = "waived", refused = "refusal" }

-- One value of a boundary test: `key` is the list in which it stands.
function expect.boundary(diff, verdicts, rule, key, label)
  if key == "passes" then
    must_pass(diff, verdicts, rule, label)
  elseif key == "not_applicable" then
    must_not_apply(diff, verdicts, rule, label)
  elseif count(verdicts, rule)[VERDICT[key]] == 0 then
    diff:add(("%s: expected %s, got %s"):format(label, VERDICT[key], got(verdicts, rule)))
  end
end

return expect
