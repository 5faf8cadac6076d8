-- SPDX-License-Identifier: MIT
-- Licences and permits: each that is required is there, is proved, and is renewed before it runs out.

policy {
  title  = "Licences and permits",
  owner  = "legal",
  tags   = { "compliance" },
  when   = function(project) return project.phase ~= "closed" end,
  params = {
    renewal = duration { "30d", weaker = "down", doc = "time before its end in which a licence must be renewed" },
  },
}

-- What is on the list is required, unless it says that it is not.
local function is_required(check) return check.required == nil or check.required end

local function is_required_licence(check)
  return is_required(check) and (check.kind == "licence" or check.kind == "permit")
end

rule "law_check_has_passed" {
  covers   = "LG-01.a",
  severity = "error",
  each     = "compliance",
  when     = is_required,
  check    = function(check) return check.result and check.result ~= "fail" end,
  message  = "{check.law} was checked with the result {check.result}",
  remedy   = "have the check done, and put right what it finds before going on",
}

rule "licence_is_proved" {
  covers   = "LG-01.a",
  severity = "error",
  each     = "compliance",
  when     = is_required_licence,
  needs    = { "evidence", "valid_to" },
  message  = "{compliance_check.law} is required, but there is no {missing}",
  remedy   = "obtain the licence, and record its document and the day on which it ends",
}

rule "licence_does_not_run_out" {
  covers   = "LG-01.a",
  severity = "error",
  each     = "compliance",
  when     = function(check) return check.valid_to and is_required_licence(check) end,
  check    = function(check) return not overdue(check.valid_to) and not due_within(check.valid_to, param.renewal) end,
  message  = "{check.law} ends on {check.valid_to}",
  remedy   = "renew it now; the work that depends on it stops on that day",
}
