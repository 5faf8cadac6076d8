-- SPDX-License-Identifier: MIT
-- Dependence: a customer on whom much of the portfolio rests is a risk, and the projects with that customer say so.

policy {
  title  = "Dependence on one customer",
  owner  = "finance",
  tags   = { "contract", "risk", "portfolio" },
  when   = function(project) return project.status == "active" and project.value and project.customer end,
  params = {
    share    = percent { "20%", doc = "share of the value of all active projects in a currency that may be one customer's", weaker = "up" },
    projects = number { 5, min = 1, doc = "active projects from which a share of them says something", weaker = "up" },
  },
}

rule "large_customer_is_a_risk_on_record" {
  covers   = "K-01.a",
  severity = "warning",
  across   = "portfolio",
  among    = "currency",
  when     = function(_, peers) return #peers + 1 >= param.projects end,
  check    = function(project, peers)
    local own = project.value + sum(filter(peers, { customer = project.customer }), "value")
    local share = ratio(own, project.value + sum(peers, "value"))
    return share <= param.share or any(project.risks, { category = "credit", status = "open" }), { share = round(share * 100) }
  end,
  message  = "{share}% of the value of all projects is {project.customer}'s, and the register has no open risk of credit",
  remedy   = "record what happens when the customer pays late or leaves, and how the company would answer",
}
