-- SPDX-License-Identifier: MIT
-- Prints a portfolio of believable sales projects, a JSON document a line.
--   lua5.4 scripts/sample_portfolio.lua [COUNT] [TODAY] [EDITION] > portfolio.ndjson          default: 300 2026-06-30 1
-- Deterministic: the first N projects are the same whatever COUNT is. In edition 2 something has happened in every eighth
-- project: other things are wrong there, as if it were the same portfolio a little later. The parts below and those of
-- sample_watch.lua make an orderly project; sample_flaws.lua says what can go wrong, and `spoil` how often it does.
local here = arg[0]:match("^(.*)/[^/]*$") or "."
local data = dofile(here .. "/sample_data.lua")
local COUNT, LAST_EDITION = tonumber(arg[1] or 300), tonumber(arg[3] or 1)
local EDITION = 1

-- ---- chance: a small generator of its own, the same on every machine ----

local state
local function seed(i) state = (i * 2654435761 + 1013904223) & 0xffffffff end
local function random() -- [0, 1)
  state = (state + 0x6d2b79f5) & 0xffffffff
  local t = state
  t = ((t ~ (t >> 15)) * (t | 1)) & 0xffffffff
  t = t ~ ((t + ((t ~ (t >> 7)) * (t | 61))) & 0xffffffff)
  return ((t ~ (t >> 14)) & 0xffffffff) / 4294967296
