-- SPDX-License-Identifier: MIT

local CREDIT = { { name = "pays late", category = "credit", status = "open" } }

-- One project of a customer, and four of others, worth 400 together.
local function beside(value, over)
  local own = { id = "A", customer = "ACME", value = value, risks = {} }
  for key, it in pairs(over or {}) do own[key] = it end
  local projects = { sample(own) }
  for i = 1, 4 do projects[i + 1] = sample { id = "P" .. i, customer = "C" .. i, value = 100, risks = CREDIT } end
  return projects
end

test "a fifth of the portfolio is one customer's without a word" {
  given  = beside,
  rule   = "large_customer_is_a_risk_on_record",
  passes = { 0, 100 },
  fails  = { 101 },
}

test "an open risk of credit says what is known" {
  given  = function(status) return beside(400, { risks = { { name = "pays late", category = "credit", status = status } } }) end,
  rule   = "large_customer_is_a_risk_on_record",
  passes = { "open" },
  fails  = { "closed" },
}

test "the projects of a customer count together" {
  projects = { sample { id = "A", customer = "ACME", value = 60, risks = {} }, table.unpack(beside(60)) },
  fails    = { large_customer_is_a_risk_on_record = "warning" },
}

test "the share is told" {
  projects = beside(400),
  fails    = { "large_customer_is_a_risk_on_record" },
  finding  = { project = "A", message = "50% of the value of all projects is ACME's, and the register has no open risk of credit" },
}

test "few projects tell nothing, and those in another currency none" {
  given          = function(currency) return beside(400, { currency = currency }) end,
  rule           = "large_customer_is_a_risk_on_record",
  fails          = { "CNY" },
  not_applicable = { "USD" },
}

test "a register that is not there may hold the risk or not" {
  projects = beside(400, { risks = absent }),
  unknown  = { "large_customer_is_a_risk_on_record" },
}
