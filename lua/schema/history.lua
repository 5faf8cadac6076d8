-- SPDX-License-Identifier: MIT
-- history: what a project was, told by the document itself. A store keeps the same of every change; where both are
-- there, policies see them merged by time.

extend "project" {
  { "history", list "past", "History", "历史", doc = { "Earlier values and changes; the values of today are those of the fields.", "以往的值与变更；当前值以各字段为准。" } },
}

kind "past" {
  label = { "Earlier value or change", "历史值或变更" },
  doc   = { "With value: what the field was from then on. With from or to: a change of it.", "含 value：自该时起字段的值；含 from 或 to：一次变更。" },
  key   = { "path", "on", "at" },

  { "path",  string,   "Field", "字段", required = true, doc = "Such as satisfaction, charter.scope or goals[G1].forecast." },
  { "on",    date,     "On",    "日期", doc = "From the beginning of that day; or at." },
  { "at",    datetime, "At",    "时间" },
  { "value", any,      "Value", "值",   doc = "As the field itself is written; without it the field was absent from then on." },
  { "from",  any,      "From",  "原值" },
  { "to",    any,      "To",    "新值" },
  { "by",    string,   "By",    "变更人" },
  { "why",   text,     "Why",   "原因" },
}
