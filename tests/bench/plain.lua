-- SPDX-License-Identifier: MIT
-- The yardstick: the 20 rules as plain Lua 5.4 functions over tables, without sandbox, schema or explanations.
--   lua5.4 tests/bench/plain.lua PORTFOLIO.ndjson [DOCS]
-- Prints one line a measure: name, value. JSON comes in through lua-cjson (C).
local cjson = require "cjson"
local null, TODAY = cjson.null, "2026-06-30"
local TODAY_7, TODAY_90 = "2026-06-23", "2026-04-01"

local function empty(v) return v == "" or v == null or v == nil end
local function days(iso) -- days since 1970-01-01
  local y, m, d = tonumber(iso:sub(1, 4)), tonumber(iso:sub(6, 7)), tonumber(iso:sub(9, 10))
  if m <= 2 then y, m = y - 1, m + 12 end
  return 365 * y + y // 4 - y // 100 + y // 400 + (153 * (m - 3) + 2) // 5 + d
end
local BANNED = { "guaranteed returns", "risk free", "no side effects", "100% safe", "best in the world", "act now",
  "miracle cure", "zero emissions", "limited time only", "clinically proven" }

local threshold = 3
local rules = {
  function(p) return p.phase == "execution" and p.budget.spent > 0.9 * p.budget.total end,
  function(p) return p.budget.spent + p.budget.committed > p.budget.total end,
  function(p) return (p.phase == "monitoring" or p.phase == "closing") and p.revenue.actual < 0.8 * p.revenue.target end,
  function(p) return p.phase ~= "initiation" and not p.documents.charter end,
  function(p) return p["end"] <= p.start end,
  function(p) return p.budget.total >= 1000000 and not (p.documents.risk_register and p.documents.communication_plan) end,
  function(p) return p.phase == "closing" and (p.satisfaction == null or p.satisfaction < 70) end,
  function(p) return not (p.name:find("^%u%u%-%d%d%d%d .") or p.name:find("^%u%u%u%-%d%d%d%d .")) end,
  function(p)
    for _, g in ipairs(p.goals) do
      if empty(g.metric) or empty(g.unit) or empty(g.owner) or g.target == null or g.target == g.baseline
        or g.due == null or g.due < p.start or g.due > p["end"] then return true end
    end
    return false
  end,
  function(p)
    for _, r in ipairs(p.risks) do
      if r.probability * r.impact >= threshold and (empty(r.response) or empty(r.owner)) then return true end
    end
    return false
  end,
  function(p)
    for _, r in ipairs(p.risks) do if r.status == "open" and r.reviewed_on < TODAY_90 then return true end end
    return false
  end,
  function(p)
    for _, m in ipairs(p.milestones) do if m.done_on == null and m.due < TODAY_7 then return true end end
    return false
  end,
  function(p)
    for _, m in ipairs(p.milestones) do if days(m.due) - days(m.baseline) > 30 then return true end end
    return false
  end,
  function(p)
    for _, i in ipairs(p.incidents) do if i.severity >= 3 and i.resolved_on == null then return true end end
    return false
  end,
  function(p)
    local load = {}
    for _, m in ipairs(p.team) do
      local total = (load[m.name] or 0) + m.allocation
      if total > 1 then return true end
      load[m.name] = total
    end
    return false
  end,
  function(p)
    if p.phase ~= "execution" and p.phase ~= "monitoring" and p.phase ~= "closing" then return false end
    for _, c in ipairs(p.contracts) do
      if c.signed_on == null or c.signed_on > p.start or not c.reviewed_by_legal then return true end
    end
    return false
  end,
  function(p)
    for _, m in ipairs(p.materials) do
      local text = m.text:lower()
      for i = 1, #BANNED do if text:find(BANNED[i], 1, true) then return true end end
    end
    return false
  end,
  function(p)
    for _, s in ipairs(p.stakeholders) do if s.role == "sponsor" and s.sign_off then return false end end
    return true
  end,
  function(p)
    local names = {}
    for _, m in ipairs(p.team) do names[m.name] = true end
    for _, r in ipairs(p.risks) do if not empty(r.owner) and not names[r.owner] then return true end end
    return false
  end,
  function(p)
    local have = {}
    for _, m in ipairs(p.team) do for _, s in ipairs(m.skills) do have[s] = true end end
    for _, s in ipairs(p.required_skills) do if not have[s] then return true end end
    return false
  end,
}

local function judge(p, counts)
  for k = 1, #rules do if rules[k](p) then counts[k] = counts[k] + 1 end end
end
local function zeros()
  local t = {}
  for k = 1, #rules do t[k] = 0 end
  return t
end

local path, limit = arg[1], tonumber(arg[2] or math.huge)
if arg[2] == "file" then -- the whole file, as a program would: read, judge, count
  local counts = zeros()
  for line in io.lines(path) do judge(cjson.decode(line), counts) end
  print("counts " .. table.concat(counts, " "))
  return
end
local lines = {}
for line in io.lines(path) do
  lines[#lines + 1] = line
  if #lines >= limit then break end
end
local counts, clock = zeros(), os.clock()
for _, line in ipairs(lines) do judge(cjson.decode(line), counts) end
print(("json_to_verdicts %.0f"):format(#lines / (os.clock() - clock)))
print("counts " .. table.concat(counts, " "))
local docs = {}
for i, line in ipairs(lines) do docs[i] = cjson.decode(line) end
lines = nil
collectgarbage()
clock = os.clock()
counts = zeros()
for _, p in ipairs(docs) do judge(p, counts) end
print(("in_memory %.0f"):format(#docs * #rules / (os.clock() - clock)))
threshold, clock = 2.5, os.clock()
local n = 0
for _, p in ipairs(docs) do if rules[10](p) then n = n + 1 end end
print(("changed_rule %.4f"):format(os.clock() - clock))
