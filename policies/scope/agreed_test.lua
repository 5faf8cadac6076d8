-- SPDX-License-Identifier: MIT

test "without a history there is nothing to hold the scope against" {
  project = sample { scope = { includes = { "shops" }, approved_on = "2026-03-20" } },
  fails   = {},
  unknown = {},
  not_applicable = { "scope_changes_by_request", "success_criteria_are_those_of_the_start" },
}

-- A scope that was approved on the 20th of March and changed once, with these requests.
local function scope_changed(over, requests)
  local change = { path = "scope.includes", at = "2026-06-10T09:00:00Z", from = { "shops" }, to = { "shops", "kiosks" }, by = "Wang Fang" }
  for key, value in pairs(over or {}) do change[key] = value end
  return sample { scope = { includes = { "shops", "kiosks" }, approved_on = "2026-03-20" }, history = { change }, changes = requests or {} }
end

local function request(over)
  local r = { name = "kiosks", kind = "scope", status = "approved", approved_at = "2026-06-08T09:00:00Z", raised_at = "2026-06-01T09:00:00Z" }
  for key, value in pairs(over or {}) do r[key] = value end
  return { r }
end

test "the scope does not change by itself" {
  project = scope_changed(),
  fails   = { scope_changes_by_request = "error" },
  finding = { message = "the scope was changed without an approved request: scope.includes; last at 2026-06-10T09:00:00Z" },
}

test "an approved request lets the scope change" {
  given  = function(approved_at) return scope_changed({}, request { approved_at = approved_at }) end,
  rule   = "scope_changes_by_request",
  passes = { "2026-06-08T09:00:00Z", "2026-06-10T09:00:00Z", "2026-05-13T00:00:00Z" },
  fails  = { "2026-06-10T09:00:01Z", "2026-05-08T09:00:00Z" },
}

test "only a request for the scope, and only an approved one" {
  given  = function(over) return scope_changed({}, request(over)) end,
  rule   = "scope_changes_by_request",
  passes = { { status = "applied" } },
  fails  = { { kind = "cost" }, { status = "pending" }, { status = "rejected" } },
}

test "what happened until the approval is part of it" {
  given  = function(day) return scope_changed { at = day .. "T12:00:00Z" } end,
  rule   = "scope_changes_by_request",
  passes = { "2026-03-19", "2026-03-20" },
  fails  = { "2026-03-21" },
}

test "approving it again is no change of it" {
  given  = function(path) return scope_changed { path = path, from = "a", to = "b" } end,
  rule   = "scope_changes_by_request",
  passes = { "scope.approved_by", "scope.approved_on", "scope.changed_on" },
  fails  = { "scope.excludes", "scope.effort", "scope.version" },
}

test "a request without a moment of approval leaves it open" {
  project = scope_changed({}, request { approved_at = absent }),
  unknown = { "scope_changes_by_request" },
}

test "a scope that nobody approved may change" {
  project = sample { scope = { includes = { "shops" }, approved_on = absent }, history = { { path = "scope.includes", on = "2026-06-10", from = { "a" }, to = { "b" } } } },
  not_applicable = { "scope_changes_by_request" },
}

-- The project left the initiation on the 2nd of March, and a criterion was changed on `day`.
local function criterion_changed(day, path)
  return sample {
    phase = was { ["2026-02-10"] = "initiation", ["2026-03-02"] = "planning", ["2026-04-01"] = "execution" },
    success_criteria = { { name = "market share", target = 12 } },
    history = { { path = path or "success_criteria[market share].target", on = day, from = 15, to = 12, by = "Li Na" } },
  }
end

test "criteria of success are set until planning begins" {
  given  = function(day) return criterion_changed(day) end,
  rule   = "success_criteria_are_those_of_the_start",
  passes = { "2026-02-20", "2026-03-02" },
  fails  = { "2026-03-03", "2026-06-29" },
}

test "measuring is no late edit" {
  given  = function(path) return criterion_changed("2026-06-20", path) end,
  rule   = "success_criteria_are_those_of_the_start",
  passes = { "success_criteria[market share].actual", "success_criteria[market share].measured_on", "success_factors[team].owner" },
  fails  = { "success_criteria[market share]", "success_criteria[market share].unit" },
}

test "what was edited late is named" {
  project = criterion_changed("2026-06-20"),
  fails   = { success_criteria_are_those_of_the_start = "error" },
  finding = { rule = "success_criteria_are_those_of_the_start", message = { contains = "success_criteria[market share].target" } },
}

test "when it is not known when planning began nothing is claimed" {
  project = sample { history = { { path = "success_criteria[x].target", on = "2026-06-20", from = 1, to = 2 } } },
  unknown = { "success_criteria_are_those_of_the_start" },
}

test "findings speak Chinese too" {
  project = scope_changed(),
  lang    = "zh",
  fails   = { "scope_changes_by_request" },
  finding = { message = { contains = "范围未经批准的变更请求即被修改：scope.includes" } },
}
