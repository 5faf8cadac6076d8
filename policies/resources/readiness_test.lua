-- SPDX-License-Identifier: MIT

test "the sample's skills and tools are ready" {
  project = sample {},
  fails   = {},
  unknown = {},
  passes  = { "skill_is_covered", "skill_level_suffices", "skill_was_verified", "tool_is_ready_in_time", "blocking_tool_is_ready" },
}

-- ---- skills ----

-- A task that needs pricing at level 3, and the levels that its assignees have; 0: none.
local function with_levels(ann, bob, status)
  local function member(name, level)
    return { name = name, skills = level > 0 and { { skill = "pricing", level = level } } or { { skill = "design", level = 5 } } }
  end
  return sample {
    tasks   = { { id = "W1", name = "offer", status = status or "in_progress", assignees = { "Ann", "Bob" }, required_skills = { { skill = "pricing", level = 3 } } } },
    members = { member("Ann", ann), member("Bob", bob), member("Cem", 5) },
  }
end

test "a skill that no assignee has is not covered, whoever else has it" {
  project = with_levels(0, 0),
  fails   = { skill_is_covered = "error" },
  finding = { message = "nobody who does task offer has the skill: pricing" },
}

test "a task that nobody does has no skills" {
  project = sample { tasks = { { name = "offer", status = "planned", required_skills = { { skill = "pricing", level = 1 } } } } },
  fails   = { "skill_is_covered" },
}

test "one assignee with the level is enough" {
  project = with_levels(1, 3),
  passes  = { "skill_is_covered", "skill_level_suffices" },
}

test "the level that is asked for suffices" {
  given  = function(level) return with_levels(level, 1) end,
  rule   = "skill_level_suffices",
  passes = { 3, 4 },
  fails  = { 2, 1 },
}

test "one level less is a warning" { project = with_levels(2, 0), fails = { skill_level_suffices = "warning" } }

test "two levels less are an error" { project = with_levels(1, 0), fails = { skill_level_suffices = "error" } }

test "a done task needs no skills any more" {
  project        = with_levels(0, 0, "done"),
  not_applicable = { "skill_is_covered", "skill_level_suffices" },
}

test "a skill is verified every two years" {
  given  = function(day) return sample { members = { { name = "Ann", skills = { { skill = "pricing", level = 3, verified_on = day } } } } } end,
  rule   = "skill_was_verified",
  passes = { ago "1d", ago "24mo" },
  fails  = { "2024-06-29" },
}

-- ---- tools ----

local function with_tool(over)
  local tool = { name = "stand", needed_by = ahead "1mo", status = "ordered", blocking = false }
  for key, value in pairs(over) do tool[key] = value end
  return sample { tools = { tool } }
end

-- The sample's day is a Tuesday; five working days before the next Tuesday.
test "a tool is ready five working days before it is needed" {
  given  = function(day) return with_tool { needed_by = day } end,
  rule   = "tool_is_ready_in_time",
  passes = { "2026-07-08", "2026-07-07" },
  fails  = { "2026-07-06", ago "1d" },
}

test "a tool that is ready may be needed at once" {
  project = with_tool { needed_by = ago "0d", status = "ready" },
  passes  = { "tool_is_ready_in_time" },
}

test "a tool that blocks the work is ready when the work begins" {
  given  = function(status) return with_tool { blocking = true, status = status } end,
  rule   = "blocking_tool_is_ready",
  passes = { "ready" },
  fails  = { "planned", "ordered", "broken" },
}

test "a tool that is not ready blocks as a critical finding" {
  project = with_tool { blocking = true },
  fails   = { blocking_tool_is_ready = "critical" },
}

test "other tools block nothing" {
  project        = with_tool {},
  not_applicable = { "blocking_tool_is_ready" },
}

test "findings speak Chinese too" {
  project = with_levels(0, 0),
  lang    = "zh",
  fails   = { "skill_is_covered" },
  finding = { message = "任务“offer”的执行人均不具备所需技能：pricing" },
}
