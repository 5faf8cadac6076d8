-- SPDX-License-Identifier: MIT
-- What projects of the sample portfolio have for their gates: charter, scope, plan, key figures, handover, acceptance; and
-- what some of them lack. No chance is asked, the project's number decides, so that all else stays as it is.
return function(t)
  local day = t.day
  local gates = {}

  local function charter(p, c)
    p.charter = { goal = p.goals[1].text, scope = p.name, pm = p.owner, sponsor = c.sponsor, signed_by = c.sponsor, signed_on = p.start }
  end

  local function plan(p, c)
    local checks = {}
    for k, d in ipairs(p.deliverables) do checks[k] = { name = c.zh and "检查" or "inspection", deliverable = d.id } end
    p.scope = { includes = { c.product, c.zh and "门店推广" or "shop openings" }, excludes = { c.zh and "线上渠道" or "online shops" }, version = "1" }
    p.plan = {
      version = "1", parts = { time = true, cost = true, quality = true, communication = true, risk = true, procurement = true, resource = true },
      risk = { method = c.zh and "研讨与登记" or "workshops and a register", roles = c.people[1], cadence = "14d" },
      quality = { standards = { c.zh and "门店安全标准" or "shop safety standard" }, owner = c.people[3], checks = checks },
      communication = {
        { audience = c.sponsor, audience_type = "sponsor", side = "internal", info = c.zh and "状态" or "status", channel = "report", frequency = "7d" },
        { audience = c.people[6], audience_type = "customer", side = "external", info = c.zh and "交付" or "deliveries", channel = "meeting", frequency = "14d" },
      },
    }
    for _, part in ipairs { p.scope, p.plan, p.plan.risk, p.plan.quality } do part.approved_by, part.approved_on = c.sponsor, p.start end
    p.success_criteria = { { name = p.goals[1].metric_name, target = p.goals[1].target, unit = p.currency, set_on = p.start } }
    p.stakeholders = { { id = "ST1", name = c.sponsor, type = "sponsor", key = true }, { id = "ST2", name = c.people[6], type = "customer", key = true } }
    p.monitoring = { cadence = "7d", owner = p.owner, kpis = {
      { name = "SPI", area = "time", warning = 0.95, error = 0.9 }, { name = "CPI", area = "cost", warning = 0.95, error = 0.9 },
      { name = c.zh and "缺陷率" or "defects", area = "quality", warning = 2 }, { name = c.zh and "风险敞口" or "exposure", area = "risk", warning = 60 },
    } }
  end

  local function ending(p, c)
    p.delivery = { date = day(-20), handover_doc = "handover.pdf", handover_signed_by = c.people[6], handover_signed_on = day(-18) }
    p.acceptance = { date = day(-15), signed_by = c.people[6], authorised = true, result = "pass" }
    p.success_criteria[1].actual, p.success_criteria[1].measured_on = p.goals[1].current, day(-10)
    local text = c.zh and "见附件" or "see the annex"
    p.report = { goal_result = text, schedule = text, cost = text, quality = text, risk = text, lessons = text, approved_by = c.sponsor, approved_on = day(-5) }
  end

  -- Before what goes wrong.
  function gates.prepare(p, c)
    charter(p, c)
    if c.phase ~= "initiation" then plan(p, c) end
    if c.phase == "closing" or c.phase == "closed" then ending(p, c) end
  end

  local LACKS = {
    initiation = {
      function(p) p.charter.signed_by, p.charter.signed_on = nil, nil end,
      function(p) p.charter.signed_by = p.owner end,
      function(p, c) p.charter.pm = c.people[2] end,
      function(p) p.goals[1].approved_at = nil end,
      function(p) p.team.sponsor = nil end,
      function(p) p.members = { p.members[1] } end,
    },
    planning = {
      function(p) p.scope.approved_by = nil end,
      function(p) p.scope.excludes = {} end,
      function(p) p.plan.parts.risk, p.plan.parts.quality = false, false end,
      function(p) p.plan.quality.checks[2] = nil end,
      function(p) p.plan.communication[2] = nil end,
      function(p) p.plan.risk.approved_by, p.plan.risk.approved_on = nil, nil end,
      function(p) p.monitoring.kpis[3] = nil end,
      function(p) p.deliverables[2].acceptance_criteria = {} end,
      function(p) p.plan = nil end,
      function(p) p.contracts[1].signed_on, p.contracts[1].work_started_on = nil, nil end,
      function(p) p.contracts = {} end,
      function(p) p.tools[1].status, p.tools[1].ready_on, p.tools[1].needed_by = "ordered", nil, day(20) end,
      function(p) p.on_site, p.hse_checks = true, {} end,
      function(p) p.risks[1].probability, p.risks[1].impact, p.contingencies = 5, 5, {} end,
      function(p) p.deliverables = {} end,
      function(p) p.budget.approved_by, p.tasks[1].wbs = nil, "1.1" end, -- nothing was estimated
    },
    closing = {
      function(p) p.acceptance, p.report = nil, nil end,
      function(p) p.acceptance.authorised = false end,
      function(p) p.acceptance.result, p.acceptance.open_points = "conditional", { { text = "paint", owner = p.owner } } end,
      function(p) p.report.lessons = nil end,
      function(p) p.success_criteria[1].actual = nil end,
      function(p) p.acceptance.date = day(-60) end,
    },
  }

  -- What is done before its project asks to be closed; and in one of them what was given away before it had passed.
  local function finish(p, c, i)
    for _, d in ipairs(p.deliverables) do
      d.status, d.quality_result, d.quantity_done, d.done_on = "accepted", "pass", d.quantity_planned, d.done_on or day(-2)
    end
    p.delivery = { date = day(-2), handover_doc = "handover.pdf", handover_signed_by = c.people[6], handover_signed_on = day(-1) }
    p.deliverables[1].status = "released"
    if i % 80 == 0 then p.deliverables[1].quality_result = "fail" end
  end

  -- Of four projects that are before a gate two lack something for it, one thing after the other (every eighth, which differs in a later
  -- edition, is none of them: it would shift the others); of those at work every eighth is done.
  local dealt = {}
  function gates.spoil(p, c, i)
    local list = LACKS[c.phase]
    if list and i % 4 > 1 then
      local n = dealt[c.phase] or 0
      dealt[c.phase] = n + 1
      pcall(list[n % #list + 1], p, c) -- what went wrong before may have taken away what this would spoil
    elseif c.phase == "execution" and i % 8 == 0 then
      finish(p, c, i)
    end
  end

  return gates
end
