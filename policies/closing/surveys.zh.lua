-- SPDX-License-Identifier: MIT

policy { title = "客户调查" }

rule "bad_survey_is_answered" {
  message = "{survey.sent_on} 的调查结果不佳，未及时开始挽回",
  remedy  = "联系客户，商定改进事项并记录开始日期",
}

rule "satisfaction_does_not_drop" {
  message = "客户满意度由 {before}% 降至 {now}%",
  remedy  = "向客户了解上次调查以来哪些方面变差",
}
