-- SPDX-License-Identifier: MIT
-- harness: tests of the real program from outside. A test file names promises and calls finish() at its end.
--   local t = dofile("tests/cli/harness.lua")
--   t.test("a promise", function(room) local r = t.run("version") t.equal(r.code, 0) end)
--   t.finish()
-- Each test has a folder of its own, `room`, in which its commands run, with an empty environment but for `env`.
local t = { passed = 0, failed = 0, skipped = 0 }

local function shell(command)
  local pipe = assert(io.popen(command, "r"))
  local out = pipe:read("a")
  local _, how, code = pipe:close()
  return out, how == "signal" and 128 + code or code
end
t.shell = shell

local here = shell("pwd"):gsub("\n", "")
local given = os.getenv("PLUMB") or "build/plumb"
t.plumb = given:sub(1, 1) == "/" and given or here .. "/" .. given
t.root = here
local room

function t.room() return room end
function t.quote(s) return "'" .. s:gsub("'", "'\\''") .. "'" end
function t.write(path, text)
  local f = assert(io.open(room .. "/" .. path, "wb"))
  f:write(text)
  f:close()
end
function t.exists(path)
  local f = io.open(room .. "/" .. path, "rb")
  if f then f:close() end
  return f ~= nil
end
function t.read(path)
  local f = io.open(room .. "/" .. path, "rb")
  if not f then return nil end
  local text = f:read("a")
  f:close()
  return text
end

-- Sanitizers are told by their own variables; nothing else of the caller's environment reaches the program.
local kept = {}
for _, name in ipairs { "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "PLUMB_WORKER_STDERR" } do
  local value = os.getenv(name)
  if value then kept[#kept + 1] = name .. "=" .. t.quote(value) end
end

-- Runs `plumb <arguments>` in the room; `how` has env, before (of a pipe), after (redirections), through (a command that runs
-- it, in place of a timeout).
-- Answers { out =, err =, code = }.
function t.run(arguments, how)
  how = how or {}
  local command = ("cd %s && { %s env -i PATH=/usr/bin:/bin %s %s %s %s %s %s; } > .out 2> .err"):format(
    room, how.before and how.before .. " |" or "", table.concat(kept, " "), how.env or "", how.through or "timeout 60", t.plumb, arguments,
    how.after or (how.before and "" or "< /dev/null"))
  local _, code = shell(command)
  return { out = t.read(".out") or "", err = t.read(".err") or "", code = code }
end

local function show(v) return type(v) == "string" and ("%q"):format(#v > 2000 and v:sub(1, 2000) .. "..." or v) or tostring(v) end
function t.equal(got, expected, what)
  if got ~= expected then error((what or "value") .. ": expected " .. show(expected) .. ", got " .. show(got), 2) end
end
function t.has(text, part)
  if not text:find(part, 1, true) then error("expected to find " .. show(part) .. " in " .. show(text), 2) end
end
function t.has_not(text, part)
  if text:find(part, 1, true) then error("did not expect " .. show(part) .. " in " .. show(text), 2) end
end

function t.test(name, body)
  room = shell("mktemp -d"):match("%S+")
  local ok, problem = pcall(body, room)
  shell("chmod -R u+rwX " .. room .. " 2>/dev/null; rm -rf " .. room)
  if ok then
    t.passed = t.passed + 1
  else
    t.failed = t.failed + 1
    print("FAIL " .. name .. "\n  " .. tostring(problem))
  end
end

-- A promise that this machine cannot be asked.
function t.skip(name, why)
  t.skipped = t.skipped + 1
  print("skipped: " .. name .. ": " .. why)
end

function t.finish()
  print(("%d passed, %d failed"):format(t.passed, t.failed) .. (t.skipped > 0 and (", %d skipped"):format(t.skipped) or ""))
  os.exit(t.failed == 0)
end

return t
