-- SPDX-License-Identifier: MIT

local function gift(over)
  local gift = { recipient = "Ma Jun", recipient_type = "private", giver = "Li Na", kind = "meal", value = 100, given_on = "2026-05-21" }
  for key, value in pairs(over) do gift[key] = value end
  return gift
end

-- One gift of each of two projects.
local function two(first, second)
  return { sample { id = "A", gifts = { gift(first) } }, sample { id = "B", gifts = { gift(second) } } }
end

test "the sample's gifts add up to little" {
  project = sample {},
  fails   = {},
  unknown = {},
  passes  = { "recipient_is_given_little_in_a_year", "recipient_is_given_something_seldom", "giver_gives_little_in_a_year" },
}

test "a recipient is given little by all projects together" {
  given  = function(value) return two({ value = 1000 }, { value = value }) end,
  rule   = "recipient_is_given_little_in_a_year",
  passes = { 0, 400 },
  fails  = { 400.01 },
}

test "an official is given less, and one gift that says so is enough" {
  given  = function(value) return two({ value = 200, recipient_type = "public_official" }, { value = value }) end,
  rule   = "recipient_is_given_little_in_a_year",
  passes = { 150 },
  fails  = { 150.01 },
}

test "each project that gave something is told" {
  projects = two({ value = 1000 }, { value = 500, giver = "Wang Fang" }),
  fails    = { recipient_is_given_little_in_a_year = "critical" },
  finding  = { project = "B", element = "gifts[recipient=Ma Jun]",
    message = "Ma Jun was given 1500 in 2 gifts of all projects within a year; 1400 is the limit" },
}

test "a gift counts for twelve months" {
  given  = function(day) return two({ value = 1000 }, { value = 1000, given_on = day }) end,
  rule   = "recipient_is_given_little_in_a_year",
  passes = { "2025-06-29" },
  fails  = { "2025-06-30" },
}

test "what is not known of one gift is not known of the sum" {
  given   = function(value) return two({}, { value = value }) end,
  rule    = "recipient_is_given_little_in_a_year",
  unknown = { absent, { amount = 10, currency = "USD" } },
}

test "of an unknown recipient no sum is known" {
  project = sample { gifts = { gift { recipient = absent } } },
  unknown = { "recipient_is_given_little_in_a_year", "recipient_is_given_something_seldom" },
}

-- ---- how often ----

local function times(n)
  local gifts = {}
  for i = 1, n do gifts[i] = gift { value = 10, given_on = ("2026-0%d-10"):format(i) } end
  return { sample { id = "A", gifts = gifts }, sample { id = "B", gifts = { gift { value = 10 } } } }
end

test "four times a year are enough" {
  given  = times,
  rule   = "recipient_is_given_something_seldom",
  passes = { 1, 3 },
  fails  = { 4 },
}

-- ---- givers ----

test "a giver gives little, to whomever" {
  given  = function(value) return two({ value = 100 }, { value = value, recipient = "Sun Yan" }) end,
  rule   = "giver_gives_little_in_a_year",
  passes = { 4900 },
  fails  = { 4900.01 },
}

test "findings speak Chinese too" {
  projects = two({ value = 100 }, { value = 5000, recipient = "Sun Yan" }),
  lang     = "zh",
  fails    = { "recipient_is_given_little_in_a_year", "giver_gives_little_in_a_year" },
  finding  = { rule = "giver_gives_little_in_a_year", project = "A", message = "Li Na 一年内给出合计 5,100 CNY，限值为 5000 CNY" },
}
