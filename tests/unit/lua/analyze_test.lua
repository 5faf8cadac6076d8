-- SPDX-License-Identifier: MIT
-- What the analysis finds in a policy: names whose absence matters, fields read, mistakes. Run from the repository's root.

package.path = "lua/?.lua;/usr/share/lua/5.1/?.lua;" .. package.path

-- plumb gives its modules this function; here a simple one.
function nearest(word, list)
  local function distance(a, b)
    local row = {}
    for j = 0, #b do row[j] = j end
    for i = 1, #a do
      local diagonal = row[0]
      row[0] = i
      for j = 1, #b do
        local cost = diagonal + (a:byte(i) == b:byte(j) and 0 or 1)
        diagonal, row[j] = row[j], math.min(row[j] + 1, row[j - 1] + 1, cost)
      end
    end
    return row[#b]
  end
  local best, least
  for _, candidate in ipairs(list) do
    local d = distance(word, candidate)
    if d <= math.max(2, #word // 3) and (not least or d < least) then best, least = candidate, d end
  end
  return best
end

function quantity(text)
  return type(text) == "number" and text or type(text) == "string" and text:find("^%d+%l+$") and io.stdout or nil -- a duration
end

local analyze = require "analyze"

local passed, failed = 0, 0
local function check(ok, name, ...)
  if ok then
    passed = passed + 1
  else
    failed = failed + 1
    print("FAILED: " .. name, ...)
  end
end

-- ---- a schema: the bench's documents and some of plumb's own ----

local function kind(name, fields)
  local k = { name = name, fields = {} }
  for field, type, tracked in fields:gmatch("([%w_]+):([%w_()]+)(%*?)") do
    local base, of = type:match("^(%a+)%((.+)%)$")
    k.fields[#k.fields + 1] = { name = field, type = base or type, kind = of, tracked = tracked == "*" or nil,
      values = type == "enum" and { "planning", "execution", "closed", "initiation", "monitoring", "closing", "open", "x" } or nil }
  end
  return k
end

local schema = { root = "project", kinds = {
  kind("project", [[name:string phase:enum* start:date finish:date* end:date satisfaction:number* discount:percent size:number
    budget:object(budget) revenue:object(revenue) documents:object(documents) goals:list(goal) risks:list(risk)
    milestones:list(milestone) incidents:list(incident) team:list(member) contracts:list(contract)
    materials:list(material) stakeholders:list(stakeholder) required_skills:set gifts:list(gift) retro:object(retro)]]),
  kind("budget", "total:money spent:money committed:money lines:list(budget_line)"),
  kind("budget_line", "name:string amount:money actual:money committed:money"),
  kind("revenue", "target:money actual:money"),
  kind("documents", "charter:bool risk_register:bool communication_plan:bool"),
  kind("goal", "metric:string unit:string owner:string target:number baseline:number due:date text:text forecast:number*"),
  kind("risk", "name:string probability:int impact:int score:number response:text owner:string status:enum reviewed_on:date occurred_at:datetime responded_at:datetime"),
  kind("milestone", "name:string due:date baseline:date done_on:date"),
  kind("incident", "name:string severity:int resolved_on:date"),
  kind("member", "name:string allocation:number skills:set"),
  kind("contract", "name:string signed_on:date reviewed_by_legal:bool payments:list(payment)"),
  kind("payment", "due:date paid_on:date amount:money"),
  kind("material", "name:string text:text"),
  kind("stakeholder", "role:string sign_off:bool"),
  kind("gift", "recipient:string given_on:date value:money"),
  kind("retro", "went_well:text went_wrong:text"),
} }

local globals = {}
for word in ([[policy rule metric number percent duration money text at_most at_least between steps per set require param
  any all none count sum min max median map filter find group distinct duplicates has missing empty phrases goal_parts ratio
  pick today overdue older_than due_within in_time after before days_between recent newest history changes entered falling rising slope weekly monthly note date
  ipairs pairs select type tostring tonumber assert error math string table utf8]]):gmatch("%S+") do globals[word] = true end

local function model(extra)
  local m = { schema = schema, globals = globals, policy = "test.policy", modules = { ["lib.money"] = true } }
  for k, v in pairs(extra or {}) do m[k] = v end
  return m
end

local function words(text)
  local list = {}
  for word in text:gmatch("%S+") do list[#list + 1] = word end
  table.sort(list)
  return table.concat(list, " ")
end

-- Of a check that is only looked at for what it reads, it does not matter that it answers a number.
local function without(result, code)
  for i = #result.diagnostics, 1, -1 do
    if result.diagnostics[i].code == code then table.remove(result.diagnostics, i) end
  end
  return result
end

local function told(result)
  local list = {}
  for _, d in ipairs(result.diagnostics) do list[#list + 1] = ("%d:%d: %s [%s]"):format(d.line, d.column, d.message, d.code) end
  return table.concat(list, "\n")
end

-- ---- what is sensitive ----

-- Expects the sensitive names of rule "r", and no diagnostics.
local function sensitive(name, source, expected)
  local result = without(analyze.source(source, model()), "always-true")
  check(#result.diagnostics == 0, name .. ": no diagnostics", told(result))
  local rule = result.rules.r
  check(rule and table.concat(rule.sensitive, " ") == words(expected), name, rule and "\n  got      " .. table.concat(rule.sensitive, " ") .. "\n  expected " .. words(expected))
end

-- The rule's body is that of a check of the project p, or of an element.
local function body(text, each)
  return ('rule "r" { %s severity = "error", message = "m", check = function(%s) %s end }'):format(
    each and ('each = "%s",'):format(each) or "", each and "x, p" or "p", text)
end

local of_project = {
  -- presence
  { "return not p.satisfaction", "" },
  { "return p.satisfaction == nil", "" },
  { "return nil ~= p.satisfaction", "" },
  { "return p.start and p.finish", "" },
  { "return (p.start) or ((p.finish))", "" },
  { "if p.start then return true end return false", "" },
  { "while p.start do return true end return not not p.finish", "" },
  { "return not empty(p.name)", "" },
  { "return #missing(p.retro, 'went_well', 'went_wrong') == 0", "" },
  { "return #missing(p, 'retro.went_well', 'start') == 0", "" },
  { "return in_time(p.start, p.finish)", "finish" },
  -- uses
  { "return p.satisfaction == 3", "satisfaction" },
  { "return p.satisfaction < 3", "satisfaction" },
  { "return p.satisfaction == p.size", "satisfaction size" },
  { "return tostring(p.name) ~= 'x'", "name" },
  { "return p.name .. 'x' == 'yx'", "name" },
  { "return p.name:find('x') ~= nil", "name" },
  { "return -p.size == 1", "size" },
  { "return #p.name == 1", "name" },
  { "return { p.name }, p.size", "name size" },
  { "return true, { size = p.size }", "size" },
  { "local t = {} t[p.name] = 1 return t.x", "name" },
  { "local t = {} t.x = p.name return t.x", "name" },
  { "for i = 1, p.size do note(i) end return true", "size" },
  { "return p.budget.total", "budget" },
  { "return p.budget and p.budget.total", "" },
  { "return (p.satisfaction or 0) > 3", "" },
  { "return (p.satisfaction or p.size) > 3", "size" },
  { "return (p.name and p.phase) == 'x'", "name phase" },
  { "return not (p.name and p.phase)", "" },
  { "return p.name == 'a' and not p.phase", "name" },
  { "return function() return p.name end", "name" },
  -- guards
  { "return not p.satisfaction or p.satisfaction >= 70", "" },
  { "return p.satisfaction == nil or p.satisfaction >= 70", "" },
  { "return p.satisfaction ~= nil and p.satisfaction >= 70", "" },
  { "return p.satisfaction and p.satisfaction >= 70", "" },
  { "return not (p.satisfaction and p.satisfaction < 70)", "" },
  { "return not (not p.satisfaction or p.satisfaction < 70)", "" },
  { "return p.start and p.finish and p.start < p.finish", "" },
  { "return not p.start or not p.finish or p.start < p.finish", "" },
  { "return not (p.start and p.finish) or p.start < p.finish", "" },
  { "return (p.start or p.finish) and p.start == 1", "start" },
  { "return (not p.start and p.finish) or p.start == 1", "start" },
  { "return empty(p.name) or p.name == 'x'", "" },
  { "return not empty(p.name) and p.name == 'x'", "" },
  { "if p.start then return p.start > 3 end return true", "" },
  { "if not p.start then return true end return p.start > 3", "" },
  { "if not p.start then error('no start') end return p.start > 3", "" },
  { "if not p.start then note('x') end return p.start > 3", "start" },
  { "if p.start == nil then return true elseif p.start > 3 then return p.start < 9 end return p.start ~= 7", "" },
  { "if p.name == 'x' then return true elseif not p.start then return false else return p.start > 1 end", "name" },
  { "if p.start then note(1) else return p.start == 3 end return true", "start" },
  { "while p.start do if p.start == 3 then break end end return p.start == 2", "start" },
  { "do if not p.start then return true end end return p.start > 3", "" },
  { "if not p.start then goto out end if p.start > 3 then return true end ::out:: return p.start == 4", "start" },
  { "if not p.start then goto out end do return p.start > 3 end ::out:: return true", "" },
  { "return p.start and any(p.risks, function(r) return r.owner == 'x' and p.start > 3 end)", "risks owner" },
  { "repeat local s = p.start if not s then return true end until s > 3 return p.start == 1", "start" },
  -- a guard on one thing is none on another
  { "return p.budget and p.budget.total and p.budget.spent > 1", "spent" },
  { "return p.revenue and p.revenue.target and p.budget and p.budget.total > 1", "total" },
  { "local q = p if not q.start then return true end return p.start > q.start", "" },
  -- locals
  { "local s = p.satisfaction return s == nil or s < 70", "" },
  { "local s = p.satisfaction return s < 70", "satisfaction" },
  { "local s = p.satisfaction if not s then return true end return s >= 70 and p.satisfaction < 100", "" },
  { "local b = p.budget return b and b.total and b.total > 3", "" },
  { "local b = p.budget return b.total", "budget" },
  { "local ok = p.start and p.finish return ok", "" },
  { "local ok = p.start and p.finish return ok == 3", "finish start" },
  { "local n = p.size or 0 return n > 3", "" },
  { "local a, b = p.start, p.finish return a and b and a < b", "" },
  { "local a <const> = p.start return not a", "" },
  { "local s = p.size s = s or 3 return not s", "size" },
  { "local s = p.size if not s then return true end s = p.satisfaction return s > 3", "satisfaction size" },
  { "local s = p.size local function set() s = nil end set() return not s", "size" },
  { "local s = p.name local t = s return t == 'x'", "name" },
  { "local s = p.name local t = s return not t or t == 'x'", "" },
  { "local s = p.name local t = not s return t == false", "" },
  { "local s, t = (function() return p.name, p.phase end)() return s", "name phase" },
  { "local x = p.start do local x = p.finish if not x then return true end end return x == 1", "start" },
  -- lists
  { "return #p.risks > 0", "risks" },
  { "for _, r in ipairs(p.risks) do if r.owner then return r.owner == 'x' end end return true", "risks" },
  { "for _, r in ipairs(p.risks) do if not r.owner then goto continue end if r.owner == 'x' then return false end ::continue:: end return true", "risks" },
  { "for _, r in ipairs(p.risks) do if not r.owner then goto continue end note(1) ::continue:: if r.owner == 'x' then return false end end return true", "owner risks" },
  { "return all(p.risks, function(r) return r.owner end)", "risks" },
  { "return none(p.risks, function(r) return r.score > 3 and not r.owner end)", "risks score" },
  { "return sum(p.team, function(m) return m.allocation end) <= 1", "allocation team" },
  { "return sum(p.team, 'allocation') <= 1", "allocation team" },
  { "return any(p.risks, 'owner')", "owner risks" },
  { "local f = 'owner' return any(p.risks, f)", "owner risks" },
  { "return count(p.risks, { status = 'open', owner = p.name }) == 0", "name owner risks status" },
  { "return find(p.risks, { status = 'open' }).owner", "risks status" },
  { "return has(p.required_skills, 'name')", "required_skills" },
  { "return has(p.required_skills, p.name)", "name required_skills" },
  { "return p.risks and #p.risks > 0", "" },
  { "return p.risks[1].owner == 'x'", "owner risks" },
  { "for i = 1, #p.risks do if not p.risks[i].owner then return false end end return true", "risks" },
  { "local open = filter(p.risks, { status = 'open' }) return all(open, function(r) return r.owner end)", "risks status" },
  { "return any(p.risks, function(r) return any(p.team, function(m) return m.name == r.owner end) end)", "name owner risks team" },
  { "for owner, rows in pairs(group(p.risks, 'owner')) do for _, r in ipairs(rows) do if r.score > 3 then return false end end end return true", "owner risks score" },
  { "return max(p.size, 3) > 2 and max(1, p.satisfaction) > 2", "satisfaction size" },
  -- tables of Lua's own: their keys are no fields
  { "local t = { name = 1 } return t.name == 2", "" },
  { "local parts = goal_parts('x') return parts.metric == 'x' and parts.text ~= 'y'", "" },
  -- a record in a table can be exchanged between the guard and the use
  { "local t = { r = p } if not t.r.start then return true end t.r = find(p.goals, {}) return t.r.start == 1", "start goals" },
  { "local t = { r = p } if not t.r.start then return true end return t.r.start == 1", "" },
}
for _, case in ipairs(of_project) do sensitive(case[1], body(case[1]), case[2]) end

-- ---- the same through helpers ----

local with_helpers = {
  { "the result of a helper is tested", [[
    local function answered(risk) return risk.response and risk.owner end
    rule "r" { each = "risks", severity = "error", check = function(risk) return answered(risk) end }]], "" },
  { "the result of a helper is used", [[
    local function owner(risk) return risk.owner end
    rule "r" { each = "risks", severity = "error", check = function(risk) return owner(risk) == "x" end }]], "owner" },
  { "a helper is the check", [[
    local function answered(risk) return risk.response and risk.owner end
    rule "r" { each = "risks", severity = "error", check = answered }]], "" },
  { "a helper is the measure", [[
    local function score(risk) return risk.score end
    metric "r" { each = "risks", measure = score }]], "score" },
  { "a helper is an element function", [[
    local function owned(risk) return risk.owner end
    rule "r" { severity = "error", check = function(p) return all(p.risks, owned) end }]], "risks" },
  { "a helper gives the values of a sum", [[
    local function share(m) return m.allocation end
    rule "r" { severity = "error", check = function(p) return sum(p.team, share) < 1 end }]], "allocation team" },
  { "a helper only tests its argument", [[
    local function blank(v) return v == nil or v == "" end
    rule "r" { each = "goals", severity = "error", check = function(g) return not blank(g.metric) and not blank(g.unit) end }]], "" },
  { "a helper uses its argument", [[
    local function short(v) return #v < 3 end
    rule "r" { each = "goals", severity = "error", check = function(g) return short(g.metric) end }]], "metric" },
  { "a helper returns its argument", [[
    local function first(a, b) return a or b end
    rule "r" { each = "goals", severity = "error", check = function(g) return first(g.metric, g.unit) end }]], "" },
  { "a helper returns its argument, which is used", [[
    local function first(a, b) return a or b end
    rule "r" { each = "goals", severity = "error", check = function(g) return first(g.metric, g.unit) == "x" end }]], "unit" },
  { "a helper assigns its argument", [[
    local function f(a) a = a or 1 return a end
    rule "r" { each = "goals", severity = "error", check = function(g) return f(g.metric) end }]], "metric" },
  { "a helper gives its argument to another", [[
    local function used(v) return v == 3 end
    local function f(v) return used(v) end
    rule "r" { each = "goals", severity = "error", check = function(g) return f(g.target) end }]], "target" },
  { "a helper keeps its argument in a closure", [[
    local function f(v) return function() return v == 3 end end
    rule "r" { each = "goals", severity = "error", check = function(g) return f(g.target)() end }]], "target" },
  { "an inner helper uses the parameter of the outer one", [[
    local function f(v) local function inner() return v end return inner() == 3 end
    rule "r" { each = "goals", severity = "error", check = function(g) return f(g.target) end }]], "target" },
  { "a condition of several statements proves nothing", [[
    rule "r" { each = "risks", severity = "error", check = function(r) return r.score > 3 end,
      when = function(risk) if risk.response then return true end return risk.score end }]], "score" },
  { "a call gives several arguments", [[
    local function two(g) return g.metric, g.unit end
    local function same(a, b) return a and a == b end
    rule "r" { each = "goals", severity = "error", check = function(g) return same(two(g)) end }]], "metric unit" },
  { "recursion", [[
    local function walk(g, n) if n == 0 then return g.metric end return walk(g, n - 1) end
    rule "r" { each = "goals", severity = "error", check = function(g) return walk(g, 3) end }]], "" },
  { "recursion whose result is used", [[
    local function walk(g, n) if n == 0 then return g.metric end return walk(g, n - 1) == "x" end
    rule "r" { each = "goals", severity = "error", check = function(g) return walk(g, 3) end }]], "metric" },
  { "a helper that is declared before it is given", [[
    local f
    f = function(g) return g.metric end
    rule "r" { each = "goals", severity = "error", check = function(g) return f(g) end }]], "metric" },
  { "a helper under another name", [[
    local function metric_of(g) return g.metric end
    local other = metric_of
    rule "r" { each = "goals", severity = "error", check = function(g) return other(g) == "x" end }]], "metric" },
  { "a helper in a table", [[
    local H = {}
    function H.late(m) return m.due == m.baseline end
    rule "r" { each = "milestones", severity = "error", check = function(m) return H.late(m) end }]], "baseline due" },
  { "a table of helpers written out", [[
    local H = { late = function(m) return m.due == m.baseline end }
    rule "r" { each = "milestones", severity = "error", check = H.late }]], "baseline due" },
  { "helpers of helpers", [[
    local function score(r) return r.probability * r.impact end
    local function high(r) return score(r) >= 3 end
    rule "r" { each = "risks", severity = "error", when = high, check = function(risk) return risk.owner end }]], "impact probability" },
  { "a function that a helper made", [[
    local function above(n) return function(r) return r.score > n end end
    local high = above(3)
    rule "r" { each = "risks", severity = "error", check = high }]], "score" },
  { "a function that a call in the rule makes", [[
    local function above(n) return function(r) return r.score > n end end
    rule "r" { each = "risks", severity = "error", check = above(3) }]], "score" },
  { "a function that is stored somewhere when the file is loaded", [[
    local kept = {}
    local function keep(f) kept[#kept + 1] = f end
    keep(function(r) return r.score == 3 end)
    rule "r" { each = "risks", severity = "error", check = function(risk) return kept[1](risk) end }]], "score" },
  { "what another rule reads does not matter", [[
    rule "other" { each = "risks", severity = "error", check = function(risk) return risk.score == 3 end }
    local function unused(risk) return risk.owner == "x" end
    rule "r" { each = "risks", severity = "error", check = function(risk) return risk.response end }]], "" },
  { "the policy's condition counts for each rule", [[
    policy { when = function(project) return project.phase ~= "closed" end }
    rule "r" { each = "risks", severity = "error", check = function(risk) return risk.response end }]], "phase" },
  { "what `when` finds present is present in the check", [[
    rule "r" { each = "risks", severity = "error", when = function(risk) return risk.occurred_at ~= nil end,
      check = function(r) return in_time(r.responded_at, after(r.occurred_at, "24h")) end }]], "" },
  { "also when it is written below the check", [[
    rule "r" { each = "risks", severity = "error", check = function(r) return r.score > 3 and r.owner == "x" end,
      when = function(risk, project) return risk.score and project.start end }]], "owner" },
  { "a `when` that may be true without", [[
    rule "r" { each = "risks", severity = "error", check = function(r) return r.score > 3 end,
      when = function(risk) return risk.score or risk.owner end }]], "score" },
  { "field names that are not known", [[
    local function total(rows, field) return sum(rows, field) end
    rule "r" { severity = "error", check = function(p) return total(p.team, "allocation") > 1 end }]], table.concat((function()
      local all, seen = {}, {}
      for _, k in ipairs(schema.kinds) do
        for _, f in ipairs(k.fields) do
          if not seen[f.name] then all[#all + 1] = f.name end
          seen[f.name] = true
        end
      end
      return all
    end)(), " ") },
  { "a pattern with a name", [[
    local OPEN = { status = "open" }
    rule "r" { severity = "error", check = function(p) return count(p.risks, OPEN) == 0 end }]], "risks status" },
  { "needs", [[rule "r" { severity = "error", needs = { "retro.went_well", "retro.went_wrong" } }]], "" },
  { "each as a function", [[
    rule "r" { severity = "error", each = function(project) return project.risks end, check = function(risk) return risk.owner end, message = "{risk.owner}" }]], "risks" },
  { "each over nested lists", [[
    rule "r" { severity = "error", each = "contracts.payments", message = "{payment.due} {contract.name} {project.name}",
      check = function(payment, contract, project) return payment.paid_on or payment.due > contract.signed_on and project.start end }]], "due signed_on" },
  { "each below an object", [[
    rule "r" { severity = "error", each = "budget.lines", check = function(line, budget, project) return line.amount < budget.total and project.start end }]], "amount total" },
}
for _, case in ipairs(with_helpers) do sensitive(case[1], case[2], case[3]) end

-- ---- the twenty rules of the bench, written as one would ----

local bench = {
  { nil, 'return p.phase ~= "execution" or p.budget.spent <= 0.9 * p.budget.total', "budget phase spent total" },
  { nil, "return p.budget.spent + p.budget.committed <= p.budget.total", "budget committed spent total" },
  { nil, 'return (p.phase ~= "monitoring" and p.phase ~= "closing") or p.revenue.actual >= 0.8 * p.revenue.target', "actual phase revenue target" },
  { nil, 'return p.phase == "initiation" or p.documents.charter', "documents phase" },
  { nil, 'return p["end"] > p.start', "end start" },
  { nil, "return p.budget.total < 1000000 or p.documents.risk_register and p.documents.communication_plan", "budget documents total" },
  { nil, 'if p.phase ~= "closing" then return true end local s = p.satisfaction return s and s >= 70', "phase" },
  { nil, 'return p.name:match("^[A-Z][A-Z][A-Z]?%-%d%d%d%d .") ~= nil', "name" },
  { "goals", 'return x.metric and x.unit and x.owner and x.target ~= nil and x.target ~= x.baseline and x.due and x.due >= p.start and x.due <= p["end"]', "baseline end start" },
  { "risks", "return x.probability * x.impact < 3 or x.response and x.owner", "impact probability" },
  { "risks", 'return x.status ~= "open" or x.reviewed_on >= today()', "reviewed_on status" },
  { "milestones", "return x.done_on or x.due >= today()", "due" },
  { "milestones", "return days_between(x.baseline, x.due) <= 30", "baseline due" },
  { "incidents", "return x.severity < 3 or x.resolved_on ~= nil", "severity" },
  { nil, "local load = {} for _, m in ipairs(p.team) do load[m.name] = (load[m.name] or 0) + m.allocation if load[m.name] > 1 then return false end end return true", "allocation name team" },
  { "contracts", 'if p.phase ~= "execution" then return true end return x.signed_on and x.signed_on <= p.start and x.reviewed_by_legal', "phase start" },
  { "materials", 'local banned = phrases "banned" return #banned(x.text) == 0', "text" },
  { nil, 'return any(p.stakeholders, function(s) return s.role == "sponsor" and s.sign_off end)', "role stakeholders" },
  { "risks", "return not x.owner or any(p.team, function(m) return m.name == x.owner end)", "name team" },
  { nil, "for _, skill in ipairs(p.required_skills) do if not any(p.team, function(m) return has(m.skills, skill) end) then return false end end return true", "required_skills skills team" },
}
for i, case in ipairs(bench) do sensitive(("R%02d"):format(i), body(case[2], case[1]), case[3]) end

-- ---- the policy of the language's description ----

local language = [==[
policy {
  title  = "Risk register", owner = "pmo",
  when   = function(project) return project.phase ~= "closed" end,
  params = {
    high = number { 10, min = 1, max = 25 }, answer = steps { [15] = "24h", [0] = "5bd" },
    used = at_most { warning = "80%", error = "95%" }, gifts = at_most { "300 USD" },
  },
}
rule "high_risk_answered" {
  covers = "K-03.a", severity = "error", each = "risks",
  when = function(risk) return risk.status == "open" and risk.score >= param.high end,
  check = function(risk) return risk.response and risk.owner end,
  message = "risk {risk.name} scores {risk.score} and has no owned response",
}
rule "line_within_budget" {
  covers = "B-02.a", each = "budget.lines", limit = "used",
  measure = function(line) return ratio(line.actual + line.committed, line.amount) end,
  message = "line {line.name} is {measure} used; {limit} is the limit",
}
rule "occurred_risk_answered" {
  covers = "K-06.a", severity = "error", each = "risks",
  when = function(risk) return risk.occurred_at ~= nil end,
  check = function(risk) return in_time(risk.responded_at, after(risk.occurred_at, pick(param.answer, risk.score))) end,
  message = "risk {risk.name} was not answered in time",
}
rule "gifts_stay_small" {
  covers = "LG-01.b", across = "portfolio", each = "gifts", by = "recipient", limit = "gifts",
  measure = function(gifts) return sum(recent(gifts, "given_on", "12mo"), "value") end,
  message = "{recipient} was given {measure} in twelve months; {limit} is the limit",
}
]==]
do
  local clauses = { ["K-03.a"] = true, ["B-02.a"] = true, ["K-06.a"] = true, ["LG-01.b"] = true }
  local result = analyze.source(language, model { clauses = clauses })
  check(#result.diagnostics == 0, "the language's example", told(result))
  local function is(id, names, reads)
    local rule = result.rules[id]
    check(table.concat(rule.sensitive, " ") == words(names), id, table.concat(rule.sensitive, " "))
    if reads then check(table.concat(rule.reads, " ") == words(reads), id .. ": reads", table.concat(rule.reads, " ")) end
  end
  is("high_risk_answered", "phase status score", "project.phase project.risks risk.name risk.owner risk.response risk.score risk.status")
  is("line_within_budget", "phase actual amount committed", "budget.lines budget_line.actual budget_line.amount budget_line.committed budget_line.name project.budget project.phase")
  is("occurred_risk_answered", "phase score")
  is("gifts_stay_small", "phase given_on value")
  check(table.concat(result.all_sensitive, " ") == words "phase status score actual amount committed given_on value", "the file as a whole")
end

-- ---- parameters ----

local function uses(name, source, expected)
  local result = analyze.source('policy { params = { high = number { 1 }, low = number { 2 } } }\n' .. source, model())
  local got = result.rules.r.params
  check((type(got) == "table" and table.concat(got, " ") or got) == expected, name, type(got) == "table" and table.concat(got, " ") or got)
end
local function param_rule(text, before) return (before or "") .. '\nrule "r" { check = function(p) ' .. text .. " end }" end
uses("a parameter that is read", param_rule "return p.size < param.high", "high")
uses("none", param_rule "return p.size == 1", "")
uses("what another rule reads", 'rule "s" { check = function(p) return p.size < param.low end }' .. param_rule "return p.size < param.high", "high")
uses("a helper's", param_rule("return p.size < limit()", "local function limit() return param.low end"), "low")
uses("all, where it is passed on", param_rule "local all = param return all.high", "everything")
uses("all, by a key that is not known", param_rule "return param[p.name] == 1", "everything")
uses("all, where a library may read it", param_rule("return m.f(p)", 'local m = require "lib.m"'), "everything")
uses("in the policy's own condition", param_rule "return p.size == 1" .. '\npolicy { when = function(p) return p.size < param.low end }', "low")

-- ---- profiles ----

local function of_profile(source)
  local words = { profile = true, ipairs = true }
  local result = analyze.source(source, model { globals = words, left_out = { rule = "it is declared in a policy" } })
  local list = {}
  for i, d in ipairs(result.diagnostics) do list[i] = ("%d:%d %s %s"):format(d.line, d.column, d.code, d.hint or "") end
  return table.concat(list, "\n"), result
end
local function profile_case(name, source, expected) check(of_profile(source) == expected, name, of_profile(source)) end
profile_case("a sound profile", 'profile "a" { level = "type", match = function(p) return p.size > 1 end }', "")
profile_case("a field that is not there", 'profile "a" { match = { nam = "x" } }', "1:25 unknown-field did you mean 'name'?")
profile_case("nor in a function", 'profile "a" { match = function(p) return p.nam end }', "1:44 unknown-field did you mean 'name'?")
profile_case("words of policies", 'rule "a" { }', "1:1 unknown-global it is declared in a policy")
profile_case("a level without quotes", 'profile "a" { level = region }', '1:23 unknown-global quote it: level = "region"')
check(table.concat(select(2, of_profile 'profile "a" { match = function(p) return p.size > 1 end }').rules.a.sensitive, " ") == "size", "absence matters in a match")

-- ---- reads ----

local function reads(name, source, expected, extra)
  local result = analyze.source(source, model(extra))
  local got = result.rules.r.reads
  check((type(got) == "table" and table.concat(got, " ") or got) == (expected == "everything" and expected or words(expected)), name, type(got) == "table" and table.concat(got, " ") or got)
end
reads("typed reads", body "return p.budget.total > p.size", "budget.total project.budget project.size")
reads("a name on something unknown is that of any kind", [[
  local function late(m) return m.due end
  rule "r" { each = "milestones", severity = "error", check = function(m) return late(m) end }]], "project.milestones milestone.due goal.due payment.due")
reads("a key that is not known", body "local k = p.name return p[k]", "everything")
reads("pairs over a record", body "for k in pairs(p) do note(k) end return true", "everything")
reads("pairs over a list", body "for _, r in pairs(p.risks) do if r.owner then return true end end return false", "project.risks risk.owner")
reads("a library of which nothing is known", [[
  local lib = require "lib.money"
  rule "r" { severity = "error", check = function(p) return lib.f(p) end }]], "everything")
reads("a library that was analysed", [[
  local lib = require "lib.money"
  rule "r" { severity = "error", check = function(p) return lib.f(p) end }]], "project.size",
  { modules = { ["lib.money"] = { all_sensitive = { "size" }, all_reads = { "project.size" } } } })
reads("by, needs, each and messages", [[
  rule "r" { each = "contracts.payments", severity = "error", needs = "paid_on", message = "{payment.amount}" }]],
  "project.contracts contract.payments payment.paid_on payment.amount")
reads("a table that is made elsewhere", [[
  local spec = { each = "risks", severity = "error", check = function(r) return r.owner end }
  rule "r"(spec)]], "risk.owner goal.owner")

do
  local lib = analyze.source("local M = {} function M.f(p) return p.size end return M", model())
  check(#lib.diagnostics == 0 and table.concat(lib.all_sensitive, " ") == "size" and table.concat(lib.all_reads, " ") == "project.size", "a library's own analysis", told(lib))
  local loop = analyze.source([[
    for _, id in ipairs { "a", "b" } do
      rule(id) { each = "risks", severity = "error", check = function(r) return r.owner == id end, message = "{r.owner}" }
    end]], model())
  check(#loop.diagnostics == 0 and next(loop.rules) == nil and table.concat(loop.all_sensitive, " ") == "owner", "rules made in a loop", told(loop))
end

-- ---- mistakes ----

-- The one diagnostic is at this position, and its message and hint contain these texts. "@" instead of a position: where
-- the source has an "@".
local function mistake(source, position, message, hint, extra)
  if position == "@" then
    local before = source:match("^(.-)@")
    local _, lines = before:gsub("\n", "")
    position = ("%d:%d"):format(lines + 1, #before:match("[^\n]*$") + 1)
    source = source:gsub("@", "")
  end
  local result = analyze.source(source, model(extra))
  local d = result.diagnostics[1]
  local ok = d and ("%d:%d"):format(d.line, d.column) == position and d.message:find(message, 1, true) and d.code and d.width >= 1
    and (not hint or (d.hint or ""):find(hint, 1, true)) and #result.diagnostics == 1
  check(ok, "mistake: " .. message, told(result), d and d.hint or "", "\n" .. source)
end

mistake("local x =", "1:10", "a value is missing after '='")
mistake('rule "a" {\n  severity = "error"\n  check = 1 }', "2:21", 'a comma is missing after "error"', "write , here")
mistake("local s = 'abc\nlocal t", "1:11", "the text that begins here is not closed")
mistake("local function f()\n  if x then\n    return 1\nend\nrule 'r' {}", "4:1", "the 'if' of line 2 has no 'end'", "an end is missing before this")
mistake("\u{FEFF}local x = 1", "1:1", "byte order mark")
mistake("x = 1 y = = 2", "1:11", "a value is missing after '='")
mistake("local x = 1\nx += 1", "2:1", "no assignment that computes", "write x = x + ...")
mistake("rule 'a' {\n  x = 1,\n\nrule 'b' {\n}\n", "4:1", "the '{' of line 1 is not closed", "a } is missing before this")
mistake("rule 'a' { 15 = '24h' }", "1:12", "a key that is a number stands in brackets", "write [15] =")
mistake("rule 'a' { check = function(p) return p.name, message = 'm' }", "1:45", "an 'end' is missing", "before this comma")
mistake("local x = 1 == 1 and y ! 2", "1:24", "'!' means nothing in Lua")
mistake("local n = 1 end", "1:13", "there is one 'end' too many")
mistake(body "return p.phase == @'exection'", "@", "project.phase is never 'exection'", "execution")
mistake(body "return p.size < @'10'", "@", "a number is compared with a text", "without quotes: 10")
mistake(body "return @p.size", "@", "the check returns a number", "compare it")
mistake(body "return p.risks[@0] ~= nil", "@", "lists begin at 1")
mistake("local t = 'a' .. 1 + @'b'", "@", "a text is computed with", "..")
mistake(body "return older_than(p.start, @'5 days')", "@", "'5 days' is not a duration", "5d")
mistake(body "return p.start < date @'2026-02-30'", "@", "'2026-02-30' is not a day", "28 days")
mistake(body "return late(p)" .. "\nlocal function late(p) return p.size end", "1:75", "there is no 'late' here", "line 2")
mistake("local t = { high = 1, low = 2 }\n" .. body "return p.size < t.@hihg", "@", "the table has no 'hihg'", "high")
check(#analyze.source("local t = { high = 1 }\nfunction t.highs() return 2 end\n" .. body "return p.size < t.highs()", model()).diagnostics == 0, "a function given later is there")
mistake(body "return p.@bugdet.total", "@", "a project has no field 'bugdet'", "did you mean 'budget'?")
mistake(body("return x.@scroe > 1", "risks"), "@", "a risk has no field 'scroe'", "did you mean 'score'?")
mistake(body("return p.@finsh", "risks"), "@", "a project has no field 'finsh'", "finish")
mistake(body "local b = p.budget return b.@totl", "@", "a budget has no field 'totl'", "total")
mistake(body "for _, r in ipairs(p.risks) do if r.@ownr then return true end end return false", "@", "a risk has no field 'ownr'", "owner")
mistake(body "return any(p.risks, function(r) return r.@ownr end)", "@", "a risk has no field 'ownr'")
mistake(body "return sum(p.team, @'alocation') < 1", "@", "a member has no field 'alocation'", "allocation")
mistake(body "return count(p.risks, { @stats = 'open' }) < 1", "@", "a risk has no field 'stats'", "status")
mistake(body "return p.risks.@owner", "@", "a list has no field 'owner'", "ask its elements")
mistake(body "return p.size.@x", "@", "a number has no field 'x'")
mistake(body "return any(@p.budget, function(b) return b.total end)", "@", "any goes through a list; this is a budget")
mistake([[
local function late(m) return m.dues end
rule "r" { each = "milestones", severity = "error", check = function(m) return late(m) end }]], "1:33", "a milestone has no field 'dues'", "due")
mistake('rule "r" { each = "riks", check = function(r) return r.owner end, message = "{r.owner} {risk.name}" }', "1:19", "a project has no field 'riks'", "risks")
mistake('rule "r" { each = "budget.linse", check = function(r) return true end }', "1:19", "a budget has no field 'linse'", "lines")
mistake('rule "r" { each = "name", check = function(r) return true end }', "1:19", "'name' is not a list of records")
mistake('rule "r" { needs = { "retro.went_good" } }', "1:22", "a retro has no field 'went_good'")
mistake('rule "r" { across = "portfolio", each = "gifts", by = "recipent", measure = function(rows) return #rows end }', "1:55", "a gift has no field 'recipent'", "recipient")
mistake('rule "r" { severity = warning }', "1:23", "'warning' is not a variable", 'quote it: severity = "warning"')
mistake(body "return @eny(p.risks)", "@", "there is no 'eny' here", "did you mean 'any'?")
mistake("local treshold = 1 note(threshold)", "1:25", "there is no 'threshold' here", "did you mean 'treshold'?")
mistake("total = 3", "1:1", "'total' is not a local variable", "write local")
mistake("any = 3", "1:1", "'any' is not a local variable", "word of plumb")
mistake("print(1)", "1:1", "there is no 'print' here", "note(...)", { left_out = { print = "note(...) shows values in explain" } })
mistake("local e = _ENV", "1:11", "no _ENV")
mistake("local n = ...", "1:11", "`...` means nothing outside of a function")
mistake("local __T = 1", "1:7", "'__T' is used by plumb itself")
mistake("local n = 0\n" .. body "@n = n + 1 return n > 1", "@", "'n' belongs to the file and outlives this evaluation")
mistake(body "@p.name = 'x' return true", "@", "a project is read-only")
mistake(body "return param.@hihg > 1", "@", "no parameter 'hihg'", "declare it")
mistake("policy { params = { high = number { 1 } } }\n" .. body "return param.@hihg > 1", "@", "no parameter 'hihg'", "did you mean 'high'?")
mistake(body "return p.discount < @20", "@", "a percent is compared with 20", '"20%"')
mistake('rule "r" { each = "risks", check = function(risk) return risk.owner end, message = "{risk.nam}" }', "1:85", "a risk has no field 'nam'", "name")
mistake('rule "r" { each = "risks", check = function(risk) return risk.owner end, remedy = "{rsk.name}" }', "1:84", "there is no 'rsk' here", "risk")
mistake('rule "r" { each = "risks", check = function(risk) return risk.owner end, message = "{name}" }', "1:85", "there is no 'name' here", "'{risk.name}'")
mistake('rule "r" { check = function(p) return p.name end, message = "{a b}" }', "1:62", "no path of names", "{{")
mistake('rule "r" { check = function(p) return false, { gap = 1 } end, message = "{gop}" }', "1:74", "there is no 'gop'", "gap")
mistake('rule "r" { covers = { "K-03.x" }, check = function(p) return true end }', "1:23", "the standard has no clause 'K-03.x'", "K-03.a", { clauses = { ["K-03.a"] = true } })
mistake('rule "r" { check = function(p) p.budget:foo() return true end }', "1:41", "a budget has no field 'foo'")
mistake('rule "r" { check = function(p) note(p.name) end }', "1:20", "never returns a value", "return")
mistake(("("):rep(300000), "1:1", "nested too deeply")

-- ---- what is no mistake ----

local fine = {
  [[rule "r" { check = function(p) return false, { gap = p.size } end, message = "{gap} {{brace} {measure}" }]],
  [[local function f(p) return p.size end rule "r" { check = function(p) return f(p) end, message = "{anything}" }]],
  [[rule "r" { each = "risks", check = function(risk) return risk.owner end, message = "{risk.name} {project.name}" }]],
  [[rule "r" { each = "risks", needs = { "owner" }, message = "{risk.name}: {missing}" }]],
  [[local function opts(o) return o.anything end note(opts { anything = 1 })]],
  [[local function parts(o) return o.whatever end rule "r" { check = function(p) return parts(goal_parts(p.name)) end }]],
  [[rule "r" { each = function(p) return phrases("x")(p.name) end, check = function(hit) return hit.level ~= "banned" end, message = "{hit.term}" }]],
  [[local t = { 1, 2 } for i, v in ipairs(t) do note(i, v) end]],
  [[local function f() local n = 0 local function g() n = n + 1 end g() return n end note(f())]],
  [[rule "r" { check = function(p) return p.discount < 0.2 and p.discount <= 1 end }]],
  [[rule "r" { check = function(p) return all(p.goals, function(g) local parts = goal_parts(g.text) return parts.metrics end) end }]],
  [[local names = {} for _, n in ipairs { "a" } do names[n] = true end rule "r" { check = function(p) return names[p.name] end }]],
  [[rule "r" { check = function(p) goto done ::done:: return p.name:upper():len() > 2 and ("x"):rep(2) ~= string.rep("y", 3) end }]],
}
for _, source in ipairs(fine) do
  local result = analyze.source(source, model())
  check(#result.diagnostics == 0, "fine: " .. source, told(result))
end

do
  local result = analyze.source(body "return p.extra == 1", model { lenient = true })
  check(#result.diagnostics == 0, "lenient: unknown fields are read", told(result))
  local made = analyze.source("local function counter()\n  local n = 0\n  return function()\n    n = n + 1\n    return n\n  end\nend", model())
  check(#made.assigns == 1 and made.assigns[1].line == 3 and made.assigns[1].last_line == 6 and #made.diagnostics == 0, "functions that assign outer variables")
  local many = analyze.source(body "return p.a1 and p.b2\n and p.c3 and\n x" , model())
  check(#many.diagnostics == 4 and many.diagnostics[1].line == 1 and many.diagnostics[4].line == 3, "all mistakes at once, in order", told(many))
  local wide = analyze.source("note('上海', bugdet)", model())
  check(wide.diagnostics[1].column == 12 and wide.diagnostics[1].width == 6, "columns count code points")
end

-- ---- what a project was ----

-- Expects the one diagnostic of a body, with its hint.
local function mistake(text, message, hint, each)
  local result = analyze.source(body(text, each), model())
  local d = result.diagnostics[1] or {}
  check(#result.diagnostics == 1 and d.message == message and d.hint == hint, "mistake: " .. text, told(result), d.hint)
end

mistake("return history(p, 'name')", "the field 'name' of a project is not tracked: no history is kept of it", "tracked are finish, phase, satisfaction")
mistake("return history(p, 'satisfation')", "a project has no field 'satisfation'", "did you mean 'satisfaction'?")
mistake("return history(p, 'goals.forecast')", "'goals' is a list", "ask one of its elements: each = ..., or a loop")
mistake("return history(p.goals, 'forecast')", "history is asked of a record; this is a list", "ask one of its elements: each = ..., or a loop")
mistake("return changes(p, 'budgt')", "a project has no field 'budgt'", "did you mean 'budget'?")
mistake("return entered(p, 'exection')", "'phase' is never 'exection'", "did you mean 'execution'?")
mistake("return entered(p, 'x', 'finish')", "'finish' has no names to enter", nil)
mistake("return entered(p, 'closed', 'name')", "the field 'name' of a project is not tracked: no history is kept of it", "tracked are finish, phase, satisfaction")
mistake("return falling(p.risks, 3, 'scroe')", "a risk has no field 'scroe'", "did you mean 'score'?")
mistake("return newest(p.risks, 'reviewd_on')", "a risk has no field 'reviewd_on'", "did you mean 'reviewed_on'?")
mistake("return entered(p, 'closed') == p.finish", "a datetime is compared with a date: they are never equal", "compare dates with dates, moments with moments")
do
  local function uses(text) return analyze.source(text, model()).history end
  check(uses(body "return history(p, 'finish')") and uses(body "return changes(p, 'goals')") and uses(body "return entered(p, 'closed')"), "history is used")
  check(uses "local was = history\nnote(was)", "by another name, too")
  check(not uses(body "return p.name") and not uses "local history = {} note(history)" and not uses(body "return newest(p.risks, 'reviewed_on')"), "history is not used")
  local result = analyze.source(body("return rising(history(x, 'forecast'), 2) and newest(p.incidents)", "goals"), model())
  local reads = result.rules.r.reads
  check(type(reads) == "table" and table.concat(reads, " "):find("goal.forecast incident.resolved_on", 1, true), "what they read counts as read", reads and told(result))
end

-- ---- hostile texts end in a result ----

for name, text in pairs {
  brackets = ("{"):rep(10000), parens = "return " .. ("("):rep(10000) .. "1" .. (")"):rep(10000), nots = "return " .. ("not "):rep(20000) .. "1",
  concats = "return 1" .. ("..1"):rep(20000), ors = "local x = {} return x.a" .. (" or x.a"):rep(5000), ands = body("return p.a" .. (" and p.a"):rep(2000)),
  blocks = ("do "):rep(5000) .. ("end "):rep(5000), functions = ("local function f() "):rep(5000) .. ("end "):rep(5000),
  nul = "return '\0'", bytes = "\xff\xfe return", empty = "", comment = "-- only", calls = "note" .. ("()"):rep(20000),
} do
  local before = os.clock()
  local ok, result = pcall(analyze.source, text, model())
  check(ok and type(result.diagnostics) == "table", "hostile: " .. name, result)
  check(os.clock() - before < 3, "hostile: " .. name .. " takes its time", os.clock() - before)
end
local shared = os.getenv("PLUMB_SHARED") or "../shared"
local listing = io.popen("ls '" .. shared .. "'/samples/hostile/*.lua 2>/dev/null")
for path in listing:lines() do
  local file = assert(io.open(path, "rb"))
  local ok, result = pcall(analyze.source, file:read("a"), model())
  file:close()
  check(ok and type(result.diagnostics) == "table", path, result)
end
listing:close()

-- ---- which verdicts a rule reads ----

-- Expects the filters of rule "r" as "line:column key=value,value ...", and no diagnostics.
local function asks(name, source, expected)
  local m = model()
  m.globals.findings, m.globals.empty = true, true
  local result = analyze.source(source, m)
  local list = {}
  for _, call in ipairs(result.rules.r.findings) do
    local keys, parts = {}, { ("%d:%d"):format(call.line, call.column) }
    for key in pairs(call.filter) do keys[#keys + 1] = key end
    table.sort(keys)
    for _, key in ipairs(keys) do
      local value = call.filter[key]
      parts[#parts + 1] = key .. "=" .. (type(value) == "table" and table.concat(value, ",") or tostring(value))
    end
    list[#list + 1] = table.concat(parts, " ")
  end
  local got = #result.diagnostics == 0 and table.concat(list, " | ") or told(result)
  check(got == expected, "findings: " .. name, "\n  got      " .. got .. "\n  expected " .. expected)
end

local function reader(text, before) return (before or "") .. '\nrule "r" { severity = "error", message = "m", check = function(p) ' .. text .. " end }" end

asks("of the rule itself", reader 'return #findings { tag = "cost", severity = { "error" }, waived = true } == 0', "2:75 severity=error tag=cost waived=true")
asks("none", reader "return true", "")
asks("everything", reader "return #findings {} == 0", "2:75")
asks("of a helper, and of what that calls", reader("return b()", 'local function a() return findings { rule = "x" } end local function b() return a() or findings { rule = "y" } end'), "1:27 rule=x | 1:88 rule=y")
asks("not of another rule", reader("return true", 'rule "q" { severity = "error", message = "m", check = function(p) return #findings { tag = "t" } == 0 end }'), "")
asks("not of a helper that it does not call", reader("return p.name", "local function a() return findings {} end"), "")
asks("in when and in each", 'rule "r" { severity = "error", message = "m", when = function(p) return findings { tag = "a" }[1] end,\n'
  .. 'each = function(p) return findings { tag = "b" } end, check = function(f) return f.verdict == "fail" end }', "1:73 tag=a | 2:27 tag=b")
asks("in a loop", reader 'for _, f in ipairs(findings { policy = { "a", "b" } }) do if f.severity == "error" then return false end end return true', "2:86 policy=a,b")

local function refuses(text, message, before)
  local m = model()
  m.globals.findings = true
  local got = told(analyze.source(reader(text, before), m))
  check(got:find(message, 1, true), "findings refuses: " .. text, got)
end

refuses("return findings()", "2:74: findings is followed by a filter that is written out [not-literal]")
refuses("return findings(p)", "2:74: findings is followed by a filter that is written out [not-literal]")
refuses('return findings { "cost" }', "2:85: findings: a filter says what it asks for by name [not-literal]")
refuses("return findings { [p.name] = 'x' }", "2:86: findings: a filter says what it asks for by name [not-literal]")
refuses("return findings { tag = p.name }", "2:91: findings: tag is a text or a list of texts, written out [not-literal]")
refuses("return findings { tag = { p.name } }", "2:91: findings: tag is a text or a list of texts, written out [not-literal]")
refuses("return findings { tag = {} }", "2:91: findings: tag is a text or a list of texts, written out [not-literal]")
refuses("return findings { trial = p.name }", "2:93: findings: trial is true or false, written out [not-literal]")
refuses("return findings { taag = 'x' }", "2:85: findings has no key 'taag' [unknown-key]")
refuses("return findings { severity = { 'error', 'high' } }", "2:107: findings: no severity is called 'high' [unknown-value]")
refuses("return findings { verdict = 'pass' }", "2:95: findings: no verdict is called 'pass' [unknown-value]")
refuses("local f = findings return f {}", "2:77: findings is called right where it is named [not-literal]")
refuses("return any(findings {}, 'elment')", "2:91: a finding has no field 'elment' [unknown-field]")
refuses("return true", "1:38: findings is for functions of a rule whose id is written out", "policy { when = function(p) return #(findings {}) == 0 end }")
refuses("return #all == 0", "1:13: findings is for functions of a rule", "local all = findings {}")
refuses("return true", "1:38: findings is for functions of a rule", "for i = 1, 3 do local x = function() findings {} end rule('r' .. i) { check = x } end")

-- ---- is the time only compared? ----

for _, case in ipairs {
  { "return a < today()", true, false }, { "return today() >= a and now() < b", true, true }, { "return a + '3d' <= today()", true, false },
  { "return a == today()", false, false }, { "return now() ~= a or now() < b", false, false }, { "local t = today() return t < a or today() < a", false, false },
  { "return today() - a > 3 or today() < now()", false, true }, { "return (today()) < a", false, false }, { "return f(today())", false, false },
  { "return { [today()] = now() < a }", false, true }, { "local t = today return t() < a", false, false }, { "return today(1) < a", false, false },
  { "return not (today() < a)", true, false }, { "local now = 3 return now < a", false, false }, { "local x = require 'lib.x' return today() < a", false, false },
  { "return _ENV.now() < a or now() < a", false, false }, { "return a.today < b.now", false, false }, { "return true", false, false },
} do
  local compared = analyze.source(case[1], { schema = { root = "p", kinds = { { name = "p", fields = {} } } }, globals = {} }).compared
  check(compared.today == case[2] and compared.now == case[3], "the time is only compared: " .. case[1], compared.today, compared.now)
end

print(("%d passed, %d failed"):format(passed, failed))
os.exit(failed == 0)
