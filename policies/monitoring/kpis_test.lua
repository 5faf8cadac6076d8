-- SPDX-License-Identifier: MIT

test "a key figure with a threshold for each area may enter" {
  project = sample {},
  enter   = "execution",
  refused = {},
  passes  = { "key_figures_cover_all_areas" },
}

local function watched(quality)
  return sample { monitoring = { kpis = {
    { name = "SPI", area = "time", warning = 0.95 }, { name = "CPI", area = "cost", error = 0.9 }, { name = "exposure", area = "risk", warning = 60 }, quality,
  } } }
end

test "the boundary of a key figure: one threshold is enough, none is not" {
  given   = watched,
  enter   = "execution",
  rule    = "key_figures_cover_all_areas",
  passes  = { { name = "defects", area = "quality", error = 2 } },
  refused = { { name = "defects", area = "quality" }, { name = "defects", warning = 1 } },
}

test "an area without a figure is named, and it is told in Chinese" {
  project = watched { name = "turnover", area = "team", warning = 10 },
  enter   = "execution",
  lang    = "zh",
  refused = { "key_figures_cover_all_areas" },
  finding = { message = "以下领域没有设阈值的监控指标：quality" },
}

test "no monitoring is refused" {
  project = sample { monitoring = absent },
  enter   = "execution",
  refused = { "key_figures_cover_all_areas" },
}
