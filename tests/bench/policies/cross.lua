-- SPDX-License-Identifier: MIT
-- R19 and R20 of the bench: rules that hold one list against another.
policy { title = "Cross-list rules" }

rule "r19_risk_owners_in_team" {
  severity = "error",
  check = function(project)
    local names = {}
    for _, member in ipairs(project.team) do names[member.name] = true end
    for _, risk in ipairs(project.risks) do
      local owner = risk.owner
      if owner and not names[owner] then return false end
    end
    return true
  end,
  message = "a risk is owned by somebody outside the team",
}

rule "r20_required_skills_present" {
  severity = "error",
  check = function(project)
    local have = {}
    for _, member in ipairs(project.team) do
      for _, skill in ipairs(member.skills) do have[skill] = true end
    end
    for _, skill in ipairs(project.required_skills) do
      if not have[skill] then return false end
    end
    return true
  end,
  message = "a required skill is in nobody's hands",
}
