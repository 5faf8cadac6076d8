-- SPDX-License-Identifier: MIT
-- phases: the word that names the phases of a project in their order, who approves the entry into each, and which open
-- findings block it.
--
--   local place = phases {
--     "initiation",
--     { "planning",   approvers = { "sponsor" } },
--     { "execution",  approvers = { "sponsor", "customer" }, blocked_by = "critical" },
--     { "monitoring", during = "execution" },
--     { "closing",    blocked_by = { severity = "error", tags = { "quality" } } },
--   }
--
-- answers { initiation = 1, planning = 2, execution = 3, monitoring = 3, closing = 4 }, and leaves in the description
--   phases = { { name =, place =, during = | nil, approvers = { ... }, blocked_by = severity | nil, tags = { ... }, line = }, ... }

local types = require "declare.types"

local phases = {}

local EXAMPLE = 'write phases { "initiation", { "planning", approvers = { "sponsor" } } }'
local KEYS = { "approvers", "blocked_by", "during" }
local BLOCK_KEYS = { "severity", "tags" }

local Reading = {}
Reading.__index = Reading

function Reading:flaw(place, code, message, hint)
  self.session:problem { place = place, code = code, message = message, hint = hint }
end

-- Where a phase is named: the first line from the word on that has it in quotes, and does not name it as the one beside
-- which another runs.
function Reading:place_of(name)
  for number = self.line, #self.session.lines do
    local text = self.session.lines[number]
    local first, last = text:find('%f["\']["\']' .. name:gsub("%W", "%%%0") .. '["\']')
    if first and not text:sub(1, first - 1):find("during%s*=%s*$") and not text:find("^%s*%-%-") then
      return { line = number, column = (utf8.len(text, 1, first, true) or first), width = last - first + 1 }
    end
  end
  return { line = self.line }
end

local function list_of(value) return types.texts.read(value) end

function Reading:check_keys(given, known, subject, place)
  for _, key in ipairs(types.sorted_keys(given)) do
    local found = key == 1 and known == KEYS
    for _, name in ipairs(known) do found = found or name == key end
    if not found then
      self:flaw(place, "unknown-key", ("%s has an unknown key '%s'"):format(subject, tostring(key)), types.did_you_mean(key, known) or "it knows " .. types.alternatives(known))
    end
  end
end

function Reading:read_blocking(value, phase, subject, place)
  local block = type(value) == "table" and value or { severity = value }
  self:check_keys(block, BLOCK_KEYS, subject .. ": blocked_by", place)
  local severity, hint = types.severity.read(block.severity)
  if not severity then
    self:flaw(place, "wrong-value", ("%s: blocked_by must be a severity (%s), found %s"):format(subject, types.severity.expects, types.shown(block.severity)),
      hint or 'write blocked_by = "critical", or blocked_by = { severity = "error", tags = { "quality" } }')
  end
  phase.blocked_by = severity
  phase.tags = block.tags == nil and {} or list_of(block.tags)
  if not phase.tags then self:flaw(place, "wrong-value", ("%s: the tags of blocked_by must be %s, found %s"):format(subject, types.texts.expects, types.shown(block.tags))) end
end

-- Beside which phase it runs: one that was named before and does not itself run beside another.
function Reading:read_during(name, subject, place)
  local other = self.by_name[name]
  if other and not other.during then return other.place end
  local names = {}
  for _, phase in ipairs(self.list) do
    if not phase.during then names[#names + 1] = phase.name end
  end
  self:flaw(place, "unknown-phase", ("%s: during must name a phase before it, found %s"):format(subject, types.shown(name)), types.did_you_mean(name, names) or "it runs while that phase does")
end

function Reading:read_phase(given)
  local entry = type(given) == "table" and given or { given }
  local name = entry[1]
  if type(name) ~= "string" or not name:find("%S") then
    return self:flaw({ line = self.line }, "wrong-value", "a phase must have its name in quotes, found " .. types.shown(name), EXAMPLE)
  end
  local subject, place = "phase '" .. name .. "'", self:place_of(name)
  if self.by_name[name] then
    return self:flaw(place, "duplicate", subject .. " is named twice", "each phase comes once, in the order in which a project goes through them")
  end
  local phase = { name = name, line = place.line, approvers = {}, tags = {} }
  self:check_keys(entry, KEYS, subject, place)
  if entry.approvers ~= nil then
    phase.approvers = list_of(entry.approvers)
    if not phase.approvers then
      self:flaw(place, "wrong-value", ("%s: approvers must be roles, found %s"):format(subject, types.shown(entry.approvers)), 'write approvers = { "sponsor", "pmo" }')
    end
  end
  if entry.blocked_by ~= nil then self:read_blocking(entry.blocked_by, phase, subject, place) end
  if entry.during ~= nil then
    phase.during, phase.place = entry.during, self:read_during(entry.during, subject, place) or 0
  else
    self.last = self.last + 1
    phase.place = self.last
  end
  self.by_name[name] = phase
  self.list[#self.list + 1] = phase
end

-- The word for a session; line_of answers the line that is being executed.
function phases.word(session, line_of)
  return function(given)
    local self = setmetatable({ session = session, line = line_of(session), list = {}, by_name = {}, last = 0 }, Reading)
    if type(given) ~= "table" or #given == 0 then
      self:flaw({ line = self.line }, "wrong-value", "phases must be followed by a list of phases, found " .. (type(given) == "table" and "none" or types.shown(given)), EXAMPLE)
    elseif session.description.phases then
      self:flaw({ line = self.line }, "duplicate", "the phases are named twice; they are there already, in line " .. session.description.phases.line, "put both together")
    else
      for _, key in ipairs(types.sorted_keys(given)) do
        if type(key) ~= "number" then
          self:flaw({ line = self.line }, "unknown-key", ("phases has an unknown key '%s'"):format(tostring(key)), EXAMPLE)
        else
          self:read_phase(given[key])
        end
      end
      self.list.line = self.line
      session.description.phases = self.list
    end
    local places = {}
    for name, phase in pairs(self.by_name) do places[name] = phase.place end
    return places
  end
end

return phases
