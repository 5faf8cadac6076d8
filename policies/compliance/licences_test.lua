-- SPDX-License-Identifier: MIT

local function with_licence(over)
  local check = { id = "L1", law = "Food licence", kind = "licence", required = true, result = "pass", evidence = "food.pdf", valid_to = "2027-12-31" }
  for key, value in pairs(over) do check[key] = value end
  return sample { compliance = { check } }
end

test "the sample's licences are in order" {
  project = sample {},
  fails   = {},
  unknown = {},
  passes  = { "law_check_has_passed", "licence_is_proved", "licence_does_not_run_out" },
}

test "a check was made, and did not fail" {
  given  = function(result) return with_licence { result = result } end,
  rule   = "law_check_has_passed",
  passes = { "pass", "conditional" },
  fails  = { "fail", absent },
}

test "what is not required is not asked for" {
  project        = with_licence { required = false, result = "fail", evidence = absent },
  not_applicable = { "law_check_has_passed", "licence_is_proved", "licence_does_not_run_out" },
}

test "a required licence has a document and an end" {
  project = with_licence { evidence = absent, valid_to = absent },
  fails   = { licence_is_proved = "error" },
  finding = { message = "Food licence is required, but there is no evidence, valid_to" },
}

test "a law needs no document" {
  project        = with_licence { kind = "law", evidence = absent },
  not_applicable = { "licence_is_proved" },
}

test "a licence is renewed thirty days before its end" {
  given  = function(day) return with_licence { valid_to = day } end,
  rule   = "licence_does_not_run_out",
  passes = { ahead "31d" },
  fails  = { ahead "30d", ahead "0d", ago "1d" },
}

test "what is on the list is required" {
  project = with_licence { required = absent, result = "fail", evidence = absent },
  fails   = { "law_check_has_passed", "licence_is_proved" },
}
