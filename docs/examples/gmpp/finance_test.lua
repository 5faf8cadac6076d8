-- SPDX-License-Identifier: MIT

local rule_name <const> = "variance_has_a_narrative"

local function varied(variance, narrative)
  return sample { budget = { year_variance = variance, variance_narrative = narrative } }
end

test "the sample explains its variance" {
  project = sample {},
  passes  = { rule_name },
}

test "the boundary of a variance that needs a narrative" {
  given          = function(variance) return varied(variance, "") end,
  rule           = rule_name,
  fails          = { 5.01, 6, 1230, -5.01, -31, -100 },
  not_applicable = { 5, 4.9, 0, -5 },
}

test "a narrative says more than that there is a variance" {
  given  = function(narrative) return varied(-9, narrative) end,
  rule   = rule_name,
  passes = {
    "The budget variance exceeds 5%. \n\nThe main driver is a contract that was let later.",
    "Two suppliers were late.",
  },
  fails  = {
    "", "The budget variance exceeds 5%.", "The budget variance exceeds 5%. \n ",
    "Exempt under Section 43 of the Freedom of Information Act 2000 (Commercial Interests)",
  },
}

test "a variance that is not known cannot be judged" {
  project = sample { budget = { year_variance = absent } },
  unknown = { rule_name },
}
