-- SPDX-License-Identifier: MIT
-- schema: the little language in which kinds of things are declared.
--
--   kind "risk" {
--     label = { "Risk", "风险" },                       -- English, Chinese
--     doc   = "What may happen and what is done about it.",
--     key   = { "name" },                               -- who is who in a list, where no id is given
--
--     { "name",        string,                "Name",        "名称", required = true },
--     { "probability", int { min = 1, max = 5 }, "Probability", "概率", unit = "1-5" },
--     { "status",      enum { "open", "closed" }, "Status",   "状态", tracked = true },
--     { "score",       number,                "Score",       "评分", computed = "risk_score" },
--     { "actions",     list "action",         "Actions",     "措施" },
--   }
--   extend "project" { { "sap_code", string, "SAP code", "SAP 编号" } }
--   base = false                                        -- first: start from nothing, not from plumb's own schema
--
-- Types: string text bool date datetime duration set (of strings), any (whatever JSON has); int number percent money, alone or with
-- { min =, max = }; enum { ... }; object "kind", list "kind", ref "kind" (the name of an element of that kind).
-- Of a field: required, tracked, computed, default, formerly, unit, doc (a string, or { English, Chinese }).
-- Computed fields are filled in the order of their declaration; a formula may read those before it.
--
-- Three callers: at build, scripts/dev/schema.lua runs lua/schema/*.lua and writes the JSON that core/model/schema.h
-- describes; in a worker,
--
--   local json, err = schema.extend(builtin, source, "policies/schema.lua")
--
-- runs a company's file on top of the built-in schema (its JSON as a table; absent keys are nil) and answers the
-- JSON of the whole, or nil and { message, file, line, hint }; lint does the same and reads only the error.
-- A chunk sees the words above and nothing else. This module itself needs Lua's error, load, pcall and the libraries
-- string, table and math; it does no input or output.

local M = {}

local ROOT <const> = "project"
local KINDS_MAX <const>, FIELDS_MAX <const>, NAME_MAX <const> = 1000, 512, 40

---------------------------------------------------------------------------------------------------------- errors

-- Raised through error() as this table; `line` is nil until the chunk's call is known.
local Problem = {}

local function problem(message, hint, about)
  error(setmetatable({ message = message, hint = hint, about = about }, Problem), 0)
end

-- The line of the chunk from which a word was called, `level` calls above the caller of this function.
local function line_of_call(level)
  local _, where = pcall(error, "", level + 3)
  return tonumber(where:match(":(%d+): $"))
end

-- Edit distance where swapping two neighbours counts once; letters' case is ignored.
local function distance(a, b)
  a, b = a:lower(), b:lower()
  local before, previous, current = {}, {}, {}
  for j = 0, #b do previous[j] = j end
  for i = 1, #a do
    current[0] = i
    for j = 1, #b do
      local same = a:byte(i) == b:byte(j)
      local cost = math.min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (same and 0 or 1))
      if i > 1 and j > 1 and a:byte(i) == b:byte(j - 1) and a:byte(i - 1) == b:byte(j) then
        cost = math.min(cost, before[j - 2] + 1)
      end
      current[j] = cost
    end
    before, previous, current = previous, current, before
  end
  return previous[#b]
end

local function did_you_mean(word, words)
  if type(word) ~= "string" or #word > NAME_MAX then return nil end
  local best, nearest = math.max(1, #word // 3) + 1, nil
  for _, candidate in ipairs(words) do
    local d = distance(word, candidate)
    if d < best and d < math.max(#word, #candidate) then best, nearest = d, candidate end
  end
  return nearest and ("did you mean '%s'?"):format(nearest)
end

local function sorted_keys(t)
  local keys = {}
  for key in pairs(t) do keys[#keys + 1] = tostring(key) end
  table.sort(keys)
  return keys
end

local function names_of(list)
  local names = {}
  for i, item in ipairs(list) do names[i] = item.name end
  return names
end

-- How a mistake names what it found.
local function show(value)
  if type(value) == "string" then return ("'%s'"):format(#value > 40 and value:sub(1, 37) .. "..." or value) end
  if type(value) == "number" or type(value) == "boolean" or value == nil then return tostring(value) end
  return "a " .. type(value)
end

----------------------------------------------------------------------------------------------------------- types

local TYPES <const> = {
  "string", "text", "enum", "ref", "int", "number", "percent", "money", "bool",
  "date", "datetime", "duration", "object", "list", "set", "any",
}
local RANGED <const> = { int = true, number = true, percent = true, money = true }
local NAMES_KIND <const> = { ref = true, object = true, list = true }

local Type = {}

local function make_type(name, more)
  local t = setmetatable({ type = name }, Type)
  for key, value in pairs(more or {}) do t[key] = value end
  return t
end

local function ranged(name, options)
  if type(options) ~= "table" then
    problem(("found %s after %s, expected { min = ..., max = ... }"):format(show(options), name))
  end
  for key, value in pairs(options) do
    if key ~= "min" and key ~= "max" then
      problem(("%s has no option %s"):format(name, show(key)), did_you_mean(key, { "min", "max" }))
    elseif type(value) ~= "number" or value ~= value or math.abs(value) == math.huge then
      problem(("found %s as %s of %s, expected a number"):format(show(value), key, name))
    elseif name == "int" and math.type(value) ~= "integer" then
      problem(("found %s as %s of int, expected an integer"):format(show(value), key))
    end
  end
  if options.min and options.max and options.min > options.max then
    problem(("min %s is above max %s"):format(options.min, options.max))
  end
  return make_type(name, options)
end

local function enum(values)
  if type(values) ~= "table" or #values == 0 then problem("an enum needs its values: enum { \"open\", \"closed\" }") end
  local seen = {}
  for key, value in pairs(values) do
    if math.type(key) ~= "integer" or key < 1 or key > #values then problem(("an enum has no option %s"):format(show(key))) end
    if type(value) ~= "string" or value == "" then
      problem(("found %s among the values of an enum, expected a string"):format(show(value)))
    end
  end
  for _, value in ipairs(values) do
    if seen[value] then problem(("the enum names '%s' twice"):format(value)) end
    seen[value] = true
  end
  return make_type("enum", { values = table.move(values, 1, #values, 1, {}) })
end

local function of_kind(name, kind)
  if type(kind) ~= "string" then problem(('found %s after %s, expected the name of a kind: %s "risk"'):format(show(kind), name, name)) end
  return make_type(name, { kind = kind })
end

-- A type that can stand alone answers a call only where it has options.
local function with_options(self, options)
  if RANGED[self.type] then return ranged(self.type, options) end
  problem(("%s takes no options"):format(self.type))
end
Type.__call = function(self, options)
  local ok, made = pcall(with_options, self, options)
  if ok then return made end
  if getmetatable(made) == Problem then made.line = line_of_call(1) end
  error(made, 0)
end
Type.__name = "a type"

---------------------------------------------------------------------------------------------------------- fields

local function check_name(what, name)
  if type(name) ~= "string" then problem(("found %s, expected the name of a %s"):format(show(name), what)) end
  if #name > NAME_MAX or not name:find("^[%a_][%w_]*$") then
    problem(("%s cannot be the name of a %s: letters, digits and _, at most %d"):format(show(name), what, NAME_MAX), nil, name)
  end
end

-- { "English", "中文" }, { en =, zh = } or a plain English string.
local function texts(what, value)
  if value == nil then return nil end
  if type(value) == "string" then return { en = value } end
  if type(value) ~= "table" then problem(("found %s as %s, expected a text"):format(show(value), what)) end
  local en, zh = value.en or value[1], value.zh or value[2]
  for _, text in ipairs { en or false, zh or false } do
    if text and type(text) ~= "string" then problem(("found %s in %s, expected a text"):format(show(text), what)) end
  end
  if not en and not zh then problem(("%s is empty"):format(what)) end
  return { en = en, zh = zh }
end

-- What went_well is called where nobody gave it a label: "Went well".
local function plain_label(name)
  local words = name:gsub("_", " ")
  return (words:gsub("^%l", string.upper))
end

local FIELD_KEYS <const> = {
  required = "boolean", tracked = "boolean", computed = "string", formerly = "string", unit = "string",
  default = "any", doc = "any",
}

local function check_default(field)
  local value, kind = field.default, field.type
  local fits
  if RANGED[kind] then
    fits = type(value) == "number" and (kind ~= "int" or math.type(value) == "integer")
    if fits and (value < (field.min or value) or value > (field.max or value)) then
      problem(("the default %s is not within min and max"):format(show(value)), nil, field.name)
    end
  elseif kind == "bool" then
    fits = type(value) == "boolean"
  elseif kind == "enum" then
    fits = false
    for _, allowed in ipairs(field.values) do fits = fits or allowed == value end
    if not fits then
      problem(("the default %s is none of %s"):format(show(value), table.concat(field.values, ", ")), did_you_mean(value, field.values), field.name)
    end
  elseif kind == "object" or kind == "list" or kind == "set" or kind == "any" then
    problem(("a %s takes no default"):format(kind), nil, field.name)
  else
    fits = type(value) == "string" and value ~= ""
  end
  if not fits then problem(("found %s as default, expected a %s"):format(show(value), kind), nil, field.name) end
end

local function make_field(declared)
  if type(declared) ~= "table" or getmetatable(declared) == Type then
    problem(('found %s where a field was expected: { "name", type, "Label", "标签" }'):format(
      getmetatable(declared) == Type and "the type " .. declared.type or show(declared)))
  end
  local name, kind = declared[1], declared[2]
  check_name("field", name)
  if getmetatable(kind) ~= Type then
    local bare = type(kind) == "function" and "a type without what it needs (enum { ... }, list \"kind\")" or show(kind)
    problem(("field '%s': found %s, expected a type"):format(name, bare), nil, name)
  end
  for key, value in pairs(declared) do
    if type(key) == "string" then
      local wanted = FIELD_KEYS[key]
      if not wanted then
        problem(("field '%s' has no option '%s'"):format(name, key), did_you_mean(key, sorted_keys(FIELD_KEYS)), name)
      elseif wanted ~= "any" and type(value) ~= wanted then
        problem(("field '%s': found %s as %s, expected a %s"):format(name, show(value), key, wanted), nil, name)
      end
    elseif key ~= 1 and key ~= 2 and not ((key == 3 or key == 4) and type(value) == "string") then
      problem(("field '%s': found %s in place %s, expected name, type, label, 标签"):format(name, show(value), tostring(key)), nil, name)
    end
  end
  local field = {
    name = name, type = kind.type, min = kind.min, max = kind.max, values = kind.values, kind = kind.kind,
    label = { en = declared[3] or plain_label(name), zh = declared[4] }, doc = texts("doc", declared.doc),
    unit = declared.unit, required = declared.required or nil, tracked = declared.tracked or nil,
    computed = declared.computed, formerly = declared.formerly, default = declared.default,
  }
  if field.default ~= nil then check_default(field) end
  if field.required and (field.default ~= nil or field.computed) then
    problem(("field '%s' is required and filled by itself: drop one"):format(name), nil, name)
  end
  if field.formerly then check_name("field", field.formerly) end
  return field
end

local function add_fields(kind, declared)
  for _, item in ipairs(declared) do
    local field = make_field(item)
    for _, other in ipairs(kind.fields) do
      if other.name == field.name then
        problem(("%s has a field '%s' already"):format(kind.name, field.name), nil, field.name)
      elseif other.formerly == field.name or (other.formerly and other.formerly == field.formerly) or other.name == field.formerly then
        problem(("%s: '%s' and '%s' were or are called the same"):format(kind.name, other.name, field.name), nil, field.name)
      end
    end
    kind.fields[#kind.fields + 1] = field
    if #kind.fields > FIELDS_MAX then problem(("%s has more than %d fields"):format(kind.name, FIELDS_MAX), nil, field.name) end
  end
end

----------------------------------------------------------------------------------------------------------- kinds

local KIND_KEYS <const> = { label = true, doc = true, key = true }

local function check_keys(what, name, declared, allowed)
  if type(declared) ~= "table" then problem(("found %s after %s '%s', expected { ... }"):format(show(declared), what, name)) end
  for key in pairs(declared) do
    if type(key) == "string" and not allowed[key] then
      problem(("%s '%s' has no option '%s'"):format(what, name, key), did_you_mean(key, sorted_keys(allowed)), key)
    elseif type(key) ~= "string" and (math.type(key) ~= "integer" or key < 1 or key > #declared) then
      problem(("%s '%s': found %s as key"):format(what, name, show(key)))
    end
  end
end

local function copy(value)
  if type(value) ~= "table" then return value end
  local new = {}
  for key, item in pairs(value) do new[key] = copy(item) end
  return new
end

-- Whatever a field or key names must exist; asked once, when everything is declared.
local function check_references(schema)
  local names = names_of(schema.kinds)
  for _, kind in ipairs(schema.kinds) do
    local fields = names_of(kind.fields)
    if #fields == 0 then problem(("kind '%s' has no fields"):format(kind.name), nil, kind.name) end
    for _, key in ipairs(kind.key or {}) do
      if not schema.field(kind, key) then
        problem(("the key of %s names '%s', which is not a field of it"):format(kind.name, key), did_you_mean(key, fields), key)
      end
    end
    for _, field in ipairs(kind.fields) do
      if NAMES_KIND[field.type] and not schema.by_name[field.kind] then
        problem(("field '%s' of %s names a kind '%s' that is not declared"):format(field.name, kind.name, field.kind), did_you_mean(field.kind, names), field.kind)
      end
    end
  end
end

------------------------------------------------------------------------------------------------------------ JSON

local ESCAPES <const> = { ['"'] = '\\"', ["\\"] = "\\\\", ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t" }

local function quote(text)
  return '"' .. text:gsub('[%c"\\]', function(c) return ESCAPES[c] or ("\\u%04x"):format(c:byte()) end) .. '"'
end

local function scalar(value)
  if type(value) == "string" then return quote(value) end
  if math.type(value) == "float" then
    if value % 1 == 0 and math.abs(value) < 2^53 then return ("%d"):format(value) end
    local short = ("%.15g"):format(value)
    return tonumber(short) == value and short or ("%.17g"):format(value)
  end
  return tostring(value)
end

-- An object of the pairs that have a value, in this order.
local function object(pairs_)
  local out = {}
  for _, pair in ipairs(pairs_) do
    if pair[2] ~= nil then out[#out + 1] = quote(pair[1]) .. ":" .. pair[2] end
  end
  return "{" .. table.concat(out, ",") .. "}"
end

local function array(list, write)
  local out = {}
  for i, item in ipairs(list) do out[i] = write(item) end
  return out
end

local function both(text)
  return text and object { { "en", text.en and quote(text.en) }, { "zh", text.zh and quote(text.zh) } }
end

local function optional(value, write)
  if value == nil then return nil end
  return (write or scalar)(value)
end

local function field_json(f)
  return object {
    { "name", quote(f.name) }, { "type", quote(f.type) },
    { "min", optional(f.min) }, { "max", optional(f.max) },
    { "values", f.values and "[" .. table.concat(array(f.values, quote), ",") .. "]" },
    { "kind", optional(f.kind) }, { "label", both(f.label) }, { "doc", both(f.doc) }, { "unit", optional(f.unit) },
    { "required", f.required and "true" or nil }, { "tracked", f.tracked and "true" or nil },
    { "computed", optional(f.computed) }, { "formerly", optional(f.formerly) }, { "default", optional(f.default) },
  }
end

local function kind_json(k)
  return object {
    { "name", quote(k.name) }, { "label", both(k.label) }, { "doc", both(k.doc) },
    { "key", k.key and #k.key > 0 and "[" .. table.concat(array(k.key, quote), ",") .. "]" or nil },
    { "fields", "[\n  " .. table.concat(array(k.fields, field_json), ",\n  ") .. "]" },
  }
end

---------------------------------------------------------------------------------------------------------- schema

-- A schema in the making. base: a built-in schema as a table, or a function that answers it (asked only where the chunk
-- does not start from nothing), or nil. `run` runs a chunk, `finish` answers the JSON.
function M.new(base)
  local schema = { kinds = {}, by_name = {} }

  local function add(kind)
    if #schema.kinds == KINDS_MAX then problem(("more than %d kinds"):format(KINDS_MAX)) end
    schema.kinds[#schema.kinds + 1], schema.by_name[kind.name] = kind, kind
  end

  local started = false
  local function start()
    if started then return end
    started = true
    if type(base) == "function" then base = base() end
    for _, kind in ipairs(base and base.kinds or {}) do add(copy(kind)) end
  end

  function schema.field(kind, name)
    for _, field in ipairs(kind.fields) do
      if field.name == name then return field end
    end
  end

  local words, touched = {}, false

  -- A word that takes a name, then a table: both calls fail with the line on which the first one stands.
  local function declares(what, body)
    words[what] = function(name)
      local line = line_of_call(1)
      return function(declared)
        start()
        local ok, err = pcall(body, name, declared)
        touched = true
        if ok then return end
        if getmetatable(err) == Problem then err.line = err.line or line end
        error(err, 0)
      end
    end
  end

  -- A word that makes a type fails with its own line.
  local function makes(name, make)
    words[name] = function(value)
      local ok, made = pcall(make, value)
      if ok then return made end
      if getmetatable(made) == Problem then made.line = line_of_call(1) end
      error(made, 0)
    end
  end

  declares("kind", function(name, declared)
    check_name("kind", name)
    if schema.by_name[name] then
      problem(("a kind '%s' is declared already"):format(name), ('to add fields to it, write extend "%s" { ... }'):format(name))
    end
    check_keys("kind", name, declared, KIND_KEYS)
    local key = declared.key
    if type(key) == "string" then key = { key } end
    if key ~= nil and type(key) ~= "table" then problem(("found %s as key, expected the names of fields"):format(show(key))) end
    for _, item in ipairs(key or {}) do check_name("field", item) end
    local kind = {
      name = name, label = texts("label", declared.label) or { en = plain_label(name) }, doc = texts("doc", declared.doc),
      key = key, fields = {},
    }
    add_fields(kind, declared)
    add(kind)
  end)

  declares("extend", function(name, declared)
    local kind = schema.by_name[name]
    if not kind then
      problem(("there is no kind %s to extend"):format(show(name)), did_you_mean(name, names_of(schema.kinds)))
    end
    check_keys("extend", name, declared, {})
    add_fields(kind, declared)
  end)

  for _, name in ipairs(TYPES) do
    if name == "enum" then
      makes(name, enum)
    elseif NAMES_KIND[name] then
      makes(name, function(kind) return of_kind(name, kind) end)
    else
      words[name] = make_type(name)
    end
  end
  local WORDS = sorted_keys(words)
  WORDS[#WORDS + 1] = "base"

  local env = setmetatable({}, {
    __index = function(_, word)
      if words[word] then return words[word] end
      local err = setmetatable({ line = line_of_call(1) }, Problem)
      err.message, err.hint = ("'%s' is not a word of the schema"):format(tostring(word)), did_you_mean(word, WORDS)
      error(err, 0)
    end,
    __newindex = function(_, word, value)
      local err = setmetatable({ line = line_of_call(1) }, Problem)
      if word ~= "base" then
        err.message, err.hint = ("'%s' cannot be set here; only base = false can"):format(tostring(word)), did_you_mean(word, { "base" })
      elseif type(value) ~= "boolean" then
        err.message = ("found %s as base, expected true or false"):format(show(value))
      elseif touched then
        err.message = "base comes first, before any kind"
      else
        started = started or not value
        return
      end
      error(err, 0)
    end,
    __metatable = "the words of the schema",
  })

  -- The line on which a quoted word stands, looking from `first` on; a declaration runs over many lines.
  local function line_of_word(source, word, first)
    local number = 0
    for line in (source .. "\n"):gmatch("(.-)\n") do
      number = number + 1
      if number >= first and (line:find('"' .. word .. '"', 1, true) or line:find(word .. "%s*=")) then return number end
    end
    return first
  end

  -- nil and { message, file, line, hint } where the chunk is not as it must be.
  local function failure(err, source, chunkname)
    if getmetatable(err) == Problem then
      local line = err.line
      if err.about then line = line_of_word(source or "", err.about, line or 1) end
      return nil, { message = err.message, file = chunkname, line = line, hint = err.hint }
    end
    local line, message = tostring(err):match(":(%d+): (.*)$")
    return nil, { message = message or tostring(err), file = chunkname, line = tonumber(line) }
  end

  function schema.run(source, chunkname)
    local chunk, err = load(source, "=" .. chunkname, "t", env)
    if not chunk then return failure(err, source, chunkname) end
    local ok, raised = pcall(chunk)
    if not ok then return failure(raised, source, chunkname) end
    schema.source, schema.chunkname = source, chunkname
    return true
  end

  function schema.finish()
    start()
    local ok, err = pcall(function()
      if not schema.by_name[ROOT] then problem(("the schema declares no kind '%s'"):format(ROOT)) end
      check_references(schema)
    end)
    if not ok then return failure(err, schema.source, schema.chunkname) end
    local ordered = { schema.by_name[ROOT] }
    for _, kind in ipairs(schema.kinds) do
      if kind.name ~= ROOT then ordered[#ordered + 1] = kind end
    end
    return ('{"root":%s,"kinds":[\n'):format(quote(ROOT)) .. table.concat(array(ordered, kind_json), ",\n") .. "]}\n"
  end

  return schema
end

function M.extend(base, source, chunkname)
  local schema = M.new(base)
  local ok, err = schema.run(source, chunkname)
  if not ok then return nil, err end
  return schema.finish()
end

-- What may be written, for checkers and help.
M.types, M.field_keys, M.kind_keys = TYPES, FIELD_KEYS, KIND_KEYS

return M
