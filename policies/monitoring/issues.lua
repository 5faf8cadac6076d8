-- SPDX-License-Identifier: MIT
-- Issues: somebody owns each, it is solved in the time that its severity leaves, and what is solved stays solved.

policy {
  title  = "Issues",
  owner  = "pmo",
  tags   = { "issues" },
  when   = function(project) return project.phase ~= "closed" end,
  params = {
    solved   = per { "issue.severity", critical = "2bd", high = "5bd", medium = "15bd", low = "30bd",
      doc = "time in which an issue is solved, by its severity", weaker = "up" },
    reopened = at_most { "10%", doc = "share of the issues once closed that were opened again" },
  },
}

local function is_open(issue) return not issue.closed_at and (not issue.status or issue.status ~= "closed") end

rule "issue_is_solved_in_time" {
  covers   = "M-04.a",
  severity = "error",
  each     = "issues",
  when     = is_open,
  check    = function(issue) return not older_than(issue.opened_at, pick(param.solved, issue.severity)) end,
  message  = "issue {issue.name} ({issue.severity}) has been open since {issue.opened_at}",
  remedy   = "solve it, or escalate it to somebody who can",
}

rule "issue_has_an_owner" {
  covers   = "M-04.b",
  severity = "error",
  each     = "issues",
  when     = is_open,
  check    = function(issue) return issue.owner ~= nil end,
  message  = "nobody owns issue {issue.name}",
  remedy   = "name who solves it",
}

local function was_reopened(issue)
  return issue.reopened and issue.reopened > 0 or issue.status and any(history(issue, "status"), { value = "reopened" })
end

rule "issues_stay_solved" {
  covers   = "M-04.c",
  severity = "warning",
  when     = function(project) return not empty(project.issues) end,
  measure  = function(project)
    local again = count(project.issues, was_reopened)
    return ratio(again, again + count(project.issues, function(issue) return not is_open(issue) and not was_reopened(issue) end))
  end,
  limit    = "reopened",
  message  = "{measure} of the issues once closed were opened again; {limit} is the limit",
  remedy   = "have the solution checked by who raised the issue before it is closed",
}
