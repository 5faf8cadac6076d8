-- SPDX-License-Identifier: MIT
-- The bench's own schema: the shape of the generated portfolio and nothing of plumb's.
base = false

kind "project" {
  { "id", string, required = true },
  { "name", string },
  { "region", string },
  { "business_unit", string },
  { "phase", enum { "initiation", "planning", "execution", "monitoring", "closing" } },
  { "start", date },
  { "end", date },
  { "budget", object "budget" },
  { "revenue", object "revenue" },
  { "required_skills", set },
  { "goals", list "goal" },
  { "risks", list "risk" },
  { "milestones", list "milestone" },
  { "team", list "member" },
  { "stakeholders", list "stakeholder" },
  { "contracts", list "contract" },
  { "materials", list "material" },
  { "incidents", list "incident" },
  { "documents", object "documents" },
  { "satisfaction", number },
}
kind "budget" { { "total", number }, { "spent", number }, { "committed", number } }
kind "revenue" { { "target", number }, { "actual", number } }
kind "documents" {
  { "charter", bool }, { "schedule", bool }, { "risk_register", bool }, { "communication_plan", bool },
  { "benefits_plan", bool }, { "closure_report", bool },
}
kind "goal" {
  { "statement", text }, { "metric", string }, { "baseline", number }, { "target", number }, { "unit", string },
  { "due", date }, { "owner", string },
}
kind "risk" {
  { "name", string }, { "probability", number }, { "impact", number }, { "status", enum { "open", "closed" } },
  { "response", string }, { "owner", string }, { "reviewed_on", date },
}
kind "milestone" { { "name", string }, { "due", date }, { "baseline", date }, { "done_on", date }, { "percent", number } }
kind "member" { { "name", string }, { "role", string }, { "allocation", number }, { "skills", set } }
kind "stakeholder" { { "name", string }, { "role", string }, { "influence", number }, { "sign_off", bool } }
kind "contract" { { "number", string }, { "value", number }, { "signed_on", date }, { "reviewed_by_legal", bool } }
kind "material" { { "channel", string }, { "text", text }, { "approved_by", string } }
kind "incident" { { "id", string }, { "severity", number }, { "opened_on", date }, { "resolved_on", date } }
