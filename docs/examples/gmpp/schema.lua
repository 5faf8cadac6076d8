-- SPDX-License-Identifier: MIT
-- What the Government Major Projects Portfolio knows of a project beyond plumb's own schema. The figures of the year and
-- of the whole life, and what is said about them, are in plumb's `budget` already.

extend "project" {
  { "department", string, "Department", "部门" },
  { "category",   string, "Annual report category", "年报类别" },
  { "confidence", enum { "green", "amber_green", "amber", "amber_red", "red" }, "Delivery confidence", "交付信心",
    tracked = true, doc = "As the Infrastructure and Projects Authority assessed it, at a point in time." },
  { "confidence_narrative", text, "Narrative on the delivery confidence", "交付信心说明" },
  { "schedule_narrative",   text, "Narrative on the schedule", "进度说明" },
}
