-- SPDX-License-Identifier: MIT

local function with_member(over)
  local member = { id = "E1", name = "Li Na", status = "active", joined_on = "2024-01-01" }
  for key, value in pairs(over) do member[key] = value end
  return sample { members = { member } }
end

test "the sample's members are trained" {
  project = sample {},
  fails   = {},
  unknown = {},
  passes  = { "member_is_trained" },
}

test "training is good for twelve months" {
  given  = function(day) return with_member { compliance_trained_on = day } end,
  rule   = "member_is_trained",
  passes = { "2025-06-30" },
  fails  = { "2025-06-29" },
}

test "a new member has thirty days" {
  given  = function(days) return with_member { joined_on = ago(days) } end,
  rule   = "member_is_trained",
  passes = { "30d" },
  fails  = { "31d" },
}

test "the last training is told" {
  project = with_member { compliance_trained_on = "2024-05-05" },
  fails   = { member_is_trained = "warning" },
  finding = { message = { contains = "the last was on 2024-05-05" } },
}

test "who left needs no training" {
  project        = with_member { status = "left" },
  not_applicable = { "member_is_trained" },
}
