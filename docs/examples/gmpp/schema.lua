-- SPDX-License-Identifier: MIT
-- What the Government Major Projects Portfolio publishes of a project beyond plumb's own fields. Its money is there
-- already (budget.year_baseline, year_forecast, year_variance, variance_narrative, whole_life_cost, whole_life_narrative).

extend "project" {
  { "department",          string, "Department", "部门", doc = "The department that answers for the project, as an abbreviation." },
  { "category",            string, "Category",   "类别", doc = "The category of the annual report." },
  { "delivery_confidence", enum { "green", "amber_green", "amber", "amber_red", "red" }, "Delivery confidence", "交付信心", tracked = true,
    doc = "The rating of the Infrastructure and Projects Authority." },
  { "confidence_narrative", text, "Actions on the rating", "评级应对措施" },
  { "schedule_narrative",   text, "Narrative on the schedule", "进度说明" },
}
