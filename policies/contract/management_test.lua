-- SPDX-License-Identifier: MIT

local function with_contract(over)
  local contract = {
    id = "C1", number = "2026-014", party = "Blue River Retail", required = true, value = 100000, status = "active",
    signed_on = "2026-03-10", work_started_on = "2026-04-01", finish = ahead "180d",
  }
  for key, value in pairs(over) do contract[key] = value end
  return sample { contracts = { contract } }
end

test "the sample's contract conforms" {
  project = sample {},
  fails   = {},
  unknown = {},
  passes  = { "required_contract_is_there", "contract_is_signed_before_work", "no_work_without_signature", "contract_end_is_decided" },
}

-- ---- before the work ----

test "a project that needs a contract has one" {
  given  = function(contracts) return sample { contract_required = true, contracts = contracts } end,
  rule   = "required_contract_is_there",
  passes = { { { number = "2026-014" } } },
  fails  = { {}, absent },
}

test "a project that needs no contract has none" {
  project        = sample { contract_required = false, contracts = {} },
  fails          = {},
  not_applicable = { "required_contract_is_there", "contract_is_signed_before_work" },
}

test "a contract is signed on the day on which work starts, or before" {
  given  = function(day) return with_contract { signed_on = day } end,
  rule   = "contract_is_signed_before_work",
  passes = { "2026-03-31", "2026-04-01" },
  fails  = { "2026-04-02", absent },
}

test "a signed contract may wait for its work" {
  given  = function(day) return with_contract { signed_on = day, work_started_on = absent } end,
  rule   = "contract_is_signed_before_work",
  passes = { "2026-06-29" },
  fails  = { absent },
}

test "work without a signature is critical" {
  project = with_contract { signed_on = absent },
  fails   = { contract_is_signed_before_work = "critical", no_work_without_signature = "critical" },
}

test "a contract that is not required may stay unsigned" {
  given          = function(over) return with_contract { signed_on = absent, required = over[1], status = over[2] } end,
  rule           = "contract_is_signed_before_work",
  fails          = { { true, "review" }, { absent, "review" }, { true, absent } },
  not_applicable = { { false, "review" }, { true, "terminated" }, { true, "finished" } },
}

test "work that began without its gate is found all the same" {
  given          = function(over) return sample { phase = over[1], contract_required = true, contracts = over[2] } end,
  rule           = "work_has_its_contract",
  fails          = { { "execution", {} }, { "monitoring", absent }, { "closing", {} } },
  passes         = { { "execution", { { number = "2026-014" } } } },
  not_applicable = { { "planning", {} } },
}

test "nothing is done on a contract before the day of its signature" {
  given  = function(day) return with_contract { signed_on = day } end,
  rule   = "no_work_without_signature",
  passes = { "2026-03-31", "2026-04-01" },
  fails  = { "2026-04-02", absent },
}

test "a contract without work may wait for its signature until the project is at work" {
  given          = function(phase)
    return sample { phase = phase, contracts = { { number = "2026-014", required = true, signed_on = absent, work_started_on = absent } } }
  end,
  rule           = "no_work_without_signature",
  fails          = { "execution", "closing" },
  not_applicable = { "initiation", "planning" },
}

-- ---- while it runs ----

test "what follows a contract is decided thirty days before its end" {
  given  = function(day) return with_contract { finish = day } end,
  rule   = "contract_end_is_decided",
  passes = { ahead "31d" },
  fails  = { ahead "30d", ahead "0d", ago "1d" },
}

test "a decision is to renew or to close" {
  given  = function(renewal) return with_contract { finish = ahead "10d", renewal = renewal } end,
  rule   = "contract_end_is_decided",
  passes = { "renew", "close" },
  fails  = { "undecided", absent },
}

test "a contract that is over needs no decision" {
  given          = function(status) return with_contract { finish = ago "10d", status = status } end,
  rule           = "contract_end_is_decided",
  fails          = { "active", absent },
  not_applicable = { "finished", "terminated" },
}

