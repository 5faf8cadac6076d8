-- SPDX-License-Identifier: MIT
-- R09 to R18 of the bench: rules over one list.
policy {
  title = "List rules",
  params = {
    high = number { 3,   doc = "probability times impact from which a risk needs an answer" },
    review = duration { "90d", doc = "an open risk is reviewed at least this often" },
    late = duration { "7d", doc = "how late a milestone may be" },
    slip = number { 30, doc = "days a milestone may slip" },
  },
}

rule "r09_smart_goals" {
  severity = "error",
  each = "goals",
  check = function(goal, project)
    return goal.metric and goal.unit and goal.owner
      and goal.target ~= nil and goal.target ~= goal.baseline
      and goal.due ~= nil and goal.due >= project.start and goal.due <= project["end"]
  end,
  message = "the goal '{goal.statement}' is not SMART",
}

rule "r10_high_risks_answered" {
  severity = "error",
  each = "risks",
  when = function(risk) return risk.probability * risk.impact >= param.high end,
  check = function(risk) return risk.response and risk.owner end,
  message = "the risk {risk.name} has no owned response",
}

rule "r11_open_risks_reviewed" {
  severity = "error",
  each = "risks",
  when = function(risk) return risk.status == "open" end,
  check = function(risk) return risk.reviewed_on >= today() - param.review end,
  message = "the risk {risk.name} was last reviewed on {risk.reviewed_on}",
}

rule "r12_overdue_milestone" {
  severity = "error",
  each = "milestones",
  check = function(milestone) return milestone.done_on or milestone.due >= today() - param.late end,
  message = "the milestone {milestone.name} is overdue",
}

rule "r13_slipped_milestone" {
  severity = "error",
  each = "milestones",
  check = function(milestone) return milestone.due - milestone.baseline <= param.slip end,
  message = "the milestone {milestone.name} slipped",
}

rule "r14_open_serious_incident" {
  severity = "error",
  each = "incidents",
  when = function(incident) return incident.severity >= 3 end,
  check = function(incident) return incident.resolved_on end,
  message = "the incident {incident.id} is open",
}

rule "r15_overallocated_person" {
  severity = "error",
  check = function(project)
    local load = {}
    for _, member in ipairs(project.team) do
      local name = member.name
      local total = (load[name] or 0) + member.allocation
      if total > 1 then return false end
      load[name] = total
    end
    return true
  end,
  message = "somebody is allocated more than once over",
}

rule "r16_contracts_in_order" {
  severity = "error",
  each = "contracts",
  when = function(contract, project)
    local phase = project.phase
    return phase == "execution" or phase == "monitoring" or phase == "closing"
  end,
  check = function(contract, project)
    return contract.signed_on and contract.signed_on <= project.start and contract.reviewed_by_legal
  end,
  message = "the contract {contract.number} is not in order",
}

local banned = phrases {
  "guaranteed returns", "risk free", "no side effects", "100% safe", "best in the world", "act now", "miracle cure",
  "zero emissions", "limited time only", "clinically proven",
}

rule "r17_banned_phrases" {
  severity = "error",
  each = "materials",
  check = function(material) return #banned(material.text) == 0 end,
  message = "the text uses a banned phrase",
}

rule "r18_sponsor_sign_off" {
  severity = "error",
  check = function(project)
    return any(project.stakeholders, function(s) return s.role == "sponsor" and s.sign_off end)
  end,
  message = "no sponsor has signed off",
}
