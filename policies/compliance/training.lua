-- SPDX-License-Identifier: MIT

policy {
  title  = "Compliance training",
  owner  = "compliance",
  tags   = { "compliance", "training" },
  when   = function(project) return project.phase ~= "closed" end,
  params = {
    every   = duration { "12mo", weaker = "up", doc = "time between two compliance trainings of a member" },
    welcome = duration { "30d", weaker = "up", doc = "time in which a new member is trained" },
  },
}

rule "member_is_trained" {
  covers   = "LG-02.b",
  severity = "warning",
  each     = "members",
  when     = function(member) return member.status == "active" end,
  check    = function(member)
    if member.compliance_trained_on then return not older_than(member.compliance_trained_on, param.every) end
    return not older_than(member.joined_on, param.welcome)
  end,
  message  = "{member.name} had no compliance training in its time; the last was on {member.compliance_trained_on}",
  remedy   = "book the next training, and record when it was done",
}
