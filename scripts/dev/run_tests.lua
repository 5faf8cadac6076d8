-- SPDX-License-Identifier: MIT
-- Runs the suites that are named on the command line and adds up what they say.
--   lua5.4 scripts/dev/run_tests.lua "build/unit/base/buf_test" "lua5.4 tests/unit/lua/goal_test.lua" ...
-- A suite is a command; it reports as cmocka does or ends with "N passed, N failed". One that says neither, or whose exit
-- status does not fit what it said, counts as one failure. The output of failing suites is shown. Last line: the totals.
local passed, failed, skipped, started = 0, 0, 0, os.time()

local function numbers(output)
  local p, f, s = 0, 0, 0
  local last_passed, last_failed = output:match("(%d+) passed, (%d+) failed[^\n]*%s*$")
  if last_passed then
    s = tonumber(output:match("(%d+) skipped[^\n]*%s*$") or 0)
    return tonumber(last_passed), tonumber(last_failed), s
  end
  local seen = false
  for n in output:gmatch("%[  PASSED  %] (%d+) test") do p, seen = p + tonumber(n), true end
  for n in output:gmatch("%[  FAILED  %]%s+[%w_]*:?%s*(%d+) test") do f, seen = f + tonumber(n), true end
  for n in output:gmatch("%[  SKIPPED %]%s+[%w_]*:?%s*(%d+) test") do s, seen = s + tonumber(n), true end
  if seen then return p, f, s end
end

for _, suite in ipairs(arg) do
  local pipe = assert(io.popen("{ " .. suite .. "; } 2>&1", "r"))
  local output = pipe:read("a")
  local _, how, code = pipe:close()
  local ok = how == "exit" and code == 0
  local p, f, s = numbers(output)
  if not p then p, f, s = 0, 1, 0
  elseif not ok and f == 0 then f = 1
  end
  passed, failed, skipped = passed + p, failed + f, skipped + s
  print(("%s  %-60s %4d passed%s%s"):format(f == 0 and "ok  " or "FAIL", suite:sub(1, 60), p,
    f > 0 and (", %d failed (%s %d)"):format(f, how, code) or "", s > 0 and (", %d skipped"):format(s) or ""))
  if f > 0 then print(#output > 20000 and "...\n" .. output:sub(-20000) or output) end
  io.stdout:flush()
end
print(("%d s"):format(os.time() - started))
print(("%d passed, %d failed, %d skipped"):format(passed, failed, skipped))
os.exit(failed == 0 and passed > 0)
