-- SPDX-License-Identifier: MIT
-- kinds: the schema as the analysis asks it.
--
-- A type says what a value is known to be; nil: nothing is known. Types are shared, compare them with ==.
--   { kind = K }        a record of kind K = { name =, fields = { [name] = F } }
--   { elem = type }     a list of records, or a set of strings
--   { scalar = "enum", values = { "open", "closed" }, read = "risk.status" }
--   { scalar = "date" } any other type of field
--   PLAIN               a table made by Lua, or by a word: reading it never touches a project's data
--   COUNT               what arithmetic gives: a number, money, a date; never the name of a field
--   PLACE               the number of an element, which somebody takes for the element
-- F = { name =, type =, read = "risk.score", tracked = bool | nil, values = an enum's | nil }.

local kinds = {}

kinds.PLAIN = { plain = true }
kinds.COUNT = { scalar = "count", numeric = true }
kinds.PLACE = { scalar = "count", numeric = true }
kinds.STRING = { scalar = "string" }
kinds.BOOL = { scalar = "bool", bare = true }
kinds.PERCENT = { scalar = "percent", numeric = true, bare = true }
kinds.SET = { elem = kinds.STRING }
kinds.PARAM = { plain = true, param = true }

-- `bare`: certainly no field can be read from it. Dates and money are left to the run time.
local scalars = {
  string = kinds.STRING, bool = kinds.BOOL, percent = kinds.PERCENT,
  int = { scalar = "int", numeric = true, bare = true },
  number = { scalar = "number", numeric = true, bare = true },
}

local function scalar(name)
  local t = scalars[name] or { scalar = name }
  scalars[name] = t
  return t
end

local function field_type(world, of, field)
  local kind = world.by_name[field.kind]
  if field.type == "object" then return kind and kind.record end
  if field.type == "list" then return kind and kind.list or { elem = false } end
  if field.type == "set" then return kinds.SET end
  if field.values then return { scalar = field.type, values = field.values, read = of .. "." .. field.name } end
  return scalar(field.type)
end

local prepared = setmetatable({}, { __mode = "k" })

kinds.DATE, kinds.DATETIME = scalar("date"), scalar("datetime")

-- The world of a decoded schema: root, by_name, and owners[name] = the fields of that name in all kinds. Made once.
function kinds.world(schema)
  local world = prepared[schema]
  if world then return world end
  world = { by_name = {}, owners = {} }
  for _, k in ipairs(schema.kinds) do
    local kind = { name = k.name, fields = {} }
    kind.record = { kind = kind }
    kind.list = { elem = kind.record }
    world.by_name[k.name] = kind
    world.root = world.root or kind
  end
  world.root = world.by_name[schema.root] or world.root
  for _, k in ipairs(schema.kinds) do
    local kind = world.by_name[k.name]
    for _, f in ipairs(k.fields) do
      local field = { name = f.name, type = field_type(world, k.name, f), read = k.name .. "." .. f.name, tracked = f.tracked, values = f.values }
      kind.fields[f.name] = field
      local owners = world.owners[f.name]
      if not owners then
        owners = {}
        world.owners[f.name] = owners
      end
      owners[#owners + 1] = field
    end
  end
  prepared[schema] = world
  return world
end

local function names(set)
  local list = {}
  for name in pairs(set) do list[#list + 1] = name end
  table.sort(list)
  return list
end
kinds.names = names

-- "did you mean 'budget'?", or nil.
function kinds.did_you_mean(word, set)
  local near = nearest(word, names(set))
  return near and "did you mean '" .. near .. "'?"
end

function kinds.a(noun)
  return (noun:find("^[aeiou]") and "an " or "a ") .. noun:gsub("_", " ")
end

-- What is wrong with reading `name` from a record of this kind: message, hint.
function kinds.no_field(kind, name)
  return ("%s has no field '%s'"):format(kinds.a(kind.name), name), kinds.did_you_mean(name, kind.fields)
end

-- The fields along a dotted path from a kind; or nil, message, hint.
function kinds.path(kind, path)
  local steps = {}
  for name in path:gmatch("[^.]+") do
    if not kind then return nil, ("'%s' has no fields of its own"):format(steps[#steps].name) end
    local field = kind.fields[name]
    if not field then return nil, kinds.no_field(kind, name) end
    steps[#steps + 1] = field
    local t = field.type
    kind = t and (t.kind or t.elem and t.elem.kind)
  end
  if #steps == 0 then return nil, "a path is missing", "name a field: \"budget.lines\"" end
  return steps
end

return kinds
