-- SPDX-License-Identifier: MIT

local function with_deviation(over)
  local deviation = { name = "stands late", area = "schedule", level = "error", status = "open", started_on = "2026-06-22",
    detected_at = "2026-06-24T10:00:00+08:00", action_at = "2026-06-25T10:00:00+08:00", due = "2026-07-10" }
  for key, value in pairs(over) do deviation[key] = value end
  return sample { deviations = { deviation } }
end

test "a deviation that is found and answered soon conforms" {
  project = with_deviation {},
  fails   = {},
  unknown = {},
  passes  = { "deviation_is_found_soon", "grave_deviation_is_answered", "corrective_action_is_in_time", "deviation_does_not_come_back" },
}

test "a deviation is found within a week" {
  given          = function(day) return with_deviation { started_on = day } end,
  rule           = "deviation_is_found_soon",
  passes         = { "2026-06-17" },
  fails          = { "2026-06-16" },
  not_applicable = { absent },
}

test "a grave deviation is answered within three working days" {
  given  = function(day) return with_deviation { detected_at = day .. "T02:00:00Z", action_at = absent } end,
  rule   = "grave_deviation_is_answered",
  passes = { "2026-06-29", "2026-06-25" },
  fails  = { "2026-06-24" },
}

test "an answer that came late was late" {
  project = with_deviation { action_at = "2026-06-30T00:00:01Z" },
  fails   = { grave_deviation_is_answered = "error" },
}

test "a lesser deviation may wait" {
  given          = function(level) return with_deviation { level = level, action_at = absent, detected_at = "2026-05-04T10:00:00+08:00" } end,
  rule           = "grave_deviation_is_answered",
  fails          = { "error" },
  not_applicable = { "info", "warning" },
}

test "an action is overdue on the day after it was due" {
  given          = function(day) return with_deviation { due = day } end,
  rule           = "corrective_action_is_in_time",
  passes         = { ago "0d" },
  fails          = { ago "1d" },
  not_applicable = { absent },
}

test "what was closed does not come back" {
  given  = function(first) return with_deviation { status = was { first, "open", every = "20d" } } end,
  rule   = "deviation_does_not_come_back",
  passes = { "open" },
  fails  = { "closed" },
}

test "a closed deviation asks for nothing more" {
  project        = with_deviation { status = "closed", due = ago "1d", action_at = absent },
  not_applicable = { "grave_deviation_is_answered", "corrective_action_is_in_time", "deviation_does_not_come_back" },
}

test "findings speak Chinese too" {
  project = with_deviation { status = was { "closed", "open", every = "20d" } },
  lang    = "zh",
  fails   = { "deviation_does_not_come_back" },
  finding = { message = "偏差“stands late”关闭后再次出现" },
}
