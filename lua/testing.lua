-- SPDX-License-Identifier: MIT
-- testing: runs the tests that lie beside a policy.
--
--   testing.run {
--     params = { "high" } | nil,         the names of the policy's parameters
--     deprecated = { [id] = text or true } | nil,   its rules that are on their way out
--     path =, source =, chunkname =,     the test file
--     rules = { "high_risk_answered" },  the policy's rules, by short id
--     profiles = { "apac" } | nil,       the names of all profiles
--     gates = { execution = true, released = { "deliverables" } } | nil,
--                                        what a test may enter: phases, and statuses with the lists whose rules guard them
--     globals =,                         what the file may name besides the words below
--     sample =,                          one valid project, as decoded JSON; nil: none
--     say = function(message) -> message | nil,     what Lua says of a failure, in plain words
--     compile = function(source, chunkname, env) -> function | nil, error
--     judge = function(document, on, options) -> verdicts | nil, what the schema refused
--   }                                    options = { params = { name = value } | nil, lang = | nil, enter = | nil,
--                                                    profile = { names } | true: those that match | nil: none, waivers = { ... } | nil,
--                                                    others = the other documents of its portfolio | nil,
--                                                    past = what fields were | nil }
--                                        past = { { steps = { "goals", 1, "forecast" }, at = "2026-03-01", value = | nil }, ... }
--
-- answers {
--   file =, problems = { { line =, column =, width =, source =, code =, message =, hint =, warning = | nil }, ... },
--                                                                           mistakes in the file itself
--   tests = { { name =, line =, ok =, diff = text | nil, rules_failed = { ids }, rules_passed = { ids } }, ... },
-- }
--
-- A verdict is { rule =, refuses = whether it does at the gate that its rule guards, element =, verdict =, severity =, message =, limit =, measure =, file =, line = }; reason = where a
-- waiver excuses it.
-- What a test expects is judged in testing/expect.lua; the words of a test file are those of `words_of`.

local expect = require "testing.expect"
local place = require "declare.place"
local types = require "declare.types"

local testing = {}

-- The day of a test that does not name one.
local DEFAULT_DAY = "2026-06-30"

-- ---- documents ----

local ABSENT = setmetatable({}, { __name = "absent", __tostring = function() return "absent" end })
local Relative = { __name = "day", __tostring = function(self) return (self.sign < 0 and "ago " or "ahead ") .. self.span end }

local Was = { __name = "history", __tostring = function() return "was { ... }" end }

local function is_list(t) return #t > 0 or next(t) == nil end

local resolve

-- "7d" three times is "21d": a month from the end of one is not twice half of it.
local function times(span, n)
  local count, unit = span:match("^(%d+)(%a+)$")
  return ("%d%s"):format(tonumber(count) * n, unit)
end

