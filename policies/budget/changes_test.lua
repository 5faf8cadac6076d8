-- SPDX-License-Identifier: MIT

test "the sample's changes are in order" {
  project = sample {},
  fails   = {},
  unknown = {},
  passes  = { "change_is_decided", "applied_change_was_approved" },
}

local function with_change(over)
  local change = { name = "lighter stands", raised_at = "2026-06-24T10:00:00+08:00", status = "pending" }
  for key, value in pairs(over) do change[key] = value end
  return sample { changes = { change } }
end

-- The sample's day is Tuesday the 30th; five working days before it is Tuesday the 23rd.
test "a change is decided within five working days" {
  given  = function(day) return with_change { raised_at = day .. "T12:00:00Z" } end,
  rule   = "change_is_decided",
  passes = { "2026-06-29", "2026-06-23" },
  fails  = { "2026-06-22", "2026-05-04" },
}

test "only a pending change waits" {
  given          = function(status) return with_change { status = status, raised_at = "2026-03-02T10:00:00+08:00" } end,
  rule           = "change_is_decided",
  fails          = { "pending" },
  not_applicable = { "approved", "rejected", "applied" },
}

local function applied(over)
  over.status, over.applied_at = "applied", "2026-06-26T10:00:00+08:00"
  return with_change(over)
end

test "a change is applied no second before it is approved" {
  given  = function(time) return applied { approved_by = "Chen Wei", approved_at = "2026-06-26T" .. time .. "+08:00" } end,
  rule   = "applied_change_was_approved",
  passes = { "09:59:59", "10:00:00" },
  fails  = { "10:00:01" },
}

test "a change is not applied without an approval" {
  project = applied {},
  fails   = { applied_change_was_approved = "error" },
}

test "somebody approves, not just some day" {
  project = applied { approved_at = "2026-06-25T10:00:00+08:00" },
  fails   = { "applied_change_was_approved" },
}

test "findings speak Chinese too" {
  project = applied {},
  lang    = "zh",
  fails   = { "applied_change_was_approved" },
  finding = { message = { contains = "变更“lighter stands”" } },
}

-- ---- a year of changes ----

local function changed(n, over)
  local list = {}
  for i = 1, n do
    list[i] = { name = "change " .. i, kind = "baseline", status = "applied", impact_cost = 10, approved_by = "Chen Wei",
      approved_at = "2025-07-01T10:00:00Z", applied_at = ("2026-0%d-10T10:00:00Z"):format(i) }
  end
  for key, value in pairs(over or {}) do list[1][key] = value end
  return sample { budget = { baseline = 1000 }, changes = list }
end

test "the baseline is changed three times a year at most" {
  given  = changed,
  rule   = "baseline_is_changed_seldom",
  passes = { 1, 3 },
  fails  = { 4 },
}

test "a change counts for twelve months" {
  given  = function(day) return changed(4, { applied_at = day .. "T12:00:00Z" }) end,
  rule   = "baseline_is_changed_seldom",
  passes = { "2025-06-29" },
  fails  = { "2025-07-01" },
}

test "changes add a tenth to the cost at most" {
  given  = function(cost) return changed(3, { impact_cost = cost }) end,
  rule   = "changes_add_little_to_the_cost",
  passes = { -500, 80, absent },
  fails  = { 81 },
}

test "without a baseline nothing grows" {
  project        = sample { budget = { baseline = absent }, changes = { { name = "stands", status = "approved" } } },
  not_applicable = { "changes_add_little_to_the_cost" },
}
