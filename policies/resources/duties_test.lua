-- SPDX-License-Identifier: MIT

test "the sample's duties are clear" {
  project = sample {},
  fails   = {},
  unknown = {},
  passes  = { "one_person_is_accountable", "somebody_is_responsible", "accountable_person_has_authority", "member_has_a_task", "member_is_not_swamped" },
}

-- A team of a boss with authority and a helper; both have a task, but for what is stated.
local function with_raci(responsible, accountable)
  return sample {
    raci    = { { task = "W1", responsible = responsible, accountable = accountable } },
    members = { { name = "boss", authority = true }, { name = "helper" } },
  }
end

test "exactly one person answers for a task" {
  given  = function(accountable) return with_raci({ "helper" }, accountable) end,
  rule   = "one_person_is_accountable",
  passes = { { "boss" } },
  fails  = { {}, absent, { "boss", "helper" } },
}

test "at least one person does a task" {
  given  = function(responsible) return with_raci(responsible, { "boss" }) end,
  rule   = "somebody_is_responsible",
  passes = { { "boss" }, { "boss", "helper" } },
  fails  = { {}, absent },
}

test "who answers for a task can decide" {
  project = with_raci({ "boss" }, { "helper" }),
  fails   = { accountable_person_has_authority = "error" },
  finding = { message = "helper is accountable for task W1 without the authority to decide" },
}

test "somebody from outside the team has no authority in it" {
  project = with_raci({ "boss", "helper" }, { "stranger" }),
  fails   = { "accountable_person_has_authority" },
}

test "a member without any task is told" {
  project = with_raci({ "boss" }, { "boss" }),
  fails   = { member_has_a_task = "error" },
  finding = { message = "helper is in the team and has no task" },
}

test "doing or answering for a task is a task" {
  project = with_raci({ "helper" }, { "boss" }),
  passes  = { "member_has_a_task" },
}

test "who has left needs no task" {
  given = function(status)
    return sample { raci = { { task = "W1", responsible = { "boss" }, accountable = { "boss" } } }, members = { { name = "helper", status = status } } }
  end,
  rule           = "member_has_a_task",
  fails          = { "active" },
  not_applicable = { "left", "released", "planned" },
}

test "nobody has more than eight open tasks" {
  given  = function(tasks) return sample { members = { { name = "Li Na", status = "active", open_tasks = tasks } } } end,
  rule   = "member_is_not_swamped",
  passes = { 0, 8 },
  fails  = { 9 },
}

test "findings speak Chinese too" {
  project = with_raci({ "boss" }, { "boss" }),
  lang    = "zh",
  fails   = { "member_has_a_task" },
  finding = { message = "成员helper没有任务" },
}
