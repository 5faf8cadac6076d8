-- SPDX-License-Identifier: MIT

local function nonconforming(over)
  local it = { name = "scratched stands", severity = "major", status = "open", opened_at = "2026-06-24T10:00:00Z" }
  for key, value in pairs(over) do it[key] = value end
  return sample { nonconformities = { it } }
end

local function open_since(severity)
  return function(day) return nonconforming { severity = severity, opened_at = day .. "T12:00:00Z" } end
end

test "a major nonconformity is corrected within ten working days" {
  given  = open_since "major",
  rule   = "nonconformity_is_corrected_in_time",
  passes = { "2026-06-16" },
  fails  = { "2026-06-15" },
}

test "a minor one within thirty days" {
  given  = open_since "minor",
  rule   = "nonconformity_is_corrected_in_time",
  passes = { "2026-06-01" },
  fails  = { "2026-05-30" },
}

test "one without a severity has no time that is known" {
  project = nonconforming { severity = absent },
  unknown = { "nonconformity_is_corrected_in_time" },
}

test "it is closed with its cause and a verification" {
  given  = function(over)
    over.status = "closed"
    return nonconforming(over)
  end,
  rule   = "nonconformity_was_closed_for_a_reason",
  passes = { { root_cause = "thin foil", verified_on = "2026-06-29" } },
  fails  = { {}, { root_cause = "thin foil" }, { verified_on = "2026-06-29" } },
}

test "the defect rate does not rise three times in a row" {
  given          = function(rates)
    rates.every = "1mo"
    return sample { defect_rate = was(rates) }
  end,
  rule           = "defect_rate_does_not_rise_steadily",
  passes         = { { 2, 3, 4 }, { 2, 3, 3, 4 }, { 5, 4, 3, 2 } },
  fails          = { { 2, 3, 4, 5 }, { 9, 2, 3, 4, 5 } },
}

test "a rate that nobody measures does not rise" {
  project        = sample {},
  not_applicable = { "defect_rate_does_not_rise_steadily" },
}

test "findings speak Chinese too" {
  project = sample { defect_rate = was { 2, 3, 4, 5, every = "1mo" } },
  lang    = "zh",
  fails   = { "defect_rate_does_not_rise_steadily" },
  finding = { message = "缺陷率连续 3 次上升，现为 5%" },
}
