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
