-- SPDX-License-Identifier: MIT

-- A project as the portfolio publishes it: 100 million planned for the year.
local function published(budget)
  return { id = "Fixed Speed Cameras", name = "Fixed Speed Cameras", currency = "GBP", budget = budget }
end

test "a large variance that nothing explains fails, above the baseline and below it" {
  project = published { year_baseline = 100e6, year_forecast = 131e6, year_variance = 31 },
  fails   = { "variance_explained" },
}

test "spending far less must be explained as well" {
  project = published { year_baseline = 100e6, year_forecast = 69e6, year_variance = -31 },
  fails   = { "variance_explained" },
}

test "a narrative explains it" {
  project = published { year_baseline = 100e6, year_forecast = 131e6, year_variance = 31, variance_narrative = "The contractor started a quarter early." },
  passes  = { "variance_explained", "variance_adds_up" },
}

test "five per cent is not above five per cent, six is" {
  given = function(percent)
    return published { year_baseline = 100e6, year_forecast = (100 + percent) * 1e6, year_variance = percent }
  end,
  rule  = "variance_explained",
  not_applicable = { 5, -5, 0 },
  fails = { 5.1, -5.1, 6 },
}

test "the form's sentence for small variances explains no large one" {
  project = published { year_baseline = 100e6, year_forecast = 106e6, year_variance = 6, variance_narrative = "The budget variance is less than or equal to 5%. None." },
  fails   = { "variance_explained" },
}

test "the form's sentence is in order where the variance is small" {
  project = published { year_baseline = 100e6, year_forecast = 101e6, year_variance = 1, variance_narrative = "The budget variance is less than or equal to 5%." },
  not_applicable = { "variance_explained" },
}

test "a variance that is not known is not judged" {
  project = published { year_baseline = 100e6, variance_narrative = "Exempt." },
  unknown = { "variance_explained", "variance_adds_up" },
}

test "a baseline of nothing has no variance to compute" {
  project = published { year_baseline = 0, year_forecast = 3e6 },
  unknown = { "variance_explained" },
  not_applicable = { "variance_adds_up" },
}

test "a published variance may be rounded, not more" {
  given = function(percent)
    return published { year_baseline = 100e6, year_forecast = 103.4e6, year_variance = percent }
  end,
  rule   = "variance_adds_up",
  passes = { 3, 3.4, 3.9 },
  fails  = { 2, 4, -3 },
}
