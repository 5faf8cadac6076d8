-- SPDX-License-Identifier: MIT

-- A sample project with one goal: the sample's, but for what is stated.
local function with_goal(over)
  local goal = {
    id = "G1", name = "sales", text = "grow sales by 20% next quarter", owner = "Li Na", status = "active",
    metric_name = "sales", unit = "CNY", baseline = 100, target = 120, product = "Aurora",
    measurements = { { date = ago "4d", value = 110 } }, frequency = "30d",
    parent_objective = "O1", start = "2026-03-02", due = "2026-09-30",
  }
  for key, value in pairs(over) do goal[key] = value end
  return sample { goals = { goal } }
end

local function with_text(text) return with_goal { text = text } end

test "the sample's goals are SMART" { project = sample {}, fails = {}, unknown = {} }

test "a goal that conforms passes" {
  project = with_goal {},
  fails   = {},
  unknown = {},
  passes  = {
    "goal_names_metric_and_owner", "goal_names_its_object", "goal_text_has_the_right_length", "goal_text_is_not_vague",
    "goal_is_measurable", "goal_target_differs_from_baseline", "goal_is_measured", "goal_has_a_parent",
    "goal_serves_a_live_objective", "goal_objective_has_not_expired", "goal_has_its_dates", "goal_starts_before_it_is_due",
    "goal_is_due_within_the_project", "goal_horizon_is_reasonable", "goal_is_not_overdue", "goal_is_worded_as_a_quantity",
  },
}

-- ---- specific ----

test "a goal without metric and owner is told what it lacks" {
  project = with_goal { metric_name = absent, owner = absent },
  fails   = { goal_names_metric_and_owner = "error" },
  finding = { rule = "goal_names_metric_and_owner", message = "goal sales does not say its metric_name, owner" },
}

test "a goal for nobody, nothing and nowhere names no object" {
  project = with_goal { product = absent },
  fails   = { "goal_names_its_object" },
}

test "any one object is enough" {
  given  = function(field) return with_goal { product = absent, [field] = "retail" } end,
  rule   = "goal_names_its_object",
  passes = { "product", "region", "target_segment" },
}

test "a goal's text has ten to two hundred characters, whatever the script" {
  given  = with_text,
  rule   = "goal_text_has_the_right_length",
  passes = { ("x"):rep(10), ("x"):rep(200), ("增"):rep(10), ("增"):rep(200) },
  fails  = { ("x"):rep(9), ("x"):rep(201), ("增"):rep(9), ("增"):rep(201) },
}

test "a vague verb needs a number in its clause" {
  given  = with_text,
  rule   = "goal_text_is_not_vague",
  passes = { "improve sales by 5% next month", "grow sales by 20% next quarter", "下个季度提高销售额20%" },
  fails  = { "improve sales next month", "try harder to raise sales", "努力提高销售额，完成任务" },
}

test "a vague word is named" {
  project = with_text "enhance the brand, grow sales by 20% next quarter",
  fails   = { "goal_text_is_not_vague" },
  finding = { rule = "goal_text_is_not_vague", message = { contains = "enhance" } },
}

-- ---- measurable ----

test "a goal without unit, baseline and target cannot be measured" {
  project = with_goal { unit = absent, baseline = absent, target = absent },
  fails   = { "goal_is_measurable" },
  finding = { message = "goal sales cannot be measured without its unit, baseline, target" },
}

test "a target is not the baseline" {
  given  = function(target) return with_goal { target = target } end,
  rule   = "goal_target_differs_from_baseline",
  passes = { 99, 101 },
  fails  = { 100 },
}

test "a goal is measured in its own rhythm" {
  given  = function(days) return with_goal { frequency = "7d", measurements = { { date = ago(days), value = 1 } } } end,
  rule   = "goal_is_measured",
  passes = { "6d", "7d" },
  fails  = { "8d" },
}

test "without a rhythm of its own a goal is measured every thirty days" {
  given  = function(days) return with_goal { frequency = absent, measurements = { { date = ago(days), value = 1 } } } end,
  rule   = "goal_is_measured",
  passes = { "30d" },
  fails  = { "31d" },
}

test "the rhythm can be set" {
  project = with_goal { frequency = absent, measurements = { { date = ago "8d", value = 1 } } },
  params  = { measured = "7d" },
  fails   = { goal_is_measured = "warning" },
}

test "a goal that was never measured counts from its start" {
  given  = function(days) return with_goal { measurements = {}, start = ago(days) } end,
  rule   = "goal_is_measured",
  passes = { "30d" },
  fails  = { "31d" },
}

test "nothing is measured before the work begins" {
  project        = sample { phase = "planning", goals = { { name = "sales", status = "approved", measurements = {} } } },
  not_applicable = { "goal_is_measured" },
}

-- ---- relevant ----

