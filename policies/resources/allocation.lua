-- SPDX-License-Identifier: MIT
-- Allocation: work has people, money and material; nobody is loaded beyond capacity; every class and market is looked after.

policy {
  title  = "Allocation of resources",
  owner  = "pmo",
  tags   = { "resources" },
  when   = function(project) return project.phase ~= "initiation" and project.phase ~= "closed" end,
  params = {
    classes = set { "human", "money", "material", doc = "classes of resources that a project manages" },
    load    = at_most { warning = "90%", error = "100%", doc = "share of a resource's capacity that is planned in a week" },
    current = duration { "6d", weaker = "down", doc = "a week's load is judged until so long after the week's first day" },
    budget  = number { 0, min = 0, weaker = "down", doc = "the budget of an active campaign is above this, in the project's currency" },
    staff   = number { 1, min = 0, weaker = "down", doc = "people that an active campaign has at least" },
  },
}

-- Does the task have a resource of this class, or, for people, somebody who does it?
local function has_resource(task, class, project)
  if class == "human" and not empty(task.assignees) then return true end
  return any(project.assignments, function(assignment)
    return assignment.task == task.id and assignment.resource
      and any(project.resources, { id = assignment.resource, type = class })
  end)
end

rule "task_has_its_resources" {
  covers   = "R-01.a",
  severity = "error",
  each     = "tasks",
  when     = function(task) return task.status == "in_progress" and not empty(task.resource_types) end,
  check    = function(task, project)
    local gaps = filter(task.resource_types, function(class) return not has_resource(task, class, project) end)
    return #gaps == 0, { gaps = table.concat(gaps, ", ") }
  end,
  message  = "task {task.name} is in progress without a resource it needs: {gaps}",
  remedy   = "assign a resource of each class that the task declares, or stop the task until there is one",
}

rule "resources_cover_the_classes" {
  covers   = "R-01.a",
  severity = "error",
  check    = function(project)
    local gaps = filter(param.classes, function(class)
      return empty(project.resources) or none(project.resources, { type = class })
    end)
    return #gaps == 0, { gaps = table.concat(gaps, ", ") }
  end,
  message  = "the project has no resources of: {gaps}",
  remedy   = "record the resources of each class that the project uses",
}

local function is_current(load) return not older_than(load.week, param.current) end

local function share(load) return load.load or ratio(load.planned, load.capacity) end

rule "resource_is_not_overloaded" {
  covers  = "R-01.b",
  each    = "resources",
  when    = function(resource) return not empty(resource.loads) and any(resource.loads, is_current) end,
  measure = function(resource) return max(map(filter(resource.loads, is_current), share)) end,
  limit   = "load",
  message = "{resource.name} is loaded to {measure} in this week or one to come; {limit} is the limit",
  remedy  = "move work to another week or another resource, or add capacity",
}

rule "campaign_has_budget_and_staff" {
  covers   = "R-08.a",
  severity = "error",
  each     = "campaigns",
  when     = function(campaign) return campaign.status == "active" end,
  check    = function(campaign)
    return campaign.budget and campaign.budget > param.budget and campaign.staff and campaign.staff >= param.staff
  end,
  message  = "campaign {campaign.name} runs in {campaign.market} with a budget of {campaign.budget} and a staff of {campaign.staff}",
  remedy   = "give every market of a running campaign money and people, or stop the campaign there",
}

rule "resource_classes_have_a_manager" {
  covers   = "R-09.a",
  severity = "warning",
  check    = function(project)
    local gaps = filter(param.classes, function(class)
      return none(project.resources, function(resource) return resource.type == class and resource.manager end)
    end)
    return #gaps == 0, { gaps = table.concat(gaps, ", ") }
  end,
  message  = "nobody is accountable for resources of: {gaps}",
  remedy   = "name an accountable manager for each class of resources",
}
