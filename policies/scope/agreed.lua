-- SPDX-License-Identifier: MIT
-- What was agreed stays: the scope changes by approved requests only, and success is measured by the criteria of the start.
-- Both look at the history of the project; where none is kept they do not apply.

policy {
  title  = "Scope and criteria as agreed",
  owner  = "pmo",
  tags   = { "scope" },
  when   = function(project) return project.phase ~= "initiation" end,
  params = {
    carried_out = duration { "20bd", weaker = "up", doc = "time after its approval in which a change of the scope is carried out" },
  },
}

local function ends_in(path, field) return path:find("%." .. field .. "$") ~= nil end

-- Who approved the scope and when is no part of it.
local function is_of_substance(change)
  return not (ends_in(change.path, "approved_by") or ends_in(change.path, "approved_on") or ends_in(change.path, "changed_on"))
end

local function is_requested(change, project)
  return any(project.changes, function(request)
    return request.kind == "scope" and (request.status == "approved" or request.status == "applied")
      and request.approved_at <= change.at and in_time(change.at, after(request.approved_at, param.carried_out))
  end)
end

rule "scope_changes_by_request" {
  covers   = "P-01.b",
  severity = "error",
  when     = function(project) return project.scope and project.scope.approved_on and changes(project, "scope") end,
  check    = function(project)
    local approved = project.scope.approved_on
    local wild = filter(changes(project, "scope"), function(change)
      return is_of_substance(change) and days_between(approved, change.at) > 0
        and (empty(project.changes) or not is_requested(change, project))
    end)
    local last = wild[#wild]
    return #wild == 0, last and { fields = table.concat(distinct(wild, "path"), ", "), last = last.at } or nil
  end,
  message  = "the scope was changed without an approved request: {fields}; last at {last}",
  remedy   = "raise a change request with its effects and have it approved, or take the change back",
}

-- Measuring is no change of what is measured by.
local function is_late_edit(change, fixed_at)
  return change.at > fixed_at and not (ends_in(change.path, "actual") or ends_in(change.path, "measured_on"))
end

rule "success_criteria_are_those_of_the_start" {
  covers   = "CL-06.a",
  severity = "error",
  when     = function(project) return changes(project, "success_criteria") ~= nil end,
  check    = function(project)
    local fixed_at = entered(project, "planning") or entered(project, "execution")
    local late = filter(changes(project, "success_criteria"), function(change) return is_late_edit(change, fixed_at) end)
    return #late == 0, { fields = table.concat(distinct(late, "path"), ", ") }
  end,
  message  = "criteria of success were changed after the initiation: {fields}",
  remedy   = "measure by the criteria that were set at the start, and report new ones beside them",
}
