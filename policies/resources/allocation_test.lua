-- SPDX-License-Identifier: MIT

test "the sample's resources are well allocated" {
  project = sample {},
  fails   = {},
  unknown = {},
  passes  = {
    "task_has_its_resources", "resources_cover_the_classes", "resource_is_not_overloaded", "campaign_has_budget_and_staff",
    "resource_classes_have_a_manager",
  },
}

-- ---- tasks ----

local function with_task(over)
  local task = { id = "W1", name = "fair", status = "in_progress", resource_types = { "human", "material" } }
  for key, value in pairs(over) do task[key] = value end
  return {
    tasks       = { task },
    resources   = { { id = "H1", name = "team", type = "human", manager = "Li Na" }, { id = "F1", name = "fund", type = "money", manager = "Wu Min" },
                    { id = "S1", name = "stand", type = "material", manager = "Zhao Lei" } },
    assignments = { { task = "W1", resource = "H1" }, { task = "W1", resource = "S1" } },
  }
end

test "a task in progress has a resource of each class it declares" {
  project = sample(with_task {}),
  passes  = { "task_has_its_resources" },
}

test "the class that a task lacks is named" {
  project = sample(with_task { resource_types = { "human", "money", "material" } }),
  fails   = { task_has_its_resources = "error" },
  finding = { message = "task fair is in progress without a resource it needs: money" },
}

test "a person who does the task is a resource too" {
  project = sample(with_task { id = "W2", assignees = { "Li Na" }, resource_types = { "human" } }),
  passes  = { "task_has_its_resources" },
}

test "only work in progress needs its resources" {
  given  = function(status) return sample(with_task { status = status, resource_types = { "money" } }) end,
  rule   = "task_has_its_resources",
  fails  = { "in_progress" },
  not_applicable = { "planned", "done", "cancelled" },
}

-- ---- classes ----

test "a class without any resource is told" {
  project = sample { resources = { { id = "H1", name = "team", type = "human", manager = "Li Na" }, { id = "F1", name = "fund", type = "money", manager = "Wu Min" } } },
  fails   = { "resources_cover_the_classes", "resource_classes_have_a_manager", "task_has_its_resources" },
  finding = { rule = "resources_cover_the_classes", message = "the project has no resources of: material" },
}

test "a class needs one accountable manager" {
  project = sample { resources = {
    { id = "H1", name = "team", type = "human" },
    { id = "H2", name = "agency", type = "human", manager = "Li Na" },
    { id = "F1", name = "fund", type = "money" },
    { id = "S1", name = "stand", type = "material", manager = "Zhao Lei" },
  } },
  fails   = { resource_classes_have_a_manager = "warning" },
  finding = { message = "nobody is accountable for resources of: money" },
}

-- ---- load ----

local function with_load(load)
  return sample { resources = {
    { id = "H1", name = "team", type = "human", manager = "Li Na", loads = { load } },
    { id = "F1", name = "fund", type = "money", manager = "Wu Min" },
    { id = "S1", name = "stand", type = "material", manager = "Zhao Lei" },
  } }
end

test "a resource may be loaded to ninety percent" {
  given  = function(planned) return with_load { week = ago "1d", planned = planned, capacity = 1000 } end,
  rule   = "resource_is_not_overloaded",
  passes = { 0, 900 },
  fails  = { 901 },
}

test "above ninety percent is a warning, above a hundred an error" {
  project = with_load { week = ago "1d", planned = 100, capacity = 100 },
  fails   = { resource_is_not_overloaded = "warning" },
  finding = { message = { contains = "team is loaded to 100%" } },
}

test "more than there is, is an error" {
  project = with_load { week = ago "1d", load = "101%" },
  fails   = { resource_is_not_overloaded = "error" },
}

test "the busiest week counts" {
  project = sample { resources = {
    { id = "H1", name = "team", type = "human", manager = "Li Na", loads = {
      { week = ago "1d", load = "50%" }, { week = ahead "6d", load = "95%" }, { week = ahead "13d", load = "60%" },
    } },
    { id = "F1", name = "fund", type = "money", manager = "Wu Min" },
    { id = "S1", name = "stand", type = "material", manager = "Zhao Lei" },
  } },
  fails   = { resource_is_not_overloaded = "warning" },
}

test "a week that is over is left alone" {
  given  = function(week) return with_load { week = week, load = "120%" } end,
  rule   = "resource_is_not_overloaded",
  fails  = { ago "6d", ahead "7d" },
  not_applicable = { ago "7d" },
}

-- ---- campaigns ----

local function with_campaign(budget, staff)
  return sample { campaigns = { { name = "spring", market = "Shanghai", status = "active", budget = budget, staff = staff } } }
end

test "a running campaign needs money" {
  given  = function(budget) return with_campaign(budget, 2) end,
  rule   = "campaign_has_budget_and_staff",
  passes = { 1, 200000 },
  fails  = { 0, absent },
}

test "a running campaign needs people" {
  given  = function(staff) return with_campaign(1000, staff) end,
  rule   = "campaign_has_budget_and_staff",
  passes = { 1, 3 },
  fails  = { 0, 0.5, absent },
}

test "a planned campaign may still be empty" {
  project        = sample { campaigns = { { name = "autumn", market = "Shanghai", status = "planned" } } },
  not_applicable = { "campaign_has_budget_and_staff" },
}

test "findings speak Chinese too" {
  project = with_campaign(0, 2),
  lang    = "zh",
  fails   = { "campaign_has_budget_and_staff" },
  finding = { message = { contains = "推广活动“spring”在Shanghai进行中" } },
}
