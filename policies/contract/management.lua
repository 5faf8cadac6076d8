-- SPDX-License-Identifier: MIT
-- Contracts: signed before work starts, decided on before they end, kept, paid for, and changed only in writing.

policy {
  title  = "Contracts",
  owner  = "legal",
  tags   = { "contract" },
  when   = function(project) return project.phase ~= "closed" end,
  params = {
    notice     = duration { "30d", weaker = "down", doc = "time before a contract ends in which its renewal or closure is decided" },
    receivable = at_most { warning = "30d", error = "60d", critical = "90d", doc = "time that a receivable is overdue; beyond the last nothing more is shipped" },
    deposit    = at_most { "20%", doc = "share of the contract's value that is paid as a deposit" },
    penalty    = at_most { "30%", doc = "share of the loss that a penalty amounts to; a court may reduce a higher one" },
  },
}

-- A contract that does not say whether it is required is taken to be.
local function is_required(contract) return contract.required or contract.required == nil end

-- What does not say that it is over is in force.
local function is_in_force(contract)
  local status = contract.status
  return not status or status ~= "finished" and status ~= "terminated"
end

local function is_at_work(project) return project.phase == "execution" or project.phase == "monitoring" or project.phase == "closing" end

-- ---- before the work ----

rule "required_contract_is_there" {
  covers      = "N-01.a",
  severity    = "critical",
  gate        = "execution",
  enforcement = "hard",
  when        = function(project) return project.contract_required end,
  check       = function(project) return not empty(project.contracts) end,
  message     = "the project needs a contract and has none; work cannot start",
  remedy      = "record the contract, and have it signed before the work starts",
}

rule "contract_is_signed_before_work" {
  covers      = "N-01.a",
  severity    = "critical",
  gate        = "execution",
  enforcement = "hard",
  each        = "contracts",
  when        = function(contract) return is_required(contract) and is_in_force(contract) end,
  check       = function(contract)
    return contract.signed_on and (not contract.work_started_on or contract.signed_on <= contract.work_started_on)
  end,
  message     = "contract {contract.number} was not signed before the work started, or is not signed yet",
  remedy      = "stop the work until both sides have signed; report work that was done without a contract",
}

-- ---- whoever let the work begin ----

rule "work_has_its_contract" {
  covers   = "N-01.a",
  severity = "critical",
  when     = function(project) return project.contract_required and is_at_work(project) end,
  check    = function(project) return not empty(project.contracts) end,
  message  = "the project needs a contract, has none, and work goes on",
  remedy   = "stop the work until the contract is signed; report what was done without it",
}

rule "no_work_without_signature" {
  covers   = "N-01.a",
  severity = "critical",
  each     = "contracts",
  when     = function(contract, project)
    return is_required(contract) and is_in_force(contract) and (contract.work_started_on ~= nil or is_at_work(project))
  end,
  check    = function(contract)
    return contract.signed_on and (not contract.work_started_on or contract.signed_on <= contract.work_started_on)
  end,
  message  = "work on contract {contract.number} goes on without a signature, or began before it",
  remedy   = "stop the work until both sides have signed; report what was done without a contract",
}

-- ---- while it runs ----

rule "contract_end_is_decided" {
  covers   = "N-01.b",
  severity = "warning",
  each     = "contracts",
  when     = function(contract) return contract.finish and is_in_force(contract) end,
  check    = function(contract)
    local renewal = contract.renewal
    local is_decided = renewal and renewal ~= "undecided"
    return is_decided or not due_within(contract.finish, param.notice) and not overdue(contract.finish)
  end,
  message  = "contract {contract.number} ends on {contract.finish}, and nobody has decided what comes then",
  remedy   = "decide whether it is renewed or closed, and tell the other party",
}

rule "obligation_is_met_in_time" {
  covers   = "N-02.a",
  severity = "error",
  each     = "contracts.obligations",
  when     = function(obligation)
    local status = obligation.status
    return obligation.due and not obligation.met_on and (not status or status ~= "met" and status ~= "waived")
  end,
  check    = function(obligation) return not overdue(obligation.due) end,
  message  = "obligation {obligation.clause} of contract {contract.number} was due on {obligation.due}",
  remedy   = "meet the obligation and record the evidence, or agree a new date in writing",
}

rule "variation_was_agreed_in_writing" {
  covers   = "N-03.a",
  severity = "error",
  each     = "contracts.variations",
  when     = function(variation)
    local status = variation.status
    return variation.performed_on or status and status == "performed"
  end,
  check    = function(variation)
    return variation.amendment_signed_on
      and (not variation.performed_on or variation.amendment_signed_on <= variation.performed_on)
  end,
  message  = "variation {variation.name} of contract {contract.number} was performed before an amendment was signed",
  remedy   = "have the amendment signed now, and perform nothing more without one",
}

-- ---- its money ----

rule "receivable_is_paid" {
  covers  = "N-03.b",
  each    = "receivables",
  when    = function(receivable) return receivable.due and not receivable.paid_on end,
  measure = function(receivable) return days_between(receivable.due, today()) end,
  limit   = "receivable",
  message = "invoice {receivable.invoice} of {receivable.customer} is overdue by {measure}; {limit} is the limit",
  remedy  = "agree a collection plan with the customer; stop deliveries when the last limit is passed",
}

rule "deposit_is_small" {
  covers   = "N-03.c",
  severity = "warning",
  each     = "contracts",
  when     = function(contract) return contract.deposit and is_in_force(contract) end,
  measure  = function(contract) return ratio(contract.deposit, contract.value) end,
  limit    = "deposit",
  message  = "the deposit of contract {contract.number} is {measure} of its value; {limit} is the limit",
  remedy   = "lower the deposit: what is above the limit does not bind as a deposit",
}

rule "penalty_is_moderate" {
  covers   = "N-03.c",
  severity = "warning",
  each     = "contracts",
  when     = function(contract) return contract.penalty and is_in_force(contract) end,
  measure  = function(contract) return contract.penalty end,
  limit    = "penalty",
  message  = "the penalty of contract {contract.number} is {measure} of the loss; {limit} is the limit",
  remedy   = "lower the penalty, or have legal confirm it",
}
