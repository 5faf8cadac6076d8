-- SPDX-License-Identifier: MIT

local function line(over)
  local item = { audience = "Chen Wei", audience_type = "sponsor", side = "internal", info = "status", channel = "mail", frequency = "7d" }
  for key, value in pairs(over or {}) do item[key] = value end
  return item
end

test "a plan for every stakeholder, inside and outside, may enter" {
  project = sample {},
  enter   = "execution",
  refused = {},
  passes  = { "communication_has_channel_and_frequency", "stakeholder_is_informed", "both_sides_are_informed" },
}

test "a line without a frequency is refused" {
  project = sample { stakeholders = {}, plan = { communication = { line { frequency = absent }, line { audience = "Ma Jun", side = "external" } } } },
  enter   = "execution",
  refused = { "communication_has_channel_and_frequency" },
}

test "one side alone is refused, and it is told in Chinese" {
  project = sample { stakeholders = {}, plan = { communication = { line() } } },
  enter   = "execution",
  lang    = "zh",
  refused = { "both_sides_are_informed" },
  finding = { message = "沟通计划没有同时涵盖内部与外部" },
}

test "a stakeholder is informed by name or by kind" {
  given   = function(who) return sample { stakeholders = { who }, plan = { communication = { line(), line { audience = "Ma Jun", audience_type = "customer", side = "external" } } } } end,
  enter   = "execution",
  rule    = "stakeholder_is_informed",
  passes  = { { name = "Ma Jun" }, { name = "Liu Yang", type = "customer" } },
  refused = { { name = "Liu Yang", type = "authority" }, { name = "Liu Yang" } },
}

test "without a plan nobody is informed" {
  project = sample { plan = absent },
  enter   = "execution",
  refused = { "communication_has_channel_and_frequency", "stakeholder_is_informed", "both_sides_are_informed" },
}
