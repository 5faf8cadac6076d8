-- SPDX-License-Identifier: MIT
-- Hostile and buggy policies against the real program. Each sample of the collection is judged beside a policy that is
-- in order: it must end as its header expects, in time, named by rule and line, and the other's verdicts must not change.
-- Then all of them at once, in one sweep over several projects: none may leave anything behind for the next.
--   PLUMB=build/plumb PLUMB_SHARED=../shared lua5.4 tests/cli/hostile_test.lua [NAME]
local plumb = os.getenv("PLUMB") or "build/plumb"
local folder = (os.getenv("PLUMB_SHARED") or "../shared") .. "/samples/hostile"
local only = arg[1]

local function capture(command)
  local pipe = assert(io.popen(command, "r"))
  local out = pipe:read("a")
  local _, _, code = pipe:close()
  return out, code
end
local function write(path, text)
  local f = assert(io.open(path, "wb"))
  f:write(text)
  f:close()
end
local function now() return tonumber((capture("date +%s.%N"))) end

local names = {}
for name in capture("ls " .. folder .. " 2>/dev/null"):gmatch("([%w-]+)%.lua") do
  if not only or name:find(only, 1, true) then names[#names + 1] = name end
end
if #names == 0 then
  print("0 passed, 0 failed, 1 skipped")
  return
end

local room = capture("mktemp -d"):match("%S+")
local GOOD = [[
policy { title = "In order" }
rule "named" { severity = "error", check = function(project) return project.name ~= "bad" end, message = "the name is bad" }
rule "texts" {
  severity = "error",
  each = "milestones",
  check = function(milestone) return ("x"):rep(3) == "xxx" and table.concat({ "a", "b" }) == "ab" and milestone.name:upper() == "ONE" end,
  message = "milestone {milestone.name}",
}
]]
local DOCUMENTS = {}
for i = 1, 4 do
  DOCUMENTS[i] = ('{"id":"P-%d","name":"%s","budget":{"total":5},"milestones":[{"name":"one"},{"name":"two"}]}'):format(i, i == 3 and "bad" or "good")
end

-- The policy file that a sample becomes: `form: check` is the body of a check, `form: chunk` a whole file.
local function as_policy(source)
  if not source:find("%-%- form: check") then return source end
  return 'local rule_body = nil\nrule "hostile" { severity = "error", check = function(project) local params = param\n' .. source .. '\nend, message = "hostile" }\n'
end

local function judge(policies, documents)
  capture("rm -rf " .. room .. "/p && mkdir -p " .. room .. "/p")
  for name, text in pairs(policies) do write(room .. "/p/" .. name .. ".lua", text) end
  write(room .. "/d.ndjson", table.concat(documents, "\n") .. "\n")
  local start = now()
  local out, code = capture(("timeout 300 %s check --policies %s/p --format json --as-of 2026-06-30 %s/d.ndjson 2> %s/err"):format(plumb, room, room, room))
  local err = capture("cat " .. room .. "/err")
  return out, code, err, now() - start
end

-- The lines of the report that are about the policy in order.
local function of_good(out)
  local lines = {}
  for id, project in out:gmatch('{"id":"(P%-%d)"(.-)\n') do
    for finding in project:gmatch('{"rule":"good%.[^}]*}') do lines[#lines + 1] = id .. " " .. finding end
  end
  return table.concat(lines, "\n")
end

local passed, failed = 0, 0
local function check(ok, what, detail)
  if ok then passed = passed + 1 return end
  failed = failed + 1
  print("FAIL " .. what .. ": " .. tostring(detail))
end

local reference, code = judge({ good = GOOD }, DOCUMENTS)
check(code == 1 and of_good(reference):find("P%-3"), "the policy in order", reference)
reference = of_good(reference)
local _, _, _, empty_time = judge({ good = GOOD }, { DOCUMENTS[1] })

-- Deadlines count CPU time, a test sees the wall's: a busy machine gets three tries, a sanitized build more time.
local SLOW = tonumber(os.getenv("PLUMB_SLOW") or 1)
local SOFT, SLACK, TRIES = 0.25, 0.2, 3
local everything = { good = GOOD }
for _, name in ipairs(names) do
  local file = assert(io.open(folder .. "/" .. name .. ".lua", "rb"))
  local source = file:read("a")
  file:close()
  local want = (source:match("%-%- expect: ([^\n]*)") or "") .. " " .. (source:match("%-%- also: ([^\n]*)") or "")
  local policy = as_policy(source)
  everything["h" .. name:gsub("%-", "_")] = policy
  local out, status, err, took = judge({ good = GOOD, hostile = policy }, { DOCUMENTS[1] })
  local load_error = err:find("hostile%.lua") ~= nil
  local run_error = out:find('"rule":"hostile%.hostile"[^}]-"verdict":"error"') ~= nil
  local ended = (load_error or run_error) and "error" or "ok"
  local right = ended == "error" or want:find("ok", 1, true) ~= nil
  check(right and (status == 3 or ended == "ok"), name .. " ends as expected", ("%s, exit %s, wanted %s\n%s%s"):format(ended, status, want, out, err))
  local limit = ((load_error and 1.0 or SOFT) + SLACK + 0.15) * SLOW
  for _ = 2, TRIES do
    if took - empty_time < limit then break end
    local _, _, _, again = judge({ good = GOOD, hostile = policy }, { DOCUMENTS[1] })
    took = math.min(took, again)
  end
  check(took - empty_time < limit, name .. " ends in time", ("%.2f s"):format(took - empty_time))
  check(ended == "ok" or out:find('hostile%.lua","policy_line":[1-9]') or err:find("hostile%.lua[:%s]"), name .. " is named by file and line", out .. err)
  check(load_error or not (out .. err):find("ESCAPED", 1, true), name .. " stays inside", out)
  check(of_good(out) == of_good((judge({ good = GOOD }, { DOCUMENTS[1] }))), name .. " leaves the other rules alone", out)
end

if not only then
  local out, status, err, took = judge(everything, DOCUMENTS)
  check(of_good(out) == reference, "all at once: the policy in order is judged the same", of_good(out))
  check(status == 3, "all at once: exit status", status)
  check(took < 60 * SLOW, "all at once: in time", took)
  local again = judge(everything, DOCUMENTS)
  check(of_good(again) == reference, "all at once, again", of_good(again))
  local _ = err
end
capture("rm -rf " .. room)
print(("%d passed, %d failed"):format(passed, failed))
os.exit(failed == 0)
