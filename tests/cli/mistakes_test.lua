-- SPDX-License-Identifier: MIT
-- What plumb answers to the usual mistakes of those who write policies, one file of tests/golden/mistakes/ each:
--
--   A field of a risk is misspelt.          the mistake, in a sentence
--   --- policies/risks.lua                  the author's files
--   policy { title = "Risks" }
--   $ plumb check project.json              what the author types, and to the end of the file what is answered
--   policies/risks.lua:6:39: error: ...
--
-- project.json is there for all of them. `make golden` writes the answers anew: read the difference as an author would
-- before it is committed. What differs from run to run (the report's head and its sums) is left out.
local t = dofile("tests/cli/harness.lua")

local FOLDER = t.root .. "/tests/golden/mistakes/"
local WRITE = os.getenv("PLUMB_GOLDEN") == "write"

local function read(path)
  local f = assert(io.open(path, "rb"))
  local text = f:read("a")
  f:close()
  return text
end

-- { files = { [path] = text }, command =, given = all that stands before the answer, answer = }
local function parse(text)
  local case, path = { files = {} }, nil
  for line, after in text:gmatch("([^\n]*\n)()") do
    case.command = line:match("^%$ plumb (.*)\n$")
    if case.command then
      case.given, case.answer = text:sub(1, after - 1), text:sub(after)
      return case
    end
    local begun = line:match("^%-%-%- (%S+)\n$")
    path = begun or path
    if path then case.files[path] = begun and "" or case.files[path] .. line end
  end
  error("there is no line '$ plumb ...'", 0)
end

local function steady(text)
  return (text:gsub("plumb [%d.]+ · [^\n]* · generation %x+\n\n?", ""):gsub("critical %d+ · error %d+ [^\n]*\n%d+ of %d+ project[^\n]*\n", "")
    :gsub(" · [%d.]+ s\n", "\n"))
end

local function answer_of(case, room)
  for path, content in pairs(case.files) do
    t.shell("mkdir -p " .. t.quote((room .. "/" .. path):match("^(.*)/")))
    t.write(path, content)
  end
  t.write("project.json", read(FOLDER .. "project.json"))
  t.write("plumb.json", '{ "policies": "policies" }')
  local r = t.run(case.command)
  return steady(r.err .. r.out) .. "exit status " .. r.code .. "\n"
end

local function difference(room, expected, got)
  t.write("expected", expected)
  t.write("got", got)
  return (t.shell(("cd %s && diff -u --label expected expected --label got got"):format(room)))
end

for path in t.shell("ls " .. FOLDER .. "*.txt"):gmatch("[^\n]+") do
  t.test("mistake: " .. path:match("([^/]+)%.txt$"), function(room)
    local case = parse(read(path))
    local got = answer_of(case, room)
    if got == case.answer then return end
    if not WRITE then error("the answer is another one (make golden accepts it)\n" .. difference(room, case.answer, got), 0) end
    local f = assert(io.open(path, "wb"))
    f:write(case.given, got)
    f:close()
  end)
end

t.finish()
