-- SPDX-License-Identifier: MIT
-- What goes wrong in the sample portfolio: one flaw a function, two lists of them.
--
-- A flaw is given an orderly project p and what its parts share, c; it answers false where it cannot happen. The grave
-- ones lead to critical findings and are rarer; `gaps` are not wrong but missing data, so that rules say `unknown`.
-- `t` has the generator's chance and days: int, pick, day and moment (so many days from today), iso, later,
-- and the makers of parts.
return function(t)
  local int, day, moment = t.int, t.day, t.moment
  local function goal(p) return p.goals[1] end
  local function contract(p) return p.contracts[1] end
  local function gift(p, c, over)
    local g = { id = "GF1", recipient = c.people[6], recipient_type = "private", giver = p.owner, kind = "meal", value = 120, given_on = day(-int(10, 60)),
      approved_by = c.sponsor, approved_on = day(-70), receipt = "receipts/1.pdf" }
    if p.currency ~= "CNY" then return false end
    for key, value in pairs(over) do g[key] = value end
    p.gifts = { g }
  end
  local function milestone_ahead(p)
    for _, m in ipairs(p.milestones) do if m.status == "planned" then return m end end
  end
  local function milestone_reached(p)
    local found
    for _, m in ipairs(p.milestones) do if m.status == "reached" then found = m end end
    return found
  end
  local function cost(ratio)
    return function(p)
      if not p.evm then return false end
      p.evm.ac = math.floor(p.evm.ev * ratio)
    end
  end
  local function use(low, high)
    return function(p, c)
      local line = p.budget.lines[int(1, #p.budget.lines)]
      if not c.started then return false end
      line.actual = math.floor(line.amount * (low + (high - low) * int(0, 100) / 100)) - line.committed
    end
  end

  -- What only a project that is under way can have.
  local function running(flaw)
    return function(p, c)
      if not c.running then return false end
      return flaw(p, c)
    end
  end

  -- What only one that is past its initiation can have.
  local function planned(flaw)
    return function(p, c)
      if c.phase == "initiation" then return false end
      return flaw(p, c)
    end
  end

  local common = {
    -- goals
    function(p, c) goal(p).text = c.zh and "努力提高销售额，争取更好" or "Try harder to raise sales" end,
    function(p) goal(p).target = goal(p).baseline end,
    function(p) goal(p).owner = nil end,
    function(p) goal(p).unit = nil end,
    function(p) goal(p).product, goal(p).region, goal(p).target_segment = nil, nil, nil end,
    function(p, c) goal(p).due = t.iso(c.finish + int(10, 60)) end,
    function(p) goal(p).due = day(-int(3, 20)) end,
    function(p) goal(p).parent_objective = nil end,
    function(p) goal(p).parent_objective = "O9" end,
    function(p) p.objectives[1].valid_to = day(-int(5, 60)) end,
    running(function(p) goal(p).measurements = { { date = day(-int(45, 90)), value = goal(p).baseline, source = "ERP" } } end),
    function(p) goal(p).target, goal(p).best_growth = math.floor(goal(p).baseline * 1.45), 9 end,
    function(p) p.capacity.required_days = 212 end,
    function(p) p.capacity.required_days = 260 end,
    function(p, c) goal(p).text = c.zh and "增长" or "Sales" end,
    function(p, c) table.insert(p.history, { path = "goals[G1].text", at = moment(c, -2), from = c.zh and "销售额增长" or "Grow sales", to = goal(p).text, by = p.owner }) end,
    function(p) goal(p).best_run_rate = goal(p).best_run_rate // 40 end,
    function(p) goal(p).start = nil end,
    function(p) goal(p).start = t.later(goal(p).due, 5) end,
    function(p) goal(p).start = t.later(goal(p).due, -600) end,
    function(p) goal(p).parent_goal = "G1" end,
    function(p) p.objectives[1].parent = "O1" end,
    -- risks
    function(p) p.risks[2].score = 25 end,
    function(p) p.risks[2].band = "critical" end,
    function(p, c)
      if not c.running then return false end
      local risk = p.risks[1]
      risk.probability, risk.impact, risk.indicator, risk.trigger = 3, 4, nil, nil
      risk.strategy, risk.actions = "accept", { { id = "A1", text = "-", owner = risk.owner, due = day(20), status = "open" } }
    end,
    function(p, c) if not c.running then return false end p.contingencies = { { risk = "R1", steps = { "-" }, owner = p.owner, tested_on = day(-220) } } end,
    function(p) p.risks[1].probability, p.risks[1].impact, p.risks[1].strategy, p.risks[1].actions = 3, 4, nil, nil end,
    running(function(p) p.risks[2].last_reviewed_on = day(-int(35, 70)) end),
    function(p) p.risks[3].event = nil end,
    function(p, c)
      local r = p.risks[5]
      r.probability, r.impact, r.strategy, r.response = 3, 4, "mitigate", c.zh and "增加库存" or "buffer stock"
      r.actions = { { id = "A1", text = r.response, owner = r.owner, due = day(-int(3, 20)), status = "open" } }
    end,
    function(p, c) if not c.started then return false end p.risks[6].status, p.risks[6].occurred_at = "occurred", moment(c, -int(10, 20)) end,
    function(p) p.risks[4].status, p.risks[4].closed_on = "closed", day(-12) end,
    function(p) p.risks[2].proximity = day(-int(5, 25)) end,
    planned(function(p) p.risks[6] = nil end),
    -- money
    use(0.82, 0.94), use(0.955, 0.998),
    cost(1.08), cost(1.17),
    function(p) if not p.evm then return false end p.evm.ev, p.evm.ac = math.floor(p.evm.pv * 0.92), math.floor(p.evm.pv * 0.93) end,
    function(p) if not p.evm then return false end p.evm.ev, p.evm.ac = math.floor(p.evm.pv * 0.86), math.floor(p.evm.pv * 0.87) end,
    planned(function(p) p.budget.contingency = p.budget.contingency + 5000 end),
    planned(function(p) p.budget.contingency, p.budget.reserve = math.floor(p.budget.total * 0.03), p.budget.contingency - math.floor(p.budget.total * 0.03) end),
    planned(function(p)
      local lines = p.budget.lines
      lines[1].amount, lines[4] = lines[1].amount + lines[4].amount, nil
    end),
    function(p) p.deals[1].cost = math.floor(p.deals[1].price * 0.82) end,
    function(p) p.deals[1].quoted_margin = 52 end,
    function(p) p.deals[1].discount, p.deals[1].approver_level = 18, "representative" end,
    function(p) p.deals[1].discount, p.deals[1].approver = 25, nil end,
    running(function(p) p.actuals = { { id = "AC1", date = day(-int(35, 60)), wbs = "1", amount = 12000 } } end),
    -- schedule
    function(p)
      local m = milestone_ahead(p)
      if not m then return false end
      m.baseline, m.due, m.forecast, m.percent = day(-int(3, 30)), nil, nil, 60
      m.due = m.baseline
    end,
    function(p) local m = milestone_ahead(p) if not m then return false end m.forecast = t.later(m.due, 10) end,
    function(p) local m = milestone_ahead(p) if not m then return false end m.forecast = t.later(m.due, int(18, 40)) end,
    planned(function(p) for _, m in ipairs(p.milestones) do m.goal = nil end end),
    running(function(p) p.tasks[1].actual_finish = t.later(p.tasks[1].baseline_finish, int(3, 12)) end),
    running(function(p) p.tasks[2].status, p.tasks[2].actual_start, p.tasks[2].percent, p.tasks[2].baseline_start = "planned", nil, 0, day(-int(12, 30)) end),
    running(function(p, c) p.tasks[2].updated_at = moment(c, -int(9, 13)) end),
    running(function(p, c) p.tasks[2].updated_at = moment(c, -int(16, 30)) end),
    running(function(p) p.progress_checks[1].date = day(-int(9, 25)) end),
    running(function(p) p.schedule.cpli, p.schedule.bei = 0.93, 0.97 end),
    running(function(p) p.schedule.bei = 0.88 end),
    running(function(p, c) p.forecast_finish, p.schedule.forecast_finish = t.iso(c.finish + int(5, 40)), t.iso(c.finish + int(5, 40)) end),
    -- contract
    function(p) contract(p).finish = day(int(5, 25)) end,
    function(p) contract(p).obligations[1].due = day(-int(4, 30)) end,
    function(p) contract(p).deposit = math.floor(p.value * 0.3) end,
    function(p) contract(p).penalty = 45 end,
    function(p, c) contract(p).variations = { { id = "V1", name = c.zh and "增加安装服务" or "installation added", value = 8000, requested_on = day(-30), performed_on = day(-12), status = "performed" } } end,
    function(p) if #p.receivables == 0 then return false end p.receivables[1].due, p.receivables[1].paid_on = day(-int(35, 58)), nil end,
    function(p) if #p.receivables == 0 then return false end p.receivables[1].due, p.receivables[1].paid_on = day(-int(62, 88)), nil end,
    -- brand
    function(p) p.assets[1].approved_by, p.assets[1].approved_on = nil, nil end,
    function(p) p.assets[1].approved_on = day(-40) end,
    function(p) p.assets[1].expires = day(-int(3, 30)) end,
    function(p) p.assets[1].logo_ok = false end,
    function(p) p.assets[1].brand_version, p.assets[1].brand_retired_on = "2024", day(-int(45, 150)) end,
    function(p) p.materials[1].claims[1].evidence = nil end,
    function(p) p.materials[1].claims[1].valid_to = day(-int(5, 50)) end,
    function(p) p.materials[1].tone = "pushy" end,
    function(p) p.materials[1].approved_by, p.materials[1].approved_at = nil, nil end,
    function(p, c) p.materials[1].approved_at = moment(c, -45) end,
    function(p, c) p.materials[1].text = c.product .. (c.zh and "，效果有保证，行业领先。" or ": guaranteed results, number one in its class.") end,
    function(p, c) p.materials[1].text = c.product .. (c.zh and "，已获专利。" or ": patented, clinically proven.") end,
    -- compliance and team
    function(p) p.compliance[1].valid_to = day(int(3, 25)) end,
    function(p) p.compliance[1].result = "fail" end,
    function(p) p.compliance[1].evidence = nil end,
    function(p) p.members[2].compliance_trained_on = day(-int(380, 500)) end,
    function(p) p.roles[1].holder, p.roles[1].vacant_since = nil, day(-int(20, 40)) end,
    function(p) p.training[1].due = day(-int(3, 30)) end,
    function(p) p.members[2].role = "project manager" end,
    function(p) p.members[3].joined_on, p.members[3].role_ack_at = day(-int(10, 20)), nil end,
    function(p) p.members[2].open_tasks, p.members[2].overdue_tasks = 6, 3 end,
    -- resources and delivery
    planned(function(p) p.resources[1].loads[1].planned = 114 end),
    planned(function(p) p.resources[1].loads[1].planned = 140 end),
    planned(function(p) p.resources[3] = nil end),
    planned(function(p) p.resources[3].manager = nil end),
    running(function(p) table.remove(p.assignments) end),
    function(p) p.tools[2].needed_by = day(int(1, 4)) end,
    planned(function(p) p.raci[2].accountable = {} end),
    planned(function(p) p.raci[2].responsible = {} end),
    planned(function(p, c) p.raci[1].accountable = { c.people[2] } end),
    planned(function(p) table.remove(p.raci[1].responsible) end),
    planned(function(p) p.members[3].open_tasks = int(9, 13) end),
    planned(function(p) p.campaigns[1].staff = 0 end),
    planned(function(p) p.members[2].skills[1].level = 2 end),
    planned(function(p) p.members[2].skills = {} end),
    planned(function(p) p.members[2].skills[1].verified_on = "2023-11-06" end),
    function(p) local d = p.deliverables[1] if not d.done_on then return false end d.quality_result = "fail" end,
    function(p) local d = p.deliverables[1] if not d.done_on then return false end d.done_on = t.later(d.due, int(2, 15)) end,
    function(p) local d = p.deliverables[1] if not d.done_on then return false end d.quantity_planned, d.quantity_done = 10, 8 end,
    function(p, c) p.changes = { t.change(c, -int(12, 25)) } end,
    function(p, c)
      local change = t.change(c, -3)
      change.status, change.applied_at = "applied", moment(c, -1)
      p.changes = { change }
    end,
    -- safety
    running(function(p) if not p.on_site then return false end p.insurance.valid_to = day(-int(3, 40)) end),
    running(function(p) if not p.on_site then return false end p.insurance.ppe = false end),
    function(p, c)
      p.hazards = { { id = "HZ1", name = c.zh and "应急出口堵塞" or "blocked exit", level = t.pick { "high", "medium" }, opened_at = moment(c, -int(18, 30)),
        owner = c.people[5], measure = c.zh and "清理出口" or "clear the exit", status = "open" } }
    end,
    function(p, c) p.incidents = { t.incident(c, -int(15, 40), 3, 5) } end,
    function(p, c) p.incidents = { t.incident(c, -int(15, 40), 0, nil) } end,
  }

  local grave = {
    function(p, c) p.materials[1].text = t.pick(t.data.bad_texts[c.lang]):format(c.product) end,
    function(p, c) p.materials[1].text = t.data.bad_texts[c.lang][1]:format(c.product) end,
    use(1.02, 1.12),
    function(p, c) if not c.started then return false end contract(p).signed_on, contract(p).status = nil, "review" end,
    function(p, c) if not c.started then return false end contract(p).signed_on = t.iso(c.start + int(4, 30)) end,
    running(function(p) p.contracts = {} end),
    function(p) if #p.receivables == 0 then return false end p.receivables[1].due, p.receivables[1].paid_on = day(-int(95, 130)), nil end,
    function(p) p.approvals[1].by = p.owner end,
    function(p) p.approvals[1].limit = math.floor(p.value / 2) end,
    function(p) p.approvals[1].at = nil end,
    function(p, c) return gift(p, c, { value = 600 }) end,
    function(p, c) return gift(p, c, { kind = "voucher" }) end,
    function(p, c) return gift(p, c, { approved_by = p.owner }) end,
    function(p, c) return gift(p, c, { recipient_type = "public_official", approved_on = day(-5) }) end,
    function(p, c) return gift(p, c, { open_tender_on = day(int(5, 30)) }) end,
    function(p) p.team.sponsor = nil end,
    function(p) while #p.members > 2 do table.remove(p.members) end end,
    function(p) p.risks[1].probability, p.risks[1].impact, p.risks[1].strategy, p.risks[1].contingency, p.contingencies = 4, 4, "accept", nil, {} end,
    function(p) local m = milestone_reached(p) if not m then return false end m.inspection_result = "conditional" end,
    running(function(p) p.tools[1].status, p.tools[1].ready_on = "ordered", nil end),
    running(function(p) if not p.on_site then return false end p.hse_checks[1].date = day(-int(33, 60)) end),
  }

  local gaps = {
    function(p) p.risks = nil end,
    function(p) p.budget.lines[2].amount = nil end,
    function(p) p.deals[1].cost = nil end,
    running(function(p) p.tasks[2].updated_at = nil end),
    function(p) p.milestones = nil end,
    function(p) p.members[1].status, p.members[2].compliance_trained_on, p.members[2].joined_on = nil, nil, nil end,
  }

  return { common = common, grave = grave, gaps = gaps }
end