test "an orphan goal is told" {
  project = with_goal { parent_objective = absent },
  fails   = { "goal_has_a_parent" },
}

test "a goal may serve another goal" {
  project = sample { goals = {
    { id = "G1", name = "sales", status = "active", parent_objective = "O1" },
    { id = "G2", name = "leads", status = "active", parent_goal = "G1" },
  } },
  passes  = { "goal_has_a_parent", "goal_parents_run_in_no_circle" },
}

test "an objective that is not there, or not live, is served by nobody" {
  project = with_goal { parent_objective = "O9" },
  fails   = { "goal_serves_a_live_objective" },
}

test "an objective must be live" {
  given = function(status)
    local project = with_goal {}
    project.objectives = { { id = "O1", name = "growth", status = status } }
    return project
  end,
  rule   = "goal_serves_a_live_objective",
  passes = { "live" },
  fails  = { "achieved", "cancelled", "expired" },
}

test "goals that serve each other run in a circle" {
  project = sample { goals = {
    { id = "G1", name = "sales", status = "closed", parent_goal = "G2" },
    { id = "G2", name = "leads", status = "closed", parent_goal = "G1" },
  } },
  fails   = { "goal_parents_run_in_no_circle" },
}

test "objectives run in no circle either" {
  project = sample { objectives = {
    { id = "O1", name = "growth", status = "live", parent = "O2" },
    { id = "O2", name = "margin", status = "live", parent = "O1" },
  } },
  fails   = { "objective_parents_run_in_no_circle" },
}

test "an objective may have a parent" {
  project = sample { objectives = {
    { id = "O1", name = "growth", status = "live", parent = "O2" },
    { id = "O2", name = "margin", status = "live" },
  } },
  passes  = { "objective_parents_run_in_no_circle" },
}

test "an objective holds to the end of its last day" {
  given = function(valid_to)
    local project = with_goal {}
    project.objectives = { { id = "O1", name = "growth", status = "live", valid_to = valid_to } }
    return project
  end,
  rule   = "goal_objective_has_not_expired",
  passes = { ahead "1d", ago "0d" },
  fails  = { ago "1d" },
}

-- ---- bound to a date ----

test "a goal without dates is not bound in time" {
  project = with_goal { start = absent, due = absent },
  fails   = { "goal_has_its_dates" },
}

test "a goal starts before it is due" {
  given  = function(due) return with_goal { start = "2026-07-10", due = due } end,
  rule   = "goal_starts_before_it_is_due",
  passes = { "2026-07-11" },
  fails  = { "2026-07-10", "2026-07-09" },
}

test "a goal may be due on the project's last day" {
  given  = function(due) return with_goal { due = due } end,
  rule   = "goal_is_due_within_the_project",
  passes = { "2026-10-30" },
  fails  = { "2026-10-31" },
}

test "a goal runs for two weeks to eighteen months" {
  given = function(due)
    local project = with_goal { start = "2026-07-01", due = due }
    project.finish = "2028-12-31"
    return project
  end,
  rule   = "goal_horizon_is_reasonable",
  passes = { "2026-07-15", "2028-01-01" },
  fails  = { "2026-07-14", "2028-01-02" },
}

test "a goal is overdue on the day after it was due" {
  given  = function(due) return with_goal { due = due } end,
  rule   = "goal_is_not_overdue",
  passes = { ago "0d" },
  fails  = { ago "1d" },
}

test "a goal that was achieved is not overdue" {
  project = with_goal { due = ago "1d", achieved_on = ago "3d" },
  passes  = { "goal_is_not_overdue" },
}

test "a closed goal is left alone" {
  project        = with_goal { status = "closed", due = ago "10d", text = absent },
  fails          = {},
  not_applicable = { "goal_is_not_overdue", "goal_names_metric_and_owner" },
}

-- ---- worded as a quantity ----

test "the standard's own examples, in both languages" {
  given  = with_text,
  rule   = "goal_is_worded_as_a_quantity",
  passes = { "grow sales by 20% next quarter", "下个季度销售额增长20%" },
  fails  = { "try harder to raise sales", "努力提高销售额" },
}

test "what a slogan does not say is named" {
  project = with_text "grow the market share by a lot",
  fails   = { "goal_is_worded_as_a_quantity" },
  finding = { message = "the text of goal sales does not say its magnitude, unit, period" },
}

test "findings speak Chinese too" {
  project = with_text "努力提高销售额，完成任务",
  lang    = "zh",
  fails   = { "goal_text_is_not_vague", "goal_is_worded_as_a_quantity" },
  finding = { rule = "goal_is_worded_as_a_quantity", message = { contains = "目标“sales”的描述未说明" } },
}

test "a goal without a status is an open one" {
  project = with_goal { status = absent, owner = absent },
  fails   = { "goal_names_metric_and_owner" },
}