end
local function int(low, high) return low + math.floor(random() * (high - low + 1)) end
local function pick(list) return list[int(1, #list)] end
local function sometimes(chance) return random() < chance end

-- ---- days: counted from 1970-01-01 ----

local function iso(days)
  local z = days + 719468
  local era, doe = z // 146097, z % 146097
  local yoe = (doe - doe // 1460 + doe // 36524 - doe // 146096) // 365
  local doy = doe - (365 * yoe + yoe // 4 - yoe // 100)
  local mp = (5 * doy + 2) // 153
  local m = mp < 10 and mp + 3 or mp - 9
  return ("%04d-%02d-%02d"):format(yoe + era * 400 + (m <= 2 and 1 or 0), m, doy - (153 * mp + 2) // 5 + 1)
end
-- The day n days after one that is written.
local function later(text, n)
  local y, m, d = text:match("(%d+)-(%d+)-(%d+)")
  y, m, d = tonumber(y), tonumber(m), tonumber(d)
  if m <= 2 then y, m = y - 1, m + 12 end
  return iso(y * 365 + y // 4 - y // 100 + y // 400 + (153 * (m - 3) + 2) // 5 + d - 719469 + n)
end
local TODAY = 0
while iso(TODAY) < (arg[2] or "2026-06-30") do TODAY = TODAY + 1 end
assert(later("2026-06-30", 0) == "2026-06-30" and later("2026-02-28", 1) == "2026-03-01")

-- ---- JSON ----

local function quote(s)
  return '"' .. s:gsub('[%c"\\]', function(c) return ("\\u%04x"):format(c:byte()) end) .. '"'
end
local function json(v)
  if type(v) == "string" then return quote(v) end
  if type(v) ~= "table" then return math.type(v) == "float" and v == math.floor(v) and ("%d"):format(v) or tostring(v) end
  local parts = {}
  if #v > 0 or next(v) == nil then
    for i, item in ipairs(v) do parts[i] = json(item) end
    return "[" .. table.concat(parts, ",") .. "]"
  end
  local keys = {}
  for key in pairs(v) do keys[#keys + 1] = key end
  table.sort(keys)
  for i, key in ipairs(keys) do parts[i] = quote(key) .. ":" .. json(v[key]) end
  return "{" .. table.concat(parts, ",") .. "}"
end

-- ---- the parts of a project; p is the project, c what the parts share ----

local PHASES = { "initiation", "planning", "execution", "execution", "execution", "monitoring", "closing", "closed" }

local function region_of()
  local total = 0
  for _, r in ipairs(data.regions) do total = total + r.weight end
  local at = int(1, total)
  for _, r in ipairs(data.regions) do
    at = at - r.weight
    if at <= 0 then return r end
  end
end

local function person(c) return pick(c.people) end
local function at(c, day, clock) return iso(day) .. "T" .. (clock or "10:00:00") .. c.region.zone end

local function goals(p, c)
  local metric, growth = pick(data.metrics), int(6, 18)
  local place, product = data.places[c.lang][c.region.country], c.product
  local baseline = int(20, 300) * 1000
  local due = c.finish - int(1, 4)
  local year, quarter = iso(due):sub(1, 4), (tonumber(iso(due):sub(6, 7)) + 2) // 3
  local text = c.zh and ("%s年第%s季度%s%s%s增长%d%%"):format(year, ({ "一", "二", "三", "四" })[quarter], place, product, metric.zh, growth)
    or ("Grow %s of %s in %s by %d%% by the %s quarter of %s"):format(metric.en, product, place, growth, ({ "first", "second", "third", "fourth" })[quarter], year)
  local goal = {
    id = "G1", name = metric[c.lang], text = text, owner = p.owner, status = "active", approved_by = c.sponsor, approved_at = at(c, c.start - 6),
    metric_name = metric[c.lang], unit = p.currency, baseline = baseline, target = math.floor(baseline * (1 + growth / 100)),
    current = math.floor(baseline * (1 + growth / 100 * c.progress)), forecast = math.floor(baseline * (1 + growth / 95)),
    product = product, region = place, target_segment = c.zh and "连锁渠道" or "retail chains", data_source = "ERP", frequency = "30d",
    measurements = { { date = iso(TODAY - int(31, 50)), value = baseline, source = "ERP" }, { date = iso(TODAY - int(2, 20)), value = math.floor(baseline * 1.04), source = "ERP" } },
    best_growth = growth + int(0, 6), best_run_rate = math.floor(baseline * growth / 100), required_effort = int(90, 160), parent_objective = "O1",
    start = p.start, due = iso(due),
  }
  if c.phase == "closed" then goal.status = "achieved" end
  p.goals = { goal }
  p.objectives = { { id = "O1", name = c.zh and "扩大重点业务" or "Grow the core business", owner = c.sponsor, status = "live", valid_to = "2027-12-31" } }
  p.market_trend = { rate = int(3, 9), source = c.zh and "行业协会 2025" or "trade association, 2025" }
  p.capacity = { person_days = 240, required_days = int(120, 195) }
end

local function risks(p, c)
  p.risks, p.contingencies = {}, {}
  for k, r in ipairs(data.risks) do
    local probability, impact = int(1, 3), int(1, 3)
    if sometimes(0.08) then probability, impact = int(3, 4), int(4, 4) end
    local score = probability * impact
    local name, high = r[c.lang], probability * impact >= 10
    local risk = {
      id = "R" .. k, name = name, category = r.category, cause = c.zh and "外部环境变化" or "changes outside", event = name,
      effect = c.zh and "目标无法按期实现" or "the goal is missed", identified_on = iso(c.start + 3), owner = person(c), status = "open",
      probability = probability, impact = impact, assessed_on = iso(TODAY - int(1, 6)), last_reviewed_on = iso(TODAY - int(1, 6)),
      indicator = c.zh and "每周订单" or "weekly orders", trigger = c.zh and "一个月内下降五分之一" or "down by a fifth in a month",
    }
    if high then
      risk.strategy, risk.response = "mitigate", data.responses[c.lang][k]
      risk.contingency = c.zh and "启用备用方案" or "switch to the fallback plan"
      risk.actions = { { id = "A1", text = risk.response, owner = risk.owner, due = iso(TODAY + int(10, 40)), status = "in_progress" } }
      if score >= 15 then
        p.contingencies[#p.contingencies + 1] = { risk = risk.id, trigger = risk.trigger, steps = { risk.contingency }, owner = risk.owner, tested_on = iso(TODAY - 40) }
      end
    end
    if c.phase == "closed" then risk.status, risk.closing_reason = "closed", c.zh and "项目结束" or "project over" end
    p.risks[k] = risk
  end
end

local function money(p, c)
  local total, used = p.value * 0.6 // 100 * 100, c.share * 0.9
  local lines, sum = {}, 0
  for k, line in ipairs(data.lines) do
    local amount = math.floor(total * line.share)
    local share = used * (0.85 + 0.2 * random()) * 0.8
    lines[k] = { id = "B" .. k, name = line[c.lang], category = line.category, amount = amount, actual = math.floor(amount * share), committed = math.floor(amount * 0.03), owner = p.owner }
    sum = sum + amount
  end
  local contingency = total - sum
  p.budget = { total = total, lines = lines, contingency = contingency, reserve = 0, approved_total = total, approved_by = c.sponsor, approved_level = "director",
    approved_on = p.approved_on, baseline = total, baseline_on = p.start, spent = math.floor(total * used * 0.9) }
  local bac, pv = total, math.floor(total * used)
  local ev = math.floor(pv * (0.97 + 0.05 * random()))
  local ac = math.floor(ev * (0.98 + 0.05 * random()))
  if pv > 0 then p.evm = { date = iso(TODAY - int(1, 6)), bac = bac, pv = pv, ev = ev, ac = ac } end
  local price = math.floor(p.value)
  local cost = math.floor(price * (0.55 + 0.1 * random()))
  p.deals = { { id = "D1", name = p.name, customer = p.customer, stage = "won", list_price = math.floor(price / 0.95), price = price, cost = cost, discount = 5, quoted_margin = 36,
    quoted_on = iso(c.start - 30), approver = c.sponsor, approver_level = "manager", approved_at = at(c, c.start - 28), close_on = iso(c.start - 10), last_activity_on = iso(TODAY - 3) } }
end

local function schedule(p, c)
  p.milestones = {}
  local span, n = c.finish - c.start, #data.milestones.en
  for k = 1, n do
    local due = c.start + span * k // (n + 1)
    local m = { id = "M" .. k, name = data.milestones[c.lang][k], phase = k == 1 and "initiation" or k == n and "closing" or "execution", baseline = iso(due), due = iso(due),
      forecast = iso(due), criteria = { c.zh and "客户签字" or "signed by the customer" }, criteria_met = due < TODAY, owner = p.owner, critical = k == n, goal = "G1", status = "planned" }
    if due < TODAY then m.done_on, m.status, m.percent, m.inspection_result = iso(due - int(0, 3)), "reached", 100, "pass" else m.percent = 0 end
    p.milestones[k] = m
  end
  local begin, finish = c.start + 25, c.finish - 40
  if c.running then begin, finish = TODAY - 10, math.min(TODAY + 60, c.finish - 10) end
  p.tasks = {
    { id = "T1", name = c.zh and "准备方案" or "prepare the offer", status = "done", owner = c.people[1], assignees = { c.people[1] }, percent = 100,
      baseline_start = iso(c.start), baseline_finish = iso(c.start + 20), start = iso(c.start), finish = iso(c.start + 20), actual_start = iso(c.start), actual_finish = iso(c.start + 19), updated_at = at(c, c.start + 20) },
    { id = "T2", name = c.zh and "实施推广" or "run the rollout", owner = c.people[2], assignees = { c.people[2] }, baseline_start = iso(begin), baseline_finish = iso(finish),
      start = iso(begin), finish = iso(finish), resource_types = { "human", "material" }, required_skills = { { skill = c.zh and "谈判" or "negotiation", level = 3 } },
      status = c.running and "in_progress" or c.started and "done" or "planned", percent = c.running and 40 or c.started and 100 or 0, actual_start = c.started and iso(begin) or nil,
      actual_finish = c.started and not c.running and iso(finish) or nil, updated_at = at(c, math.min(TODAY - int(0, 4), finish)) },
  }
  p.schedule = { baseline_finish = iso(c.finish), forecast_finish = iso(c.finish), cpli = 1.0, bei = 1.0, critical_path_length = c.finish - c.start }
  p.progress_checks = { { date = iso(TODAY - int(1, 5)), by = p.owner, findings = c.zh and "按计划进行" or "as planned" } }
end

local function contracts(p, c)
  local signed = c.start - int(3, 25)
  local contract = { id = "C1", number = ("C-%05d"):format(int(10000, 99999)), title = p.name, party = p.customer, required = true, value = math.floor(p.value), status = "active",
    reviewed_by_legal = true, reviewed_on = iso(signed - 5), signed_on = iso(signed), signed_by = c.sponsor, start = iso(signed), finish = iso(c.finish + 120), renewal = "undecided",
    deposit = math.floor(p.value * 0.1), payment_days = 30, pay_when_paid = false,
    variations = {}, obligations = { { id = "OB1", clause = "4.2", text = c.zh and "按期交付" or "deliver on time", owner = p.owner, due = iso(TODAY + int(20, 90)), status = "open" } } }
  if c.started then contract.work_started_on = p.start end
  p.contracts, p.contract_required, p.receivables = { contract }, true, {}
  if c.started then
    local due = TODAY - 20
    p.receivables = { { id = "RC1", invoice = ("INV-%04d"):format(int(1000, 9999)), customer = p.customer, amount = math.floor(p.value * 0.2), invoiced_on = iso(due - 30), due = iso(due), paid_on = iso(due - 2) } }
  end
end

local function brand(p, c)
  local text = pick(data.texts[c.lang])
  local claim = c.zh and "送货一周内到达" or "delivered within a week"
  p.materials = { { id = "leaflet", name = c.zh and "宣传单" or "Leaflet", type = "leaflet", channel = "shops", language = c.lang, public = true, text = text:format(c.product),
    tone = "friendly", brand_tone = "friendly", brand_version = "2026", claims = { { text = claim, evidence = c.zh and "物流报告 2026-03" or "logistics report 2026-03", source = "ERP", valid_to = iso(TODAY + 365) } },
    approved_by = c.people[4], approved_at = at(c, TODAY - 60), published_at = at(c, TODAY - 50), status = "published" } }
  p.assets = { { id = "visual", name = c.zh and "主视觉" or "Key visual", type = "image", public = true, brand_version = "2026", logo_ok = true, colour_ok = true, font_ok = true,
    approved_by = c.people[4], approved_on = iso(TODAY - 62), published_on = iso(TODAY - 50), expires = iso(TODAY + 335) } }
end

local function compliance(p, c)
  p.compliance = { { id = "L1", law = c.zh and "营业执照" or "Business licence", kind = "licence", jurisdiction = c.region.country, required = true, check = c.zh and "有效且在经营范围内" or "valid and in scope",
    checked_on = iso(TODAY - 90), result = "pass", evidence = "licences/business.pdf", valid_to = iso(TODAY + 400), owner = c.people[4] } }
  p.approvals = { { id = "AP1", kind = "project", subject = p.name, amount = math.floor(p.value), level = "director", requested_by = p.owner, requested_at = at(c, c.start - 14),
    by = c.sponsor, at = at(c, c.start - 12), limit = math.floor(p.value * 2), status = "approved" } }
  p.gifts = {}
  if sometimes(0.1) and c.region.currency == "CNY" then
    p.gifts = { { id = "GF1", recipient = pick(c.people), recipient_type = "private", giver = p.owner, kind = "meal", value = int(80, 200), given_on = iso(TODAY - int(10, 60)),
      approved_by = c.sponsor, approved_on = iso(TODAY - 70), receipt = "receipts/1.pdf" } }
  end
end

local function team(p, c)
  p.team = { pm = p.owner, sponsor = c.sponsor }
  p.roles = { { name = c.zh and "法务顾问" or "legal counsel", holder = c.people[4] } }
  p.training = { { id = "TR1", member = c.people[2], skill = c.zh and "大客户谈判" or "key account negotiation", kind = "skill", due = iso(TODAY + int(5, 60)) } }
  p.members = {}
  for k = 1, int(3, 5) do
    p.members[k] = { id = "E" .. k, name = c.people[k], role = k == 1 and "project manager" or pick { "sales", "delivery", "marketing", "finance" }, responsibility = c.zh and "按分工执行" or "as agreed in the plan",
      status = "active", joined_on = p.start, role_ack_at = at(c, c.start + 2),
      authority = k == 1, skills = k == 2 and { { skill = c.zh and "谈判" or "negotiation", level = 4, verified_on = iso(TODAY - int(30, 400)) } } or nil, allocation = int(40, 90), open_tasks = int(1, 6), overdue_tasks = 0, compliance_trained_on = iso(TODAY - int(20, 300)) }
  end
  for _, goal in ipairs(p.goals) do
    goal.acknowledgements = {}
    for k, member in ipairs(p.members) do goal.acknowledgements[k] = { member = member.name, at = at(c, c.start + 3) } end
  end
end

local function resources(p, c)
  local load = int(70, 89)
  p.resources = {
    { id = "H1", name = c.zh and "销售团队" or "sales team", type = "human", manager = p.owner, capacity = 120, status = "available",
      loads = { { week = iso(TODAY - (TODAY + 3) % 7), planned = math.floor(1.2 * load), capacity = 120 } } },
    { id = "F1", name = c.zh and "项目预算" or "project budget", type = "money", manager = c.sponsor, status = "available" },
    { id = "S1", name = c.zh and "展示物料" or "display stands", type = "material", manager = c.people[3], status = "available" },
  }
  p.tools = { { name = "CRM", kind = "crm", needed_by = iso(c.start + 14), status = "ready", ready_on = iso(c.start + 5), blocking = true, owner = c.people[3] },
    { name = c.zh and "陈列规划工具" or "shelf planner", kind = "other", needed_by = iso(TODAY + int(20, 60)), status = "ordered", blocking = false, owner = c.people[3] } }
  p.assignments = { { task = "T2", resource = "H1", member = c.people[2], planned_hours = 160 }, { task = "T2", resource = "S1" } }
  p.raci = {}
  for k, task in ipairs(p.tasks) do p.raci[k] = { task = task.id, responsible = { task.owner }, accountable = { p.owner }, informed = { c.sponsor } } end
  for k = 3, #p.members do p.raci[1].responsible[#p.raci[1].responsible + 1] = p.members[k].name end
  local market = data.places[c.lang][c.region.country]
  p.markets = { { name = market, potential = math.floor(p.value * 4), target = true } }
  p.campaigns = { { name = p.name, market = market, budget = math.floor(p.budget.total * 0.2), staff = int(2, 5), status = "active", start = p.start, finish = p.finish } }
end

local function change(c, raised)
  return { id = "CR1", name = c.zh and "增加两家门店" or "two more shops", kind = "scope", raised_at = at(c, TODAY + raised), raised_by = c.people[2],
    reason = c.zh and "客户要求" or "the customer asked", impact_time = 0, impact_cost = 12000, impact_effort = 4, status = "pending" }
end

local function delivery(p, c)
  p.deliverables = {
    { id = "D1", name = c.zh and "方案文件" or "offer papers", owner = c.people[2], due = iso(c.start + 20), acceptance_criteria = { c.zh and "客户确认" or "confirmed by the customer" },
      status = "planned", quantity_planned = 1 },
    { id = "D2", name = c.zh and "推广物料" or "campaign material", owner = c.people[3], due = iso(c.finish - 30), acceptance_criteria = { c.zh and "无破损" or "no damage" }, status = "planned", quantity_planned = 20 },
  }
  for _, d in ipairs(p.deliverables) do
    if d.due < iso(TODAY) then d.done_on, d.status, d.quantity_done, d.quality_result = d.due, "accepted", d.quantity_planned, "pass" end
  end
  p.changes = sometimes(0.3) and c.started and { change(c, -int(0, 3)) } or {}
  p.actuals = { { id = "AC1", date = iso(TODAY - int(2, 20)), wbs = "1", amount = math.floor(p.budget.spent * 0.1) } }
end

-- An incident so many days from today, reported and investigated so many days later.
local function incident(c, day, reported, investigated)
  return { id = "IN1", name = c.zh and "展架倾倒" or "stand fell over", type = "near_miss", severity = "low", at = at(c, TODAY + day), site = data.places[c.lang][c.region.country],
    reported_at = at(c, TODAY + day + reported, "16:00:00"), investigated_at = investigated and at(c, TODAY + day + investigated) or nil,
    cause = c.zh and "缺少固定件" or "missing bracket", status = "closed" }
end

local function safety(p, c)
  p.on_site = sometimes(0.4)
  p.hazards, p.incidents, p.hse_checks = {}, {}, {}
  p.insurance = { policy = ("PL-%05d"):format(int(10000, 99999)), valid_to = iso(TODAY + 300), sum = 5000000, ppe = true }
  if not p.on_site then return end
  p.hse_checks[1] = { id = "HS1", date = iso(TODAY - int(2, 25)), site = data.places[c.lang][c.region.country], by = c.people[5], result = "pass" }
  if sometimes(0.15) then
    p.hazards[1] = { id = "HZ1", name = c.zh and "过道有线缆" or "cable across the aisle", level = "medium", opened_at = at(c, TODAY - int(1, 5)), owner = c.people[5],
      measure = c.zh and "加装线缆桥" or "cable bridge", status = "open" }
  end
  if sometimes(0.1) then p.incidents[1] = incident(c, -int(12, 40), 0, 4) end
end

-- What the flaws and what is kept are made with.
local tools = {
  data = data, int = int, pick = pick, iso = iso, later = later, change = change, incident = incident, today = TODAY,
  day = function(n) return iso(TODAY + n) end,
  moment = function(c, n) return at(c, TODAY + n) end,
}
local watch = dofile(here .. "/sample_watch.lua")(tools)

-- ---- what goes wrong ----

local flaws = dofile(here .. "/sample_flaws.lua")(tools)
table.move(watch.flaws, 1, #watch.flaws, #flaws.common + 1, flaws.common)

local function happens(flaw, p, c)
  local possible, happened = pcall(flaw, p, c) -- an earlier flaw may have taken away what this one would spoil
  return possible and happened ~= false
end

-- Flaws are dealt like cards: none comes a second time before each has come once. One that cannot happen here waits, and
-- so does one that lies near another of this project in the list: the two would spoil the same thing.
local NEAR = 8
local decks = {}
local function deck_of(list)
  local deck = decks[list]
  if deck and #deck > 0 then return deck end
  deck = {}
  for k = 1, #list do table.insert(deck, k * 7919 % k + 1, k) end
  decks[list] = deck
  return deck
end

local function deal(list, p, c)
  local deck = deck_of(list)
  for k = #deck, 1, -1 do
    local card, is_free = deck[k], true
    for _, other in ipairs(c.dealt) do is_free = is_free and (other.list ~= list or math.abs(other.card - card) > NEAR) end
    if is_free and happens(list[card], p, c) then
      table.remove(deck, k)
      c.dealt[#c.dealt + 1] = { list = list, card = card }
      return
    end
  end
end

-- In a later edition what is dealt stays as it was, and what has happened since is left to chance.
local function draw(list, p, c)
  if EDITION == 1 then return deal(list, p, c) end
  repeat until happens(pick(list), p, c)
end

local gates = dofile(here .. "/sample_gates.lua") { day = function(n) return iso(TODAY + n) end }

-- More than half of the projects are in order, a third has a flaw or two, and a few are in trouble.
local function spoil(p, c)
  local luck = random()
  local count = luck < 0.60 and 0 or luck < 0.83 and 1 or luck < 0.94 and 2 or int(5, 9)
  p.health = count > 2 and "red" or count > 1 and "amber" or "green"
  for _ = 1, count do
    draw(c.phase == "closed" and watch.late_flaws or sometimes(0.15) and flaws.grave or flaws.common, p, c)
  end
  if sometimes(0.03) then pick(flaws.gaps)(p, c) end
end

-- Whoever is named in the data, and everybody else with one of their names and another one's family name.
local function pool(names, split)
  local list = {}
  for shift = 0, #names - 1 do
    for k = 1, #names do
      local a1, a2 = names[k]:match(split)
      local b1, b2 = names[(k + shift - 1) % #names + 1]:match(split)
      list[#list + 1] = split:find(" ", 1, true) and a1 .. " " .. b2 or b1 .. a2
    end
  end
  return list
end
local pools = { en = pool(data.people.en, "^(%S+) (.+)$"), zh = pool(data.people.zh, "^(...)(.+)$") }

local function project(i)
  seed(i)
  for _ = 1, 3 do random() end
  local region = region_of()
  local lang = region.zh and "zh" or "en"
  local c = { region = region, lang = lang, zh = region.zh, phase = pick(PHASES), product = pick(data.products[lang]), people = {}, dealt = {} }
  local pool, first = pools[lang], int(1, 256)
  for k = 0, 7 do c.people[k + 1] = pool[(first + k * 3) % #pool + 1] end
  if i % 30 == 7 then c.people[1] = pool[1] end -- somebody leads too many,
  if i % 40 == 17 then c.people[3] = pool[2] end -- and somebody is wanted by too many
  c.sponsor = c.people[8]
  local begun = ({ initiation = int(1, 4), planning = int(10, 40), execution = int(60, 150), monitoring = int(120, 180), closing = int(160, 240), closed = int(220, 300) })[c.phase]
  local left = ({ initiation = int(200, 300), planning = int(180, 260), execution = int(80, 160), monitoring = int(45, 80), closing = int(5, 25), closed = -int(10, 40) })[c.phase]
  c.start, c.finish = TODAY - begun, TODAY + left
  c.started = c.phase ~= "initiation" and c.phase ~= "planning"
  c.running = c.phase == "execution" or c.phase == "monitoring"
  c.progress = c.started and math.min(0.97, begun / (c.finish - c.start) + 0.05) or 0.05
  c.share = c.started and math.min(0.85, begun / (c.finish - c.start)) or 0
  local customer = pick(data.customers[lang])
  local p = {
    id = ("P-%04d"):format(i), name = c.zh and customer .. pick(data.projects.zh) or customer .. " " .. pick(data.projects.en), customer = customer, customer_type = "private", owner = c.people[1],
    region = region.name, country = region.country, business_unit = pick(data.units), type = pick(data.types), currency = region.currency, value = int(20, 400) * 10000, priority = pick { "low", "medium", "high" },
    phase = c.phase, status = c.phase == "closed" and "completed" or "active", health = "green", start = iso(c.start), finish = iso(c.finish), forecast_finish = iso(c.finish), approved_on = iso(c.start - 12),
  }
  if c.started then p.started_at = at(c, c.start) end
  goals(p, c)
  risks(p, c)
  money(p, c)
  schedule(p, c)
  contracts(p, c)
  brand(p, c)
  compliance(p, c)
  team(p, c)
  resources(p, c)
  delivery(p, c)
  watch.prepare(p, c, i)
  safety(p, c)
  gates.prepare(p, c)
  if EDITION > 1 and i % 8 == 0 then seed(i + 100000 * EDITION) end
  spoil(p, c)
  gates.spoil(p, c, i)
  return p
end

for i = 1, COUNT do
  local p = project(i)
  if LAST_EDITION > 1 and i % 8 == 0 then
    EDITION = LAST_EDITION
    p = project(i)
    EDITION = 1
  end
  io.write(json(p), "\n")
end
