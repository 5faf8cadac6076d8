-- SPDX-License-Identifier: MIT
-- What projects of the sample portfolio keep while they run: their history, issues, meetings, snapshots, hours, purchases and
-- lessons; and what can go wrong with these. t is what sample_flaws.lua is given.
return function(t)
  local int, day, moment = t.int, t.day, t.moment
  local watch = {}

  -- ---- what is kept ----

  local WAY = { "initiation", "planning", "execution", "monitoring", "closing", "closed" }
  local PLANNED = { initiation = 20, planning = 40, execution = 150, monitoring = 70, closing = 80 }

  -- The day on which each phase was entered.
  local function entries(c)
    local start = c.start - t.today
    local days = { initiation = start - 20, planning = start - (c.phase == "initiation" and 0 or 10), execution = start }
    days.monitoring = start + (0 - start) // 2
    days.closing = start + (0 - start) * 2 // 3
    days.closed = -5
    return days
  end

  local function phases(p, c)
    local days, before = entries(c), nil
    p.phases, p.history = {}, { { path = "process_version", on = day(days.initiation), to = "2026" } }
    for _, phase in ipairs(WAY) do
      if before then before.left_on = day(days[phase]) end
      p.history[#p.history + 1] = { path = "phase", on = day(days[phase]), value = phase }
      before = { phase = phase, planned_days = PLANNED[phase], entered_on = day(days[phase]) }
      if PLANNED[phase] then p.phases[#p.phases + 1] = before end
      if phase == c.phase then break end
    end
    p.process_version, p.tailoring = "2026", {}
    if c.phase == "closed" then p.closed_on = day(days.closed) end
  end

  local function talk(p, c)
    local review = -int(3, 11)
    p.meetings = {
      { id = "MT1", type = "review", date = day(review), attendees = { p.owner, c.sponsor }, minutes_on = day(review), red_items = 0 },
      { id = "MT2", type = "team", date = day(-int(1, 6)), attendees = { p.owner, c.people[2], c.people[3] } },
    }
    p.status_reports = { { date = day(-int(1, 12)), by = p.owner, audience = { "sponsor", "customer" } } }
    p.feedback = { { id = "FB1", from = c.people[6], at = moment(c, -20), topic = c.zh and "展架样品" or "sample stands", answered_at = moment(c, -18) } }
    if int(1, 5) == 1 then p.feedback[2] = { id = "FB2", from = c.people[6], at = moment(c, -1), topic = c.zh and "价目表" or "price list" } end
    p.conflicts = {}
    if int(1, 12) == 1 then
      p.conflicts[1] = { id = "CF1", name = c.zh and "展架费用由谁承担" or "who pays for the stands", level = "team", opened_at = moment(c, -int(1, 3)), status = "open" }
    end
  end

  local function issue(c, k, over)
    local it = { id = "IS" .. k, name = c.zh and "货架尺寸不符" or "shelf too narrow", severity = "medium", status = "open", owner = c.people[2], opened_at = moment(c, -int(1, 6)) }
    for key, value in pairs(over) do it[key] = value end
    return it
  end

  local function quality(p, c)
    p.issues = { issue(c, 1, { name = c.zh and "价签错误" or "wrong price tags", status = "closed", opened_at = moment(c, -40), closed_at = moment(c, -36) }) }
    if int(1, 4) == 1 then p.issues[2] = issue(c, 2, {}) end
    p.deviations, p.nonconformities = {}, {}
    if int(1, 6) == 1 and c.running then
      p.deviations[1] = { id = "DV1", name = c.zh and "展架交付推迟" or "stands come later", area = "schedule", level = "error", status = "open", started_on = day(-9), detected_at = moment(c, -7),
        action = c.zh and "改用空运" or "send them by air", action_at = moment(c, -6), owner = p.owner, due = day(int(3, 20)) }
    end
    if int(1, 6) == 1 then
      p.nonconformities[1] = { id = "NC1", name = c.zh and "展架划痕" or "scratched stands", severity = "minor", opened_at = moment(c, -30), owner = c.people[3], disposition = "rework",
        root_cause = c.zh and "保护膜过薄" or "foil too thin", corrective_action = c.zh and "更换保护膜" or "thicker foil", verified_on = day(-20), status = "closed", closed_at = moment(c, -20) }
    end
    if int(1, 10) == 1 then
      p.nonconformities[#p.nonconformities + 1] = { id = "NC3", name = c.zh and "色差" or "colours differ", severity = "minor", opened_at = moment(c, -int(1, 8)), owner = c.people[3], status = "open" }
    end
    if c.started then p.defect_rate = int(8, 20) / 10 end
  end

  local function effort(p, c)
    p.snapshots, p.timesheets = {}, {}
    local monday = -((t.today + 3) % 7)
    for week = -4, 0 do
      if c.started then
        p.snapshots[#p.snapshots + 1] = { date = day(monday + 7 * week), forecast_finish = p.forecast_finish, exposure = 26 + week % 3, percent = math.floor(100 * c.progress) + 2 * week }
      end
      for k, hours in ipairs { 10, 6 } do
        local worked = week < 0 and hours + int(-1, 1) or nil
        p.timesheets[#p.timesheets + 1] = { member = c.people[k], week = day(monday + 7 * week), planned_hours = hours, hours = worked, capacity = 40 }
      end
    end
    for _, member in ipairs(p.members) do
      member.allocation = int(5, 16)
      member.pulse = { { date = day(-62), score = int(3, 5) }, { date = day(-31), score = int(3, 5) } }
    end
    local worth = ({ CNY = 6400, SGD = 1200, EUR = 820, GBP = 700, USD = 900, BRL = 4600 })[p.currency]
    if c.started then p.revenue = { roi = int(31, 40), per_person_day = worth + worth * int(-10, 10) // 100 } end
  end

  local function purchases(p, c, i)
    local suppliers = t.data.suppliers[c.lang]
    local offers = {}
    for k = 0, 2 do offers[k + 1] = { name = suppliers[(i + k * 3) % #suppliers + 1], quote = math.floor(p.value * 0.02) + k * 100, quoted_on = p.start, screened_on = p.start, screening = "pass" } end
    if c.started then offers[1].quality, offers[1].delivered_on = "pass", day(-25) end
    -- One supplier serves a few projects, and serves them badly.
    if i % 60 == 9 then offers[3] = { name = "Kestrel Print", quote = offers[3].quote, quoted_on = p.start, screening = "conditional", quality = "fail", delivered_on = day(-30) } end
    if i % 90 == 21 then offers[3] = { name = "Otter Displays", quote = offers[3].quote, quoted_on = p.start, screened_on = day(-30), screening = i == 21 and "fail" or "pass" } end
    p.procurement = { { id = "PR1", item = c.zh and "展架" or "display stands", category = "goods", value = offers[1].quote, method = "quotes", suppliers = offers, need_by = day(40) } }
  end

  local function lessons(p, c, i)
    p.lessons, p.surveys = {}, {}
    if c.phase ~= "closing" and c.phase ~= "closed" then return end
    local words = t.data.causes[c.lang]
    local cause = words.what[i % #words.what + 1]:format(t.data.products[c.lang][i % 5 + 1]) .. " " .. words.how[i // #words.what % #words.how + 1]
    if i % 50 == 11 then cause = c.zh and "文案批准过晚" or "texts were approved too late" end
    p.lessons = {
      { id = "LS1", text = c.zh and "尽早请客户确认" or "have the customer confirm early", kind = "positive", root_cause = c.zh and "双周走访客户" or "visits every two weeks", owner = p.owner, action = c.zh and "写入模板" or "add to the template",
        recorded_on = day(-6), status = "open" },
      { id = "LS2", text = c.zh and "开工前核对" or "check before the work begins", kind = "negative", root_cause = cause, owner = c.people[2], action = c.zh and "增加检查点" or "add a check", recorded_on = day(-6), status = "open" },
    }
    p.surveys = {
      { id = "SV1", kind = "customer", sent_on = day(-120), closed_on = day(-110), sent = 20, responses = 12, csat = 88, nps = 42 },
      { id = "SV2", kind = "customer", sent_on = day(-12), closed_on = day(-4), sent = 20, responses = 11, csat = int(82, 94), nps = int(30, 55) },
    }
    p.retro = { date = day(-8), attendees = { p.owner, c.people[2], c.people[3] }, attendance = 100, closure_rate = int(75, 100) }
  end

  local function gift(p, c, recipient, on)
    p.gifts[#p.gifts + 1] = { id = "GF" .. #p.gifts + 1, recipient = recipient, recipient_type = "private", giver = p.owner, kind = "meal", value = 320, given_on = day(on), approved_by = c.sponsor, approved_on = day(on - 5), receipt = "receipts/2.pdf" }
  end

  -- What is asked for seldom, and in order where it is there.
  local RARE = {
    function(p) p.assets[1].brand_version, p.assets[1].brand_retired_on = "2025", day(-8) end,
    function(p) p.deals[1].discount, p.deals[1].approver_level, p.deals[1].list_price = 14, "manager", math.floor(p.deals[1].price / 0.86) end,
    function(p) p.contracts[1].penalty = 20 end,
    function(p, c) p.contracts[1].variations = { { id = "V1", name = c.zh and "增加培训" or "training added", value = 6000, amendment_signed_on = day(-40), performed_on = day(-20), status = "performed" } } end,
    function(p) if p.receivables[1] then p.receivables[1].due, p.receivables[1].paid_on = day(10), nil end end,
    function(p) p.roles[1].holder, p.roles[1].vacant_since = nil, day(-5) end,
    function(p) p.risks[3].proximity = day(45) end,
    function(p, c) p.risks[2].status, p.risks[2].closing_reason, p.risks[2].closed_on = "closed", c.zh and "协议已签" or "agreement signed", day(-20) end,
    function(p, c)
      local risk = p.risks[6]
      risk.status, risk.occurred_at, risk.responded_at, risk.issue = "occurred", moment(c, -12), moment(c, -12), "IS3"
      p.issues[#p.issues + 1] = issue(c, 3, { name = risk.name })
    end,
    function(p, c)
      local change = t.change(c, -30)
      change.id, change.name, change.status, change.approved_by, change.approved_at, change.applied_at = "CR2", c.zh and "更换展架材料" or "lighter stands", "applied", c.sponsor, moment(c, -28), moment(c, -25)
      change.impact_cost = 4000
      p.changes[#p.changes + 1] = change
    end,
    function(p, c) p.goals[1].parent_goal, p.goals[2] = "G2", nil p.objectives[1].parent, p.objectives[2] = "O2", { id = "O2", name = c.zh and "公司增长" or "Grow the company", status = "live", valid_to = "2027-12-31" } end,
    function(p) p.scope = { includes = { p.goals[1].product }, excludes = { "-" }, version = "1", approved_by = p.owner, approved_on = p.start } end,
    function(p, c)
      p.tailoring = { { rule = "schedule.progress.progress_is_checked", change = c.zh and "每两周检查" or "checked every two weeks", reason = c.zh and "客户停工" or "the customer's site is shut", requested_by = p.owner, approved_by = c.sponsor,
        approved_on = day(-30), expires = day(60) } }
    end,
    function(p) table.insert(p.history, 1, { path = "process_version", on = day(-320), to = "2025" })
      p.history[2] = { path = "process_version", on = day(-60), from = "2025", to = "2026", why = "new edition" } end,
    function(p) if #p.phases > 1 then p.phases[#p.phases].left_on, p.phases[#p.phases].reopened_reason = day(-6), "change request" end end,
    function(p, c)
      table.insert(p.history, { path = "team.pm", at = moment(c, -30), from = c.people[7], to = p.owner })
      p.handovers = { { role = "project manager", from = c.people[7], to = p.owner, date = day(-30), record = "handover.pdf" } }
    end,
    function(p) p.goals[1].progress = { { date = day(-60), planned = 100, actual = 92, attainment = 92 }, { date = day(-30), planned = 120, actual = 115, attainment = 96 } } end,
    function(p) p.surveys[1], p.surveys[2] = { id = "SV1", kind = "customer", sent_on = day(-20), closed_on = day(-15), csat = 74, nps = 12, recovery_on = day(-14), recovery_action = "visit" }, nil end,
    function(p, c) table.insert(p.history, { path = "goals[G1].text", at = moment(c, -200), from = "-", to = p.goals[1].text }) end,
    function(p, c) if p.currency == "CNY" then p.gifts = { { id = "GF1", recipient = c.people[6], recipient_type = "public_official", giver = p.owner, kind = "gift", value = 90, given_on = day(-40), approved_by = c.sponsor, approved_on = day(-50), open_tender_on = day(-200) } } end end,
  }

  -- Before what goes wrong. Every second project has one of the rare things, too.
  function watch.prepare(p, c, i)
    phases(p, c)
    talk(p, c)
    quality(p, c)
    effort(p, c)
    purchases(p, c, i)
    lessons(p, c, i)
    if p.currency == "CNY" and i % 12 == 4 then gift(p, c, "宋经理", -5 * (i // 12)) end -- many projects give to one person
    if i % 40 == 17 then p.members[3].allocation = 45 end
    if i % 2 == 0 then RARE[i // 2 % #RARE + 1](p, c) end
  end

  -- ---- what goes wrong ----

  local function note(p, entry) p.history[#p.history + 1] = entry end

  local function values(p, path, every, ...)
    local list = { ... }
    for k, value in ipairs(list) do note(p, { path = path, on = day(-every * (#list - k)), value = value }) end
    return list[#list]
  end

  watch.flaws = {
    -- over time
    function(p, c)
      if not c.running then return false end
      local dates = {}
      for k = 0, 3 do dates[k + 1] = t.iso(c.finish + 9 * k) end
      p.forecast_finish = values(p, "forecast_finish", 21, table.unpack(dates))
    end,
    function(p, c) if not (c.running and p.evm) then return false end p.evm.ev, p.evm.ac = nil, nil p.evm.cpi = values(p, "evm.cpi", 14, 1.04, 1.01, 0.99, 0.97) end,
    function(p, c) if not c.running then return false end p.defect_rate = values(p, "defect_rate", 14, 1.2, 1.6, 2.1, 2.9) end,
    function(p, c) if not c.running then return false end for k, s in ipairs(p.snapshots) do s.exposure = 20 + 4 * k end end,
    function(p, c) if not c.running then return false end for k = #p.snapshots, #p.snapshots - 1, -1 do p.snapshots[k] = nil end end,
    function(p, c) if not c.started then return false end for _, sheet in ipairs(p.timesheets) do sheet.hours = sheet.hours and sheet.planned_hours * 1.4 end end,
    function(p) for _, m in ipairs(p.members) do m.pulse[1].score, m.pulse[2].score = 5, 3 end end,
    function(p) p.goals[1].progress = { { date = day(-70), attainment = 41 }, { date = day(-35), attainment = 33 } } end,
    function(p, c)
      if not c.running then return false end
      p.changes = {}
      for k = 1, 4 do
        p.changes[k] = t.change(c, -40 * k)
        local it = p.changes[k]
        it.id, it.name, it.kind, it.status, it.impact_cost = "CR" .. k, it.name .. " " .. k, "baseline", "applied", p.budget.baseline * 0.04
        it.approved_by, it.approved_at, it.applied_at = c.sponsor, moment(c, -40 * k + 3), moment(c, -40 * k + 4)
      end
    end,
    function(p, c)
      if c.phase == "initiation" then return false end
      p.scope = { includes = { c.product, c.zh and "售后服务" or "service" }, excludes = { "-" }, version = "2", approved_by = c.sponsor, approved_on = p.start }
      note(p, { path = "scope.includes", at = moment(c, -5), from = { c.product }, to = p.scope.includes, by = p.owner })
    end,
    function(p, c)
      if not c.started then return false end
      p.success_criteria = { { name = "sales", target = 90, unit = p.currency, set_on = p.start } }
      note(p, { path = "success_criteria[sales].target", at = moment(c, -4), from = 100, to = 90, by = p.owner })
    end,
    function(p)
      p.history[1] = { path = "process_version", on = day(-300), to = "2025" }
      note(p, { path = "process_version", on = day(-20), from = "2025", to = "2026" })
    end,
    function(p, c) if c.phase == "initiation" then return false end p.process_version, p.history[1] = nil, p.history[2] end,
    function(p, c)
      if not c.running then return false end
      p.phases[#p.phases].planned_days = 20
    end,
    function(p, c) if not c.running then return false end p.phases[#p.phases].left_on = day(-12) end,
    function(p, c)
      if c.phase ~= "closing" then return false end
      local kept = {}
      for _, entry in ipairs(p.history) do
        if entry.value ~= "execution" and entry.value ~= "monitoring" then kept[#kept + 1] = entry end
      end
      p.history = kept
    end,
    function(p, c) note(p, { path = "team.pm", at = moment(c, -30), from = c.people[7], to = p.owner }) end,
    -- issues, deviations, nonconformities
    function(p, c) p.issues[1] = issue(c, 1, { severity = "critical", opened_at = moment(c, -int(7, 20)) }) end,
    function(p, c) p.issues[2] = issue(c, 2, {}) p.issues[2].owner = nil end,
    function(p, c) p.issues[1].reopened = 1 end,
    function(p, c)
      if not c.running then return false end
      p.deviations = { { id = "DV1", name = c.zh and "成本超出" or "costs run over", area = "cost", level = "error", status = "open", started_on = day(-35), detected_at = moment(c, -12), owner = p.owner, due = day(-2) } }
      note(p, { path = "deviations[DV1].status", on = day(-80), value = "open" })
      note(p, { path = "deviations[DV1].status", on = day(-60), value = "closed" })
      note(p, { path = "deviations[DV1].status", on = day(-35), value = "open" })
    end,
    function(p, c)
      if not c.started then return false end
      p.nonconformities = { { id = "NC1", name = c.zh and "印刷偏色" or "colours are off", severity = "major", opened_at = moment(c, -int(20, 30)), owner = c.people[3], status = "open" },
        { id = "NC2", name = c.zh and "包装破损" or "torn packing", severity = "minor", opened_at = moment(c, -40), status = "closed", closed_at = moment(c, -30) } }
    end,
    -- talk
    function(p, c) p.feedback[1].answered_at = nil end,
    function(p, c)
      p.conflicts = { { id = "CF1", name = c.zh and "销售与服务的分工" or "sales and service", level = "team", opened_at = moment(c, -int(16, 30)), status = "open" } }
    end,
    function(p, c) if not c.running then return false end p.status_reports[1].date = day(-int(16, 30)) end,
    function(p, c) if not c.running then return false end p.meetings[1].date = day(-int(33, 50)) end,
    function(p, c) p.meetings[1].date, p.meetings[1].minutes_on = day(-9), nil end,
    -- rules set aside
    function(p) p.tailoring = { { rule = "risk.monitoring.plan_is_rehearsed", change = "off", requested_by = p.owner } } end,
    function(p, c) p.tailoring = { { rule = "budget.cost.costs_are_booked", change = "off", reason = c.zh and "包干" or "fixed price", requested_by = p.owner, approved_by = p.owner, approved_on = day(-300), expires = day(10) } } end,
    function(p, c)
      p.tailoring = { { rule = "schedule.progress.progress_is_checked", change = "off", reason = c.zh and "停工" or "the site is shut", requested_by = p.owner, approved_by = c.sponsor, approved_on = day(-100), expires = day(-6) } }
    end,
    -- lessons and surveys
    function(p) if not p.surveys[2] then return false end p.surveys[2].csat, p.surveys[2].nps, p.surveys[2].closed_on = 71, 8, day(-11) end,
    -- compared with others, and added up over them
    function(p) if not p.revenue then return false end p.revenue.roi = int(2, 15) end,
    function(p) if not p.revenue then return false end p.revenue.per_person_day = p.revenue.per_person_day // 2 end,
    function(p, c) if not (c.running and p.evm) then return false end p.evm.ev = math.floor(p.evm.pv * 0.78) p.evm.ac = math.floor(p.evm.ev * 1.25) end,
    function(p, c) p.timesheets[#p.timesheets].planned_hours = 46 end,
    function(p, c)
      if p.currency ~= "CNY" then return false end
      for k = 1, 17 do gift(p, c, t.data.people.zh[k % 16 + 1] .. k, -10 * k) end
    end,
    function(p) if p.currency ~= "SGD" and p.currency ~= "BRL" then return false end p.value, p.risks[6] = p.value * 20, nil end,
  }

  -- What is found of a project that is over.
  watch.late_flaws = {
    function(p) p.closed_on, p.lessons[2].owner, p.lessons[2].action = day(-50), nil, nil end,
    function(p) p.retro.closure_rate = 40 end,
    function(p) p.surveys[2].csat, p.surveys[2].nps, p.surveys[2].closed_on = 71, 8, day(-11) end,
    function(p) p.revenue.roi = int(2, 15) end,
    function(p) p.tailoring = { { rule = "risk.monitoring.plan_is_rehearsed", change = "off", requested_by = p.owner } } end,
  }

  return watch
end
