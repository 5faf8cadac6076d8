-- SPDX-License-Identifier: MIT
-- Who is told what, how and how often is planned before the work: for every stakeholder, inside and outside.

policy {
  title = "Communication plan",
  owner = "pmo",
  tags  = { "communication", "planning" },
}

rule "communication_has_channel_and_frequency" {
  covers   = "C-05.a",
  severity = "critical",
  gate     = "execution",
  each     = "plan.communication",
  needs    = { "channel", "frequency" },
  message  = "the line for {communication_item.audience} of the communication plan lacks: {missing}",
  remedy   = "say by which channel and how often they are informed",
}

rule "stakeholder_is_informed" {
  covers   = "C-05.a",
  severity = "critical",
  gate     = "execution",
  each     = "stakeholders",
  check    = function(stakeholder, project)
    local lines = project.plan and project.plan.communication
    return not empty(lines) and any(lines, function(line)
      return line.audience and line.audience == stakeholder.name
        or line.audience_type and stakeholder.type and line.audience_type == stakeholder.type
    end)
  end,
  message  = "nothing in the communication plan is for stakeholder {stakeholder.name}",
  remedy   = "plan what they are told, by which channel and how often",
}

rule "both_sides_are_informed" {
  covers   = "C-05.a",
  severity = "critical",
  gate     = "execution",
  check    = function(project)
    local lines = project.plan and project.plan.communication
    return not empty(lines)
      and any(lines, function(line) return line.side and line.side == "internal" end)
      and any(lines, function(line) return line.side and line.side == "external" end)
  end,
  message  = "the communication plan does not speak of both sides, those inside the company and those outside",
  remedy   = "add a line for the side that is left out",
}