local function with_obligation(over)
  local obligation = { id = "O1", clause = "7.2", text = "train the shop staff", status = "open", due = ago "1d" }
  for key, value in pairs(over) do obligation[key] = value end
  return with_contract { obligations = { obligation } }
end

test "an obligation is overdue on the day after it was due" {
  given  = function(day) return with_obligation { due = day } end,
  rule   = "obligation_is_met_in_time",
  passes = { ago "0d", ahead "1d" },
  fails  = { ago "1d" },
}

test "an obligation that was met or waived is not overdue" {
  given          = function(over) return with_obligation { status = over[1], met_on = over[2] } end,
  rule           = "obligation_is_met_in_time",
  fails          = { { "open" }, { "breached" }, { absent } },
  not_applicable = { { "met" }, { "waived" }, { "open", "2026-06-28" } },
}

test "an overdue obligation is named with its contract" {
  project = with_obligation {},
  fails   = { obligation_is_met_in_time = "error" },
  finding = { message = { contains = "obligation 7.2 of contract 2026-014 was due on" } },
}

local function with_variation(over)
  local variation = { id = "V1", name = "second stand", value = 8000 }
  for key, value in pairs(over) do variation[key] = value end
  return with_contract { variations = { variation } }
end

test "a variation is performed after its amendment is signed, or on that day" {
  given  = function(day) return with_variation { performed_on = "2026-05-10", amendment_signed_on = day } end,
  rule   = "variation_was_agreed_in_writing",
  passes = { "2026-05-09", "2026-05-10" },
  fails  = { "2026-05-11", absent },
}

test "only a variation that was performed needs an amendment" {
  given          = function(status) return with_variation { status = status } end,
  rule           = "variation_was_agreed_in_writing",
  fails          = { "performed" },
  not_applicable = { "requested", "agreed", "rejected", absent },
}

-- ---- its money ----

local function with_receivable(over)
  local receivable = { id = "I1", invoice = "F-88", customer = "Blue River Retail", amount = 5000, due = ago "1d" }
  for key, value in pairs(over) do receivable[key] = value end
  return sample { receivables = { receivable } }
end

test "a receivable may be thirty days overdue" {
  given  = function(day) return with_receivable { due = day } end,
  rule   = "receivable_is_paid",
  passes = { ahead "5d", ago "0d", ago "30d" },
  fails  = { ago "31d" },
}

test "above thirty days it is a warning" {
  project = with_receivable { due = ago "60d" },
  fails   = { receivable_is_paid = "warning" },
  finding = { message = "invoice F-88 of Blue River Retail is overdue by 60d; 30d is the limit" },
}

test "above sixty days it is an error" { project = with_receivable { due = ago "61d" }, fails = { receivable_is_paid = "error" } }
test "at ninety days it is still an error" { project = with_receivable { due = ago "90d" }, fails = { receivable_is_paid = "error" } }
test "above ninety days it is critical" { project = with_receivable { due = ago "91d" }, fails = { receivable_is_paid = "critical" } }

test "a receivable that was paid is not overdue" {
  project        = with_receivable { due = ago "99d", paid_on = ago "2d" },
  fails          = {},
  not_applicable = { "receivable_is_paid" },
}

test "a deposit is at most a fifth of the value" {
  given  = function(deposit) return with_contract { deposit = deposit } end,
  rule   = "deposit_is_small",
  passes = { 0, 20000 },
  fails  = { 20001 },
}

test "without a value the deposit cannot be judged" {
  given   = function(value) return with_contract { deposit = 100, value = value } end,
  rule    = "deposit_is_small",
  unknown = { absent },
}

test "a penalty is at most thirty percent of the loss" {
  given          = function(penalty) return with_contract { penalty = penalty } end,
  rule           = "penalty_is_moderate",
  passes         = { 30 },
  fails          = { 31 },
  not_applicable = { absent },
}