-- What a field was, into `past`, and what it is: its last value.
local function resolve_was(was, on, past, steps)
  local last = #was.values
  for i, value in ipairs(was.values) do
    local at = was.days[i] or i == last and on or date_shift(on, times(was.every, last - i), -1)
    past[#past + 1] = { steps = table.move(steps, 1, #steps, 1, {}), at = at, value = resolve(value, on, past, steps) }
  end
  return past[#past].value
end

-- A deep copy in which days are resolved against `on`, absent fields are gone and empty tables are lists (an author who
-- writes `risks = {}` means a list without elements). What fields were goes into `past`; steps lead to the value.
function resolve(value, on, past, steps)
  if value == ABSENT then return nil end
  if type(value) ~= "table" then return value end
  if getmetatable(value) == Relative then return date_shift(on, value.span, value.sign) end
  if getmetatable(value) == Was then return resolve_was(value, on, past, steps) end
  local copy = {}
  for _, key in ipairs(types.sorted_keys(value)) do
    steps[#steps + 1] = key
    copy[key] = resolve(value[key], on, past, steps)
    steps[#steps] = nil
  end
  return next(copy) == nil and json_array(copy) or copy
end

local LEAVES = { [Relative] = true, [Was] = true }

-- What is stated goes over the base, field by field; a list replaces a list.
local function merge(base, over)
  if type(over) ~= "table" or LEAVES[getmetatable(over)] or over == ABSENT then return over end
  if type(base) ~= "table" or LEAVES[getmetatable(base)] or is_list(base) then return over end
  if next(over) == nil then return base end
  if is_list(over) then return over end
  local merged = {}
  for key, item in pairs(base) do merged[key] = item end
  for key, item in pairs(over) do merged[key] = merge(base[key], item) end
  return merged
end

-- ---- what fields were ----

local WAS_HINT = 'write was { 90, 85, 80, every = "7d" }, or was { ["2026-05-01"] = 90, ["2026-06-01"] = 80 }'

local function is_span(span)
  return type(span) == "string" and span:find("^%d+%a+$") and type(quantity(span)) == "userdata"
end

-- was { 90, 85, 80, every = "7d" }: the last one is what the field is on the day of the test, each of the others was it from
-- so much earlier on. was { ["2026-05-01"] = 90, ... }: from these days on, and the last is what it is.
local function was(spec)
  if type(spec) ~= "table" then error("was must be followed by { ... }, found " .. types.shown(spec), 2) end
  local self = setmetatable({ values = {}, days = {}, every = spec.every }, Was)
  for _, key in ipairs(types.sorted_keys(spec)) do
    if type(key) == "number" or types.is_date(key) then
      self.values[#self.values + 1] = spec[key]
      self.days[#self.values] = type(key) == "string" and key or nil
    elseif key ~= "every" then
      error(("was has no option %s: %s"):format(types.shown(key), WAS_HINT), 2)
    end
  end
  local days = 0
  for _ in pairs(self.days) do days = days + 1 end
  if #self.values == 0 or days > 0 and days < #self.values or days == 0 and #self.values ~= #spec then error("was needs values in their order: " .. WAS_HINT, 2) end
  if days == 0 and #self.values > 1 and not is_span(self.every) then error("was must say how far apart the values are: " .. WAS_HINT, 2) end
  return self
end

-- ---- a test file's words ----

local KEYS = {
  "project", "on", "lang", "params", "profile", "given", "rule", "fails", "passes", "unknown", "not_applicable", "errors", "finding",
  "waivers", "waived", "projects", "enter", "refused",
}
local WORDS = { "absent", "ago", "ahead", "sample", "test", "was" }
local WAIVER_KEYS = { "rule", "element", "expires", "reason", "requested_by", "approved_by" }

local function words_of(run)
  local function relative(word, sign)
    return function(span)
      local q = type(span) == "string" and quantity(span)
      if type(q) ~= "userdata" then
        error(("%s %s: expected a duration such as \"3d\", \"2w\", \"5bd\", \"12mo\", \"3h\""):format(word, types.shown(span)), 2)
      end
      return setmetatable({ span = span, sign = sign }, Relative)
    end
  end
  return {
    absent = ABSENT,
    was = was,
    ago = relative("ago", -1),
    ahead = relative("ahead", 1),
    sample = function(over)
      if not run.sample then error("there is no sample project (policies/samples/)", 2) end
      if type(over) ~= "table" then error("sample must be followed by { ... }, found " .. types.shown(over), 2) end
      return merge(run.sample, over)
    end,
    test = function(name)
      local line = debug.getinfo(2, "l").currentline
      local entry = { name = name, line = line }
      if type(name) ~= "string" then
        run:problem(line, "wrong-value", "test must be followed by its name in quotes, found " .. types.shown(name), 'write test "what holds" { ... }')
        return function() end
      end
      if run.names[name] then
        run:problem(line, "duplicate", ("there is a test '%s' already, in line %d"):format(name, run.names[name]), "tests are told apart by their names")
      end
      run.names[name] = run.names[name] or line
      run.entries[#run.entries + 1] = entry
      return function(body) entry.body = body end
    end,
  }
end

-- ---- what is wrong with a test before it runs ----

local Run = {}
Run.__index = Run

-- at: a key, or { text = what stands in quotes }, of the test that begins at `line`; or a place.
function Run:problem(line, code, message, hint, at, warning)
  local found = type(at) == "table" and (at.line and at or place.text(self.lines, line, at.text)) or place.key(self.lines, line, at)
  if not found.column then found = place.text(self.lines, line, nil) end
  self.problems[#self.problems + 1] = { line = found.line, column = found.column, width = found.width, source = self.lines[found.line],
    code = code, message = message, hint = hint, warning = warning }
end

function Run:check_rule(entry, id)
  local out = self.deprecated[id]
  if out then
    self:problem(entry.line, "deprecated", ("test '%s': %s is deprecated"):format(entry.name, id), out ~= true and out or nil, { text = id }, true)
    self.deprecated[id] = nil -- once a file is enough
  end
  if self.known[id] then return true end
  self:problem(entry.line, "unknown-rule", ("test '%s': the policy has no rule %s"):format(entry.name, types.shown(id)), types.did_you_mean(id, self.rules), { text = id })
  return false
end

local EXPECTATIONS = { "fails", "passes", "unknown", "not_applicable", "errors", "waived", "refused" }
local EXPECTS = { project = "a table", projects = "a table", params = "a table", given = "a function", rule = "a text", on = "a text", lang = "a text", enter = "a text", finding = "a table", waivers = "a table" }
local TYPE_NAMES = { ["a table"] = "table", ["a function"] = "function", ["a text"] = "string" }

-- A name, a list of names, or true.
function Run:check_profiles(entry, flaw)
  local given = entry.body.profile
  if given == nil or given == true then return end
  local list = type(given) == "table" and given or { given }
  for _, key in ipairs(types.sorted_keys(list)) do
    local name = list[key]
    if type(name) ~= "string" or type(key) ~= "number" then
      flaw("wrong-value", "must have a name, a list of names or true as profile, found " .. types.shown(given))
    elseif not self.known_profiles[name] then
      flaw("unknown-profile", ("names the profile '%s', which is not there"):format(name), types.did_you_mean(name, self.profiles) or "profiles are declared in profiles/")
    end
  end
  entry.profile = list
end

-- Is the test sound? Every flaw is noted.
function Run:check(entry)
  local body, sound = entry.body, true
  local function flaw(code, message, hint, at)
    sound = false
    self:problem(entry.line, code, ("test '%s' %s"):format(entry.name, message), hint, at or { text = entry.name })
  end
  if type(body) ~= "table" then
    flaw("wrong-value", "must be followed by { ... }, found " .. types.shown(body))
    return false
  end
  local known = {}
  for _, key in ipairs(KEYS) do known[key] = true end
  local misspelt = false
  for _, key in ipairs(types.sorted_keys(body)) do
    if not known[key] then
      local meant = types.did_you_mean(key, KEYS)
      misspelt = misspelt or meant
      flaw("unknown-key", "has an unknown key '" .. tostring(key) .. "'", meant or "it knows " .. types.alternatives(KEYS), key)
    end
  end
  for _, key in ipairs(types.sorted_keys(EXPECTS)) do
    local expects = EXPECTS[key]
    if body[key] ~= nil and type(body[key]) ~= TYPE_NAMES[expects] then flaw("wrong-value", ("must have %s as %s, found %s"):format(expects, key, types.shown(body[key])), nil, key) end
  end
  if type(body.on) == "string" and not types.is_date(body.on:sub(1, 10)) then
    flaw("wrong-value", "has no day in on: " .. types.shown(body.on), types.day_meant(body.on), "on")
  end
  self:check_gate(body, flaw)
  self:check_profiles(entry, flaw)
  local expects_something = body.finding ~= nil
  for _, key in ipairs(EXPECTATIONS) do
    local list = body[key]
    if list ~= nil then
      expects_something = true
      if type(list) ~= "table" then
        flaw("wrong-value", ("must have a list as %s, found %s"):format(key, types.shown(list)), ("write %s = { ... }"):format(key), key)
      elseif body.given == nil then
        sound = self:check_ids(entry, key, list, flaw) and sound
      end
    end
  end
  if not expects_something and not misspelt then flaw("missing-key", "expects nothing", 'add fails = { "rule" }, or fails = {} for none') end
  if body.given ~= nil and body.rule == nil then flaw("missing-key", "has given but no rule", "name the rule whose boundary is tested") end
  if body.given ~= nil and body.project ~= nil then flaw("conflicting-keys", "has given and project", "given makes the project") end
  if body.projects ~= nil and (body.project ~= nil or body.given ~= nil) then
    flaw("conflicting-keys", "has projects and " .. (body.given ~= nil and "given" or "project"), body.given ~= nil and "given may give a list of projects" or "put it among the projects")
  end
  if type(body.projects) == "table" and #body.projects == 0 then flaw("wrong-value", "has no list of projects", "write projects = { sample { ... }, sample { ... } }") end
  if body.given == nil and body.rule ~= nil then flaw("missing-key", "has rule but no given", 'write fails = { "rule" }, or given = function(value) return sample { ... } end') end
  if type(body.rule) == "string" then sound = self:check_rule(entry, body.rule) and sound end
  for _, name in ipairs(type(body.params) == "table" and self.params and types.sorted_keys(body.params) or {}) do
    if not self.known_params[name] then flaw("unknown-parameter", ("sets '%s', and the policy has no such parameter"):format(tostring(name)), types.did_you_mean(name, self.params), name) end
  end
  if body.project == nil and body.given == nil and not self.sample then flaw("missing-key", "has no project") end
  if type(body.waivers) == "table" then sound = self:check_waivers(entry, body.waivers, flaw) and sound end
  if type(body.finding) == "table" then
    for _, finding in ipairs(expect.findings_of(body.finding)) do
      local key = expect.unknown_finding_key(finding)
      if key ~= nil then flaw("unknown-key", "has an unknown key '" .. tostring(key) .. "' in finding", types.did_you_mean(key, expect.FINDING_KEYS), key) end
      if finding.rule ~= nil then sound = self:check_rule(entry, finding.rule) and sound end
    end
  end
  return sound
end

-- A gate that is there, and what is refused at one.
function Run:check_gate(body, flaw)
  if type(body.enter) == "string" and not self.gates[body.enter] then
    flaw("unknown-phase", ("enters '%s', which is no phase and which no rule of the policy guards"):format(body.enter), types.did_you_mean(body.enter, types.sorted_keys(self.gates)))
  end
  if body.refused ~= nil and body.enter == nil then
    flaw("missing-key", "expects what is refused, but enters nothing", 'add enter = "execution", the phase that is asked for')
  end
end

-- Rule ids: { "a", "b" }; for `fails` also { a = "warning" }.
function Run:check_ids(entry, key, list, flaw)
  local known = true
  for _, k in ipairs(types.sorted_keys(list)) do
    if type(k) == "number" then
      known = self:check_rule(entry, list[k]) and known
    elseif not self:check_rule(entry, k) then
      known = false
    else
      if key ~= "fails" then
        flaw("wrong-value", ("gives '%s' a value in %s"):format(tostring(k), key), "severities are for fails")
      elseif not types.severity_rank[list[k]] then
        flaw("wrong-value", ("expects the severity %s of '%s'"):format(types.shown(list[k]), k), types.did_you_mean(list[k], types.severities) or "a severity is " .. types.alternatives(types.severities), k)
      end
    end
  end
  return known
end

-- What was granted: { rule = "name", element = "risks[credit]", expires = "2026-12-31" }; left out, the element means all.
function Run:check_waivers(entry, list, flaw)
  local known = true
  for _, waiver in ipairs(list) do
    if type(waiver) ~= "table" then
      flaw("wrong-value", "must have tables as waivers, found " .. types.shown(waiver), 'write waivers = { { rule = "name", expires = "2026-12-31" } }')
    else
      for _, key in ipairs(types.sorted_keys(waiver)) do
        local known = false
        for _, name in ipairs(WAIVER_KEYS) do known = known or name == key end
        if not known then
          flaw("unknown-key", "has an unknown key '" .. tostring(key) .. "' in waivers", types.did_you_mean(key, WAIVER_KEYS) or "it knows " .. types.alternatives(WAIVER_KEYS))
        elseif type(waiver[key]) ~= "string" then
          flaw("wrong-value", ("must have a text as %s of a waiver, found %s"):format(key, types.shown(waiver[key])))
        end
      end
      known = self:check_rule(entry, waiver.rule) and known
      if type(waiver.expires) ~= "string" or not types.is_date(waiver.expires:sub(1, 10)) then
        flaw("wrong-value", "has a waiver that does not say until when: " .. types.shown(waiver.expires), 'write expires = "2026-12-31"')
      end
      if waiver.approved_by and waiver.approved_by == waiver.requested_by then
        flaw("wrong-value", "has a waiver that " .. types.shown(waiver.approved_by) .. " both asked for and approved", "another person approves it")
      end
    end
  end
  if #list == 0 and next(list) ~= nil then flaw("wrong-value", "must have a list as waivers", 'write waivers = { { rule = "name", expires = "2026-12-31" } }') end
  return known
end

-- ---- running ----

-- Elements as they would be with the status that is asked for, in the lists at the end of the path.
local function enter_status(at, path, status)
  local name, rest = path:match("^([^.]+)%.?(.*)$")
  local inner = type(at) == "table" and at[name]
  if type(inner) ~= "table" then return end
  for _, item in ipairs(is_list(inner) and inner or { inner }) do
    if rest ~= "" then
      enter_status(item, rest, status)
    elseif type(item) == "table" then
      item.status = status
    end
  end
end

-- "document: error: a risk has no field 'statsu' (at /risks/0/statsu)" -> with the line and column at which that is written.
function Run:placed(entry, refused)
  return (refused:gsub("document: error: ([^\n]-) %(at (/[^)]*)%)", function(message, pointer)
    local names = {}
    for name in pointer:gmatch("[^/]+") do names[#names + 1] = not tonumber(name) and name or nil end
    local found = place.key(self.lines, entry.line, table.unpack(names))
    return ("%s:%d%s: %s (at %s)"):format(self.path, found.line, found.column and ":" .. found.column or "", message, pointer)
  end))
end

-- The verdicts on one document, or nil and lines that say why there are none. others: the rest of its portfolio.
function Run:verdicts_on(entry, document, on, others)
  local body = entry.body
  if type(document) ~= "table" then return nil, "there is no project, found " .. types.shown(document) end
  local ok, verdicts, refused = pcall(function()
    local past = {}
    local project = resolve(document, on, past, {})
    for i, other in ipairs(others) do others[i] = resolve(other, on, {}, {}) end
    local lists = body.enter and self.gates[body.enter]
    for _, path in ipairs(type(lists) == "table" and lists or {}) do enter_status(project, path, body.enter) end
    return self.judge(project, on, { params = body.params, lang = body.lang, enter = body.enter, profile = entry.profile or body.profile, waivers = body.waivers,
      past = #past > 0 and past or nil, others = #others > 0 and others or nil })
  end)
  if not ok then return nil, tostring(verdicts) end
  if not verdicts then return nil, "the schema refuses the project:\n" .. self:placed(entry, tostring(refused)) end
  return verdicts
end

-- The verdicts on one document, or on each of a list of them, which are a portfolio.
function Run:verdicts(entry, given, on)
  local portfolio = type(given) == "table" and given[1] ~= nil and given or { given }
  local all = {}
  for i, document in ipairs(portfolio) do
    local others = {}
    for j, other in ipairs(portfolio) do
      if j ~= i then others[#others + 1] = other end
    end
    local verdicts, why = self:verdicts_on(entry, document, on, others)
    if not verdicts then return nil, why end
    for _, v in ipairs(verdicts) do
      v.project = document.id
      all[#all + 1] = v
    end
  end
  return all
end

local function note_coverage(result, seen, verdicts)
  for _, v in ipairs(verdicts) do
    local list = v.verdict == "fail" and "rules_failed" or v.verdict == "pass" and "rules_passed"
    if list and not seen[list .. v.rule] then
      seen[list .. v.rule] = true
      table.insert(result[list], v.rule)
    end
  end
end

function Run:run_boundary(entry, on, diff, covered)
  local body = entry.body
  for _, key in ipairs(EXPECTATIONS) do
    for _, value in ipairs(body[key] or {}) do
      local label = ("%s with %s"):format(body.rule, types.shown(type(value) == "table" and tostring(value) or value))
      local ok, document = pcall(body.given, value)
      if not ok then
        diff:add(label .. ": given: " .. tostring(document))
      else
        local verdicts, why = self:verdicts(entry, document, on)
        if verdicts then
          covered(verdicts)
          expect.boundary(diff, verdicts, body.rule, key, label)
        else
          diff:add(label .. ": " .. why)
        end
      end
    end
  end
end

function Run:run_test(entry)
  local body = entry.body
  local on = body.on or DEFAULT_DAY
  local result = { name = entry.name, line = entry.line, rules_failed = json_array {}, rules_passed = json_array {} }
  local diff, seen = expect.new_diff(), {}
  local function covered(verdicts) note_coverage(result, seen, verdicts) end
  if body.given then
    self:run_boundary(entry, on, diff, covered)
  else
    local verdicts, why = self:verdicts(entry, body.projects or body.project or self.sample, on)
    if verdicts then
      covered(verdicts)
      expect.all(diff, verdicts, body)
    else
      diff:add(why)
    end
  end
  table.sort(result.rules_failed)
  table.sort(result.rules_passed)
  result.diff = diff:text()
  result.ok = result.diff == nil
  return result
end

-- The file itself ends in an error: of its syntax, or while it runs.
function Run:broken(source, message, unread)
  local _, problem = nil, nil
  if unread then _, problem = require("syntax").parse(source) end -- the parser is loaded for this only
  if problem then return self:problem(problem.line, problem.code, problem.message, problem.hint, problem) end
  local line, text = message:match(":(%d+): (.*)$")
  line = tonumber(line) or 1
  local named = (text or message):match("'([^']*)'")
  self:problem(line, "test-file", self.say(text or message), named and types.did_you_mean(named, WORDS), { text = named })
  local last = self.entries[#self.entries] -- the error left it without its braces
  if last and last.body == nil and place.same_block(self.lines, last.line, line) then table.remove(self.entries) end
end

function testing.run(options)
  local run = setmetatable({
    path = options.path, say = options.say or tostring, judge = options.judge, sample = options.sample, rules = options.rules, known = {}, profiles = options.profiles or {}, known_profiles = {},
    gates = options.gates or {}, entries = {}, names = {}, problems = json_array {}, lines = place.lines(options.source), deprecated = {},
    params = options.params, known_params = {},
  }, Run)
  for id, instead in pairs(options.deprecated or {}) do run.deprecated[id] = instead end
  for _, name in ipairs(options.params or {}) do run.known_params[name] = true end
  for _, id in ipairs(options.rules) do run.known[id] = true end
  for _, name in ipairs(run.profiles) do run.known_profiles[name] = true end

  local result = { file = options.path, tests = json_array {}, problems = run.problems }
  local env = setmetatable(words_of(run), { __index = options.globals })
  local chunk, message = options.compile(options.source, options.chunkname, env)
  local ok = chunk ~= nil
  if ok then ok, message = pcall(chunk) end
  if not ok then run:broken(options.source, tostring(message), chunk == nil) end
  for _, entry in ipairs(run.entries) do
    if run:check(entry) then result.tests[#result.tests + 1] = run:run_test(entry) end
  end
  if ok and #run.entries == 0 then run:problem(1, "no-tests", "the file has no test", 'write test "what holds" { project = sample { ... }, fails = { "rule" } }') end
  return result
end

-- The words that only a test file has, the keys of a test and those of a waiver in it, for checkers and help.
function testing.load_words() return types.sorted_keys(words_of {}) end
testing.keys, testing.waiver_keys = KEYS, WAIVER_KEYS

return testing
