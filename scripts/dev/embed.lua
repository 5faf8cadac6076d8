-- SPDX-License-Identifier: MIT
-- embed: turns files into a C table (core/base/embedded.h) that is linked into the program.
--
--   embed.lua schema_data schema.json=build/gen/schema.json   given files under given names
--   embed.lua lua_modules --lua lua --luacheck                Lua modules, compiled; luacheck's parser
--   embed.lua library --tree policies                         a folder, every file as it is
--
-- The C text goes to standard output. The same input makes the same bytes. A folder that is not
-- there counts as empty.

local LUACHECK_HOME = "/usr/share/lua/5.1/"
local LUACHECK_ROOTS = { "luacheck.parser", "luacheck.lexer", "luacheck.decoder", "luacheck.utils", "luacheck.unicode" }

local function fail(format, ...)
  io.stderr:write("embed.lua: error: ", format:format(...), "\n")
  os.exit(1)
end

local function read(path)
  local file, problem = io.open(path, "rb")
  if not file then fail("%s", problem) end
  local bytes = file:read("a")
  file:close()
  if not bytes then fail("%s: cannot be read", path) end
  return bytes
end

-- Paths below a folder, relative to it, in byte order.
local function files(folder)
  local quoted = "'" .. folder:gsub("'", "'\\''") .. "'"
  local pipe = assert(io.popen("[ ! -d " .. quoted .. " ] || find " .. quoted .. "/ -type f -printf '%P\\0'"))
  local paths = {}
  for path in pipe:read("a"):gmatch("[^\0]+") do paths[#paths + 1] = path end
  if not pipe:close() then fail("%s: cannot be listed", folder) end
  table.sort(paths)
  return paths
end

-- Bytecode for the Lua that runs this script; make uses the one that plumb is linked with.
local function compile(path, chunkname, strip)
  local source = read(path)
  local chunk, problem = load(source, chunkname, "t")
  if not chunk then fail("%s (from %s)", problem, path) end
  return string.dump(chunk, strip)
end

local entries, seen = {}, {}

local function add(name, bytes)
  if seen[name] then fail("two files are called '%s'", name) end
  seen[name] = true
  entries[#entries + 1] = { name = name, bytes = bytes }
end

-- What reads policies at each start, in a state for each policy: it says where in the policy something is, its own lines are of no
-- use to whoever runs plumb, and reading them takes time.
local STRIPPED = { analyze = true, declare = true, syntax = true, trace = true }

-- lua/words/lists.lua is the module "words.lists"; debug information stays, for error messages.
local function add_modules(folder)
  for _, path in ipairs(files(folder)) do
    if path:find("%.lua$") and not path:find("^schema/") and not path:find("^meta/") then
      local name = path:gsub("%.lua$", ""):gsub("/", ".")
      add(name, compile(folder .. "/" .. path, "=plumb:" .. name, STRIPPED[name:match("^[^.]+")] or false))
    end
  end
end

-- The parser and whatever it requires of its own package.
local function add_luacheck()
  local wanted = {}
  local function want(name)
    if wanted[name] then return end
    wanted[name] = true
    local path = LUACHECK_HOME .. name:gsub("%.", "/") .. ".lua"
    for required in read(path):gmatch('require%s*%(?%s*["\'](luacheck%.[%w_.]+)["\']') do want(required) end
  end
  for _, name in ipairs(LUACHECK_ROOTS) do want(name) end
  local names = {}
  for name in pairs(wanted) do names[#names + 1] = name end
  table.sort(names)
  for _, name in ipairs(names) do
    add(name, compile(LUACHECK_HOME .. name:gsub("%.", "/") .. ".lua", "=" .. name, true))
  end
end

local function add_tree(folder)
  for _, path in ipairs(files(folder)) do add(path, read(folder .. "/" .. path)) end
end

-- C string literals. '?' is escaped because of trigraphs; an octal escape takes three digits where
-- a digit follows.
local ESCAPES = { ["\n"] = "\\n", ["\t"] = "\\t", ["\r"] = "\\r", ['"'] = '\\"', ["\\"] = "\\\\", ["?"] = "\\?" }

local function literal(bytes)
  bytes = bytes:gsub('[\n\t\r"\\?]', ESCAPES)
  bytes = bytes:gsub("([%c\127-\255])(%d?)", function(byte, digit)
    return (digit == "" and "\\%o" or "\\%03o"):format(byte:byte()) .. digit
  end)
  return '"' .. bytes .. '"'
end

local LINE = 96 -- bytes of input a line

local function write_entry(entry)
  io.write("\t{ ", literal(entry.name), ",\n")
  local bytes, at = entry.bytes, 1
  repeat
    -- a line of text is a line of C, where it is short enough
    local newline = bytes:find("\n", at, true)
    local stop = newline and newline < at + LINE and newline or at + LINE - 1
    io.write("\t", literal(bytes:sub(at, stop)), "\n")
    at = stop + 1
  until at > #bytes
  io.write("\t, ", #bytes, " },\n")
end

local function main(name, ...)
  if not name or not name:find("^[%a_][%w_]*$") then
    fail("usage: embed.lua TABLE [NAME=FILE | --lua DIR | --luacheck | --tree DIR]...")
  end
  local words = { ... }
  local i = 1
  local function argument()
    i = i + 1
    return words[i] or fail("%s needs a folder", words[i - 1])
  end
  while i <= #words do
    local word = words[i]
    if word == "--lua" then
      add_modules(argument())
    elseif word == "--luacheck" then
      add_luacheck()
    elseif word == "--tree" then
      add_tree(argument())
    else
      local as, path = word:match("^([^=]+)=(.+)$")
      if not as then fail("'%s' is not NAME=FILE", word) end
      add(as, read(path))
    end
    i = i + 1
  end
  io.write("/* made by scripts/dev/embed.lua: do not edit */\n")
  io.write('#include "base/embedded.h"\n\nconst struct embedded ', name, "[] = {\n")
  for _, entry in ipairs(entries) do write_entry(entry) end
  io.write("\t{ NULL, NULL, 0 },\n};\n")
end

main(...)
