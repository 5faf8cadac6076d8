-- SPDX-License-Identifier: MIT
-- Cost: every line stays inside its amount, the indexes say that the budget holds, and costs are booked while they arise.

policy {
  title  = "Cost control",
  owner  = "finance",
  tags   = { "cost" },
  when   = function(project) return project.phase ~= "initiation" and project.phase ~= "closed" end,
  params = {
    used   = at_most { warning = "80%", error = "95%", critical = "100%", doc = "share of a budget line that is spent or committed" },
    cpi    = at_least { warning = 0.95, error = 0.90, doc = "cost performance index: earned value by actual cost" },
    eac    = at_most { warning = "105%", error = "110%", doc = "estimate at completion as a share of the budget at completion" },
    falls  = number { 3, min = 1, weaker = "up", doc = "so many times in a row the cost performance index is not to fall" },
    booked = duration { "30d", weaker = "up", doc = "time without a booked cost while the work goes on" },
  },
}

rule "line_within_budget" {
  covers  = "B-02.a",
  each    = "budget.lines",
  measure = function(line) return ratio(line.actual + (line.committed or 0), line.amount) end,
  limit   = "used",
  message = "line {line.name} is {measure} used; {limit} is the limit",
  remedy  = "stop ordering on this line, or have a transfer from another line or the reserve approved",
}

rule "cost_performance_index" {
  covers  = "B-02.b",
  when    = function(project) return project.evm and project.evm.cpi end,
  measure = function(project) return project.evm.cpi end,
  limit   = "cpi",
  message = "the cost performance index is {measure}; {limit} is the limit",
  remedy  = "find what costs more than planned, and record the deviation with a corrective action",
}

rule "cost_index_does_not_fall_steadily" {
  covers   = "B-02.c",
  severity = "warning",
  when     = function(project) return project.evm and project.evm.cpi end,
  check    = function(project) return not falling(history(project, "evm.cpi"), param.falls), { falls = param.falls } end,
  message  = "the cost performance index has fallen {falls} times in a row, to {project.evm.cpi}",
  remedy   = "find out what has come to cost more each time, before the index breaks its limit",
}

rule "estimate_at_completion" {
  covers  = "B-02.b",
  when    = function(project) return project.evm and project.evm.eac and project.evm.bac end,
  measure = function(project) return ratio(project.evm.eac, project.evm.bac) end,
  limit   = "eac",
  message = "at completion the project is estimated to cost {measure} of its budget; {limit} is the limit",
  remedy  = "cut what is still to be done, or have a higher budget approved",
}

rule "costs_are_booked" {
  covers   = "B-02.d",
  severity = "warning",
  when     = function(project) return project.phase == "execution" or project.phase == "monitoring" end,
  check    = function(project)
    if empty(project.actuals) then return not older_than(project.started_at or project.start, param.booked) end
    return not older_than(max(project.actuals, "date"), param.booked)
  end,
  message  = "the work goes on and no cost was booked lately",
  remedy   = "book the costs that have arisen; if there were none, check whether the work really goes on",
}
