-- SPDX-License-Identifier: MIT

-- A project, and so many others of its type with these figures.
local function beside(own, others, figures)
  local projects = { own }
  for i = 1, others do
    local peer = { id = "P" .. i }
    for key, value in pairs(figures) do peer[key] = value end
    projects[i + 1] = sample(peer)
  end
  return projects
end

local function earning(roi, peers) return beside(sample { id = "A", revenue = { roi = roi } }, peers or 4, { revenue = { roi = 40 } }) end

test "a return is at most a quarter below that of its peers" {
  given  = earning,
  rule   = "return_keeps_up",
  passes = { 30, 40, 90 },
  fails  = { 29.9, -5 },
}

test "a project is told alone, its peers are not" {
  projects = earning(10),
  fails    = { return_keeps_up = "info" },
  finding  = { project = "A", message = "the return on investment is 10%; 40% is the median of projects of its type" },
}

test "with less than four peers there is no comparison" {
  given          = function(n) return earning(10, n) end,
  rule           = "return_keeps_up",
  fails          = { 4 },
  not_applicable = { 0, 3 },
}

test "peers that tell no return are none" {
  projects       = beside(sample { id = "A", revenue = { roi = 10 } }, 6, {}),
  not_applicable = { "return_keeps_up" },
}

test "a project of another type is no peer" {
  projects       = beside(sample { id = "A", type = "tender", revenue = { roi = 10 } }, 4, { revenue = { roi = 40 } }),
  not_applicable = { "return_keeps_up" },
}

test "where most lose money, losing a little more is no lagging" {
  given  = function(roi) return beside(sample { id = "A", revenue = { roi = roi } }, 4, { revenue = { roi = -8 } }) end,
  rule   = "return_keeps_up",
  passes = { -10 },
  fails  = { -10.1 },
}

-- ---- revenue ----

test "a person-day is compared in the same currency" {
  given  = function(revenue) return beside(sample { id = "A", revenue = { per_person_day = revenue } }, 4, { revenue = { per_person_day = 2000 } }) end,
  rule   = "revenue_per_person_day_keeps_up",
  passes = { 1500 },
  fails  = { 1499 },
}

test "peers in another currency are left out" {
  projects       = beside(sample { id = "A", revenue = { per_person_day = 10 } }, 4, { currency = "USD", revenue = { per_person_day = 2000 } }),
  not_applicable = { "revenue_per_person_day_keeps_up" },
}

-- ---- indexes ----

local function performing(field, value) return beside(sample { id = "A", evm = { [field] = value } }, 4, { evm = { [field] = 1 } }) end

test "a cost index is near that of its peers" {
  given  = function(cpi) return performing("cpi", cpi) end,
  rule   = "cost_index_keeps_up",
  passes = { 0.85, 1.2 },
  fails  = { 0.84 },
}

test "a schedule index is near that of its peers" {
  given  = function(spi) return performing("spi", spi) end,
  rule   = "schedule_index_keeps_up",
  passes = { 0.85 },
  fails  = { 0.84 },
}

test "findings speak Chinese too" {
  projects = performing("cpi", 0.5),
  lang     = "zh",
  fails    = { "cost_index_keeps_up" },
  finding  = { project = "A", message = "成本绩效指数为 0.5，同类项目中位数为 1" },
}
