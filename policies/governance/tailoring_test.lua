-- SPDX-License-Identifier: MIT

local function tailored(over)
  local it = { rule = "risk.register.high_risk_answered", change = "off", reason = "insured", requested_by = "Li Na", approved_by = "Chen Wei",
    approved_on = "2026-06-01", expires = "2026-09-30" }
  for key, value in pairs(over) do it[key] = value end
  return sample { process_version = "2026", tailoring = { it } }
end

test "a rule may be set aside for a reason, by somebody, for a time" {
  project = tailored {},
  fails   = {},
  unknown = {},
  passes  = { "tailoring_is_justified", "tailoring_is_for_a_time", "tailoring_has_not_expired", "project_is_bound_to_an_edition" },
}

test "each of these is needed" {
  given  = function(key) return tailored { [key] = absent } end,
  rule   = "tailoring_is_justified",
  passes = { "change", "requested_by" },
  fails  = { "reason", "approved_by", "expires" },
}

test "what is lacking is told" {
  project = tailored { reason = absent, expires = absent },
  fails   = { tailoring_is_justified = "error" },
  finding = { message = "rule risk.register.high_risk_answered was changed without: reason, expires" },
}

test "nobody approves their own change" {
  given          = function(by) return tailored { approved_by = by } end,
  rule           = "tailoring_is_approved_by_another",
  passes         = { "Chen Wei" },
  fails          = { "Li Na" },
  not_applicable = { absent },
}

test "it is for 180 days at most" {
  given  = function(day) return tailored { expires = day } end,
  rule   = "tailoring_is_for_a_time",
  passes = { "2026-11-28" },
  fails  = { "2026-11-29" },
}

test "it ends on its day" {
  given  = function(day) return tailored { expires = day } end,
  rule   = "tailoring_has_not_expired",
  passes = { ago "0d" },
  fails  = { ago "1d" },
}

test "a project says its edition" {
  given          = function(phase) return sample { phase = phase, process_version = absent } end,
  rule           = "project_is_bound_to_an_edition",
  fails          = { "planning", "execution", "monitoring", "closing" },
  not_applicable = { "initiation", "closed" },
}

-- ---- changes of the edition ----

local function moved(why)
  return sample { process_version = "2026", history = {
    { path = "process_version", on = "2026-02-01", to = "2025" },
    { path = "process_version", on = "2026-05-04", from = "2025", to = "2026", why = why },
  } }
end

test "a change of the edition has a reason" {
  given  = moved,
  rule   = "change_of_edition_is_explained",
  passes = { "new advertising law" },
  fails  = { absent },
}

test "where nobody keeps a history nothing is said" {
  project        = tailored {},
  not_applicable = { "change_of_edition_is_explained" },
}

test "findings speak Chinese too" {
  project = tailored { expires = ago "1d" },
  lang    = "zh",
  fails   = { "tailoring_has_not_expired" },
  finding = { message = { contains = "规则 risk.register.high_risk_answered 的调整仅批准至" } },
}
