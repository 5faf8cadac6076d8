-- SPDX-License-Identifier: MIT
-- parameters: the words that declare a parameter, and what may stand in their braces.
--
--   number { 10, min = 1, max = 25, doc = "..." }      number "20%"      number { "20%", ["2027-01-01"] = "15%" }
--   at_most { warning = "80%", error = "95%" }         at_most "35d"     (the rule's own severity)
--   between { "65%", "90%" }                           between { warning = { "65%", "90%" }, error = { "50%", "100%" } }
--   steps { [15] = "24h", [0] = "5bd" }                per { "issue.severity", critical = "2bd", high = "5bd" }
--   set { "market", "legal" }                          text "..."        percent, duration, money like number
--
-- parameters.read(type, args, complain) makes one; parameters.override(parameter, value) gives it another value, for
-- profiles and tests, under the same checks. complain(message, hint, key) is called for each thing that is wrong.

local quantities = require "declare.quantities"
local types = require "declare.types"

local quantity_of, magnitudes, below, same_kind = quantities.of, quantities.magnitudes, quantities.below, quantities.same_kind

local parameters = {}

local Parameter = { __name = "parameter" }

function parameters.is(value) return getmetatable(value) == Parameter end

local ANY = { number = true, percent = true, duration = true, money = true }
local EXAMPLES = 'a number or a quantity such as "85%", "14d", "5bd", "300 USD"'

-- Reads a quantity within the parameter's bounds. `where` names the place: "warning", "[15]", "the value".
local function read_quantity(given, where, p, kinds, expects, complain, key)
  local q = quantity_of(given)
  if not q or not kinds[q.kind] then
    complain(("%s must be %s, found %s"):format(where, expects, types.shown(given)), kinds.duration and quantities.meant(given) or p.hint and p.hint(given) or nil, key)
    return nil
  end
  for _, bound in ipairs { "min", "max" } do
    local limit = p.bounds[bound]
    if limit and not same_kind(q, limit) then
      complain(("%s is %s, but %s is %s"):format(where, q.text, bound, limit.text), "give both in the same unit", key)
    elseif limit and ((bound == "min" and below(q, limit)) or (bound == "max" and below(limit, q))) then
      complain(("%s is %s, %s %s %s"):format(where, q.text, bound == "min" and "below" or "above", bound, limit.text), nil, key)
    end
  end
  return q
end

-- ---- the types ----

-- Each: doc, and read(p, args, complain) -> value, ... written into p. args has only what is no option.
local kinds = {}
parameters.kinds = kinds

local function read_scalar(p, args, complain, read)
  if args[1] == nil then
    complain("has no value", "write " .. p.type .. " { value, doc = \"...\" }")
  else
    local q = read(args[1], "the value")
    if q then p.value, p.text = q.value, q.text end
  end
  for _, key in ipairs(types.sorted_keys(args)) do
    if key == 1 then goto continue end
    if types.is_date(key) then
      p.dated = p.dated or {}
      local q = read(args[key], "the value from " .. key, key) or {}
      p.dated[#p.dated + 1] = { from = key, value = q.value, text = q.text }
    elseif math.type(key) == "integer" then
      complain("has more than one value", "it takes one; a set { ... } takes many")
    else
      complain("has an unknown key '" .. tostring(key) .. "'",
        types.did_you_mean(key, parameters.options) or 'a value from a day on is written ["2027-01-01"] = value', key)
    end
    ::continue::
  end
end

local function scalar(doc, accepted, expects, hint)
  return {
    doc = doc, quantities = true, single = true, hint = hint,
    read = function(p, args, complain)
      read_scalar(p, args, complain, function(given, where, key)
        local q = read_quantity(given, where, p, accepted, expects, complain, key)
        if q and p.type == "percent" and q.kind == "number" and math.abs(q.value) > 1 then
          complain(("%s is %s, which would be %s %%"):format(where, q.text, tostring(q.value * 100)),
            ('write "%s%%"'):format(q.text), key)
        end
        return q
      end)
    end,
  }
end

kinds.number = scalar("a number, or a share such as \"20%\"", { number = true, percent = true }, 'a number or a percentage such as "20%"',
  function(given)
    local q = quantity_of(given)
    return q and ('for this use %s "%s"'):format(q.kind, given) or "numbers are written without quotes"
  end)
kinds.percent = scalar("a share", { number = true, percent = true }, 'a percentage such as "85%"')
kinds.duration = scalar("a length of time", { duration = true }, 'a duration such as "14d", "5bd", "24h", "2w", "12mo"')
kinds.money = scalar("an amount with its currency", { money = true }, 'an amount with its currency such as "300 USD"',
  function(given)
    if type(given) == "number" then
      return ('write "%s USD", or number { %s } for an amount in the project\'s own currency'):format(given, given)
    end
  end)

kinds.text = {
  doc = "a text", single = true,
  read = function(p, args, complain)
    read_scalar(p, args, complain, function(given, where, key)
      if types.text.read(given) then return { value = given, text = given } end
      complain(("%s must be a text in quotes, found %s"):format(where, types.shown(given)), nil, key)
    end)
  end,
}

kinds.set = {
  doc = "a set of texts",
  read = function(p, args, complain)
    local seen = {}
    p.value = {}
    for _, key in ipairs(types.sorted_keys(args)) do
      local item = args[key]
      if math.type(key) ~= "integer" then
        complain("has an unknown key '" .. tostring(key) .. "'", types.did_you_mean(key, parameters.options) or 'members are written { "one", "two" }', key)
      elseif not types.text.read(item) then
        complain(("member %d must be a text in quotes, found %s"):format(key, types.shown(item)))
      elseif seen[item] then
        complain("names " .. types.shown(item) .. " twice")
      else
        seen[item] = true
        p.value[#p.value + 1] = item
      end
    end
  end,
}

-- The thresholds as { severity =, given = } in rising severity; positional: severity false.
local function by_severity(p, args, complain, is_positional)
  local list, misspelt = {}, false
  for _, key in ipairs(types.sorted_keys(args)) do
    if not types.severity_rank[key] and math.type(key) ~= "integer" then
      complain("has an unknown key '" .. tostring(key) .. "'",
        types.did_you_mean(key, types.severities) or "thresholds are named " .. types.alternatives(types.severities), key)
      misspelt = true
    end
  end
  for _, severity in ipairs(types.severities) do
    if args[severity] ~= nil then list[#list + 1] = { severity = severity, given = args[severity], where = severity } end
  end
  local positional = is_positional(args)
  if positional and #list > 0 then
    complain("has a threshold without a severity beside ones with", "name all of them: " .. p.type .. " { warning = ..., error = ... }")
  elseif positional then
    list[1] = { severity = false, given = positional, where = "the threshold" }
  elseif #list == 0 and not misspelt then
    complain("has no threshold", p.type == "between" and 'write between { "65%", "90%" }' or ("write %s { warning = ..., error = ... }"):format(p.type))
  end
  return list
end

-- Does every threshold lie beyond the milder one before it? beyond(mild, severe) says whether.
local function check_order(list, complain, beyond, text_of, direction)
  for i = 2, #list do
    local mild, severe = list[i - 1], list[i]
    if not beyond(mild, severe) then
      complain(("%s (%s) must be %s %s (%s)"):format(severe.severity, text_of(severe), direction, mild.severity, text_of(mild)),
        "the worse the value, the higher the severity; otherwise '" .. mild.severity .. "' would never be given", severe.severity)
    end
  end
end

local function one_sided(doc, direction, weaker, beyond)
  return {
    doc = doc, quantities = true, weaker = weaker, thresholds = true,
    read = function(p, args, complain)
      local list, first = {}, nil
      local function positional(t)
        if t[2] ~= nil then complain("has more than one threshold without a severity", ("write %s { warning = ..., error = ... }"):format(p.type)) end
        return t[1]
      end
      for _, item in ipairs(by_severity(p, args, complain, positional)) do
        local q = read_quantity(item.given, item.where, p, ANY, EXAMPLES, complain, item.severity or nil)
        if q and first and not same_kind(first, q) then
          complain(("%s is %s, but another threshold is %s"):format(item.where, q.text, first.text), "give all in the same unit", item.severity)
        elseif q then
          first = first or q
          list[#list + 1] = { severity = item.severity, value = q.value, text = q.text, quantity = q }
        end
      end
      check_order(list, complain, function(mild, severe)
        local a, b = magnitudes(mild.quantity, severe.quantity)
        return a == nil or beyond(a, b)
      end, function(item) return item.text end, direction)
      for _, item in ipairs(list) do item.quantity = nil end
      p.value = list
    end,
  }
end

kinds.at_most = one_sided("values above are violations; one threshold, or one per severity", "above", "up", function(mild, severe) return severe > mild end)
kinds.at_least = one_sided("values below are violations; one threshold, or one per severity", "below", "down", function(mild, severe) return severe < mild end)

kinds.between = {
  doc = "values outside are violations; { low, high }, or one pair per severity", quantities = true, thresholds = true,
  read = function(p, args, complain)
    local list, first = {}, nil
    local function positional(t)
      if type(t[1]) == "table" then return t[1] end
      return t[1] ~= nil and { t[1], t[2], t[3] } or nil
    end
    for _, item in ipairs(by_severity(p, args, complain, positional)) do
      local pair, key = item.given, item.severity or nil
      if type(pair) ~= "table" or pair[1] == nil or pair[2] == nil or pair[3] ~= nil then
        complain(("%s must be a pair { low, high }, found %s"):format(item.where, types.shown(pair)), nil, key)
      else
        local low = read_quantity(pair[1], item.where .. "'s low end", p, ANY, EXAMPLES, complain, key)
        local high = read_quantity(pair[2], item.where .. "'s high end", p, ANY, EXAMPLES, complain, key)
        first = first or low
        if low and high and not (same_kind(low, high) and same_kind(first, low)) then
          complain(("%s mixes %s and %s"):format(item.where, first.text, (same_kind(first, low) and high or low).text), "give all in the same unit", key)
        elseif low and high and below(high, low) then
          complain(("%s is { %s, %s }"):format(item.where, low.text, high.text), "the low end comes first", key)
        elseif low and high then
          list[#list + 1] = { severity = item.severity, low = low.value, high = high.value, low_text = low.text, high_text = high.text, from = low, to = high }
        end
      end
    end
    check_order(list, complain, function(mild, severe)
      local a, b = magnitudes(mild.from, severe.from)
      local c, d = magnitudes(mild.to, severe.to)
      return a == nil or c == nil or (b <= a and d >= c and (b < a or d > c))
    end, function(item) return item.low_text .. " to " .. item.high_text end, "wider than")
    for _, item in ipairs(list) do item.from, item.to = nil, nil end
    p.value = list
  end,
}

-- Rows of one kind of quantity; returns a reader that complains about the odd one out.
local function uniform(p, complain)
  local first
  return function(given, where, key)
    local q = read_quantity(given, where, p, ANY, EXAMPLES, complain, key)
    if q and first and not same_kind(first, q) then
      complain(("%s is %s, but another value is %s"):format(where, q.text, first.text), "give all in the same unit", key)
      return nil
    end
    first = first or q
    return q
  end
end

kinds.steps = {
  doc = "a value by the highest step that is reached: { [15] = \"24h\", [0] = \"5bd\" }; looked up with pick", quantities = true,
  read = function(p, args, complain)
    local list, read = {}, uniform(p, complain)
    for _, key in ipairs(types.sorted_keys(args)) do
      local from = quantity_of(tonumber(key) or key) -- a profile's steps may come as JSON, with keys in quotes
      if not from or type(from.value) ~= "number" then
        complain("has an unknown key '" .. tostring(key) .. "'", types.did_you_mean(key, parameters.options) or "steps are written [15] = value", key)
      else
        local q = read(args[key], "[" .. from.text .. "]")
        if q then list[#list + 1] = { from = from.value, value = q.value, text = q.text } end
      end
    end
    if #list == 0 then complain("has no step", 'write steps { [15] = "24h", [0] = "5bd" }') end
    table.sort(list, function(a, b) return a.from > b.from end)
    p.value = list
  end,
}

kinds.per = {
  doc = "a value by an enum: { \"issue.severity\", critical = \"2bd\", high = \"5bd\" }; looked up with pick", quantities = true,
  read = function(p, args, complain)
    local values, texts, read, field = {}, {}, uniform(p, complain), args[1]
    if type(field) ~= "string" or not field:find("^[%a_][%w_]*%.[%a_][%w_]*$") then
      complain("must name a field first, found " .. types.shown(field), 'write per { "issue.severity", critical = "2bd", high = "5bd" }')
      field = nil
    end
    for _, key in ipairs(types.sorted_keys(args)) do
      if type(key) == "string" then
        local q = read(args[key], key, key)
        values[key], texts[key] = q and q.value, q and q.text
      elseif key ~= 1 then
        complain("has a value without a key: " .. types.shown(args[key]), "each value belongs to a word of the enum: critical = ...")
      end
    end
    if next(values) == nil then complain("has no value", 'write per { "issue.severity", critical = "2bd" }') end
    p.value, p.texts = { field = field, values = values }, texts
  end,
}

-- ---- options, and putting it together ----

parameters.options = { "doc", "min", "max", "weaker" }
local is_option = { doc = true, min = true, max = true, weaker = true }
local weaker_type = types.one_of { "up", "down" }

local function read_options(p, options, kind, complain)
  if options.doc ~= nil then
    p.doc = types.text.read(options.doc)
    if not p.doc then complain("doc must be a text in quotes, found " .. types.shown(options.doc), nil, "doc") end
  end
  p.weaker = kind.weaker
  if options.weaker ~= nil then
    p.weaker = weaker_type.read(options.weaker)
    if not p.weaker then complain("weaker must be up or down, found " .. types.shown(options.weaker), "it says which direction weakens the standard", "weaker") end
  end
  for _, bound in ipairs { "min", "max" } do
    if options[bound] ~= nil then
      local q = kind.quantities and quantity_of(options[bound])
      if not kind.quantities then
        complain(p.type .. " has no " .. bound, nil, bound)
      elseif not q then
        complain(("%s must be %s, found %s"):format(bound, EXAMPLES, types.shown(options[bound])), nil, bound)
      else
        p.bounds[bound], p[bound] = q, q.value
      end
    end
  end
  if p.bounds.min and p.bounds.max and below(p.bounds.max, p.bounds.min) then
    complain(("min (%s) is above max (%s)"):format(p.bounds.min.text, p.bounds.max.text), nil, "min")
  end
end

-- A parameter, whatever was wrong with it; `broken` when something was, so that no more is said about it.
function parameters.read(type_name, given, complain)
  local kind = kinds[type_name]
  local p = setmetatable({ type = type_name, bounds = {}, hint = kind.hint }, Parameter)
  local function complain_once(...)
    p.broken = true
    complain(...)
  end
  if type(given) ~= "table" then given = { given } end
  local args, options = {}, {}
  for key, value in pairs(given) do
    if is_option[key] then options[key] = value else args[key] = value end
  end
  p.given = options
  read_options(p, options, kind, complain_once)
  kind.read(p, args, complain_once)
  return p
end

-- What goes into the description: data only.
function parameters.describe(p, name)
  return {
    name = name, type = p.type, value = p.value, text = p.text, texts = p.texts, dated = p.dated, doc = p.doc, min = p.min, max = p.max,
    weaker = p.weaker, line = p.line, broken = p.broken, options = p.given,
  }
end

-- The same parameter (of a description) with another value, or nil, message, hint. One threshold may be given alone:
-- a profile's at_most { error = "90%" } says all of them anew.
function parameters.override(described, value)
  local given = {}
  if parameters.is(value) then
    if value.type ~= described.type then return nil, ("is a %s, not a %s"):format(described.type, value.type) end
    return parameters.describe(value, described.name)
  end
  if type(value) == "table" then
    for key, item in pairs(value) do given[key] = item end
  else
    given[1] = value
  end
  for key, option in pairs(described.options) do
    if given[key] == nil then given[key] = option end
  end
  if described.type == "per" and given[1] == nil then given[1] = described.value.field end -- the enum stays the same
  local message, hint
  local p = parameters.read(described.type, given, function(m, h)
    if not message then message, hint = m, h end
  end)
  if message then return nil, message, hint end
  local result = parameters.describe(p, described.name)
  result.line = described.line
  return result
end

return parameters
