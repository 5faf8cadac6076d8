-- SPDX-License-Identifier: MIT

-- A team of these people, led by Li Na and sponsored by Chen Wei.
local function with_members(...)
  local members = {}
  for i, name in ipairs { ... } do members[i] = { id = "E" .. i, name = name, status = "active" } end
  return sample { team = { pm = "Li Na", sponsor = "Chen Wei" }, members = members }
end

test "the sample's team is complete" {
  project = sample {},
  fails   = {},
  unknown = {},
  passes  = { "team_has_manager_and_sponsor", "team_is_staffed" },
}

test "a team has a project manager and a sponsor" {
  given = function(case)
    local project = with_members("Wang Fang", "Zhao Lei")
    project.team = { pm = case[1], sponsor = case[2] }
    return project
  end,
  rule   = "team_has_manager_and_sponsor",
  passes = { { "Li Na", "Chen Wei" } },
  fails  = { { "Li Na" }, { absent, "Chen Wei" }, { "Li Na", "" } },
}

test "without anybody a team cannot plan" {
  project = sample { phase = "initiation", team = absent, members = absent },
  fails   = { team_has_manager_and_sponsor = "critical", team_is_staffed = "critical" },
}

test "a team has two members beside its manager and its sponsor" {
  given  = function(names) return with_members(table.unpack(names)) end,
  rule   = "team_is_staffed",
  passes = { { "Wang Fang", "Zhao Lei" }, { "Li Na", "Chen Wei", "Wang Fang", "Zhao Lei" } },
  fails  = { { "Wang Fang" }, { "Li Na", "Wang Fang" }, { "Chen Wei", "Wang Fang" }, {} },
}

test "who has left is no member" {
  given = function(status)
    local project = with_members("Wang Fang", "Zhao Lei")
    project.members[2].status = status
    return project
  end,
  rule   = "team_is_staffed",
  passes = { "active", "planned", absent },
  fails  = { "left", "released" },
}

test "a key role is vacant for at most ten working days" {
  given  = function(day) return sample { roles = { { name = "legal counsel", vacant_since = day } } } end,
  rule   = "key_role_is_filled",
  passes = { "2026-06-16" },
  fails  = { "2026-06-15" },
}

test "a role that is held is not vacant" {
  project        = sample { roles = { { name = "legal counsel", holder = "Sun Yan", vacant_since = "2026-03-02" } } },
  fails          = {},
  not_applicable = { "key_role_is_filled" },
}

local function with_training(over)
  local training = { id = "Q1", member = "Wang Fang", skill = "negotiation", due = ago "1d" }
  for key, value in pairs(over) do training[key] = value end
  return sample { training = { training } }
end

test "a training is overdue on the day after it was due" {
  given  = function(day) return with_training { due = day } end,
  rule   = "training_is_done_in_time",
  passes = { ago "0d", ahead "1d" },
  fails  = { ago "1d" },
}

test "a training that was done is not overdue" {
  project        = with_training { due = ago "30d", done_on = ago "2d" },
  fails          = {},
  not_applicable = { "training_is_done_in_time" },
}

test "an overdue training is told with its member" {
  project = with_training {},
  fails   = { training_is_done_in_time = "warning" },
  finding = { message = { contains = "Wang Fang's training in negotiation was due on" } },
}
