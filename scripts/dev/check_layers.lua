-- SPDX-License-Identifier: MIT
-- Checks that the architecture is what the sources do: who includes whom, and which library is seen where only.
--   lua5.4 scripts/dev/check_layers.lua        prints "N passed, N failed"
local may = {
  base = "", json = "base", model = "base json", engine = "base json model", report = "base json model",
  input = "base json model", store = "base json model", net = "base json", work = "base json model engine",
  app = "base json model engine report input store net work", cli = "base json model report input store net work app",
}
-- A header that only these folders may include.
local only = {
  { "^lua", "engine" }, { "^lauxlib%.h", "engine" }, { "^sqlite3%.h", "store" }, { "^simdjson%.h", "json" },
  { "^msgpack", "work" }, { "^seccomp%.h", "work app cli" }, { "^sodium", "engine store app cli" }, { "^utf8proc%.h", "base model cli app" },
  { "^csv%.h", "input" }, { "^uv%.h", "work app cli" }, { "^getopt%.h", "cli" }, { "^time%.h", "base engine" },
}

local function has(words, word) return (" " .. words .. " "):find(" " .. word .. " ", 1, true) ~= nil end

local passed, failures = 0, {}
local files = io.popen("find core -name '*.c' -o -name '*.h' -o -name '*.cpp' | sort")
for path in files:lines() do
  local layer, number, good = path:match("^core/([^/]+)/"), 0, true
  local function wrong(message)
    failures[#failures + 1] = ("%s:%d: %s"):format(path, number, message)
    good = false
  end
  if not may[layer] then wrong("'" .. layer .. "' is no layer") end
  for line in io.lines(path) do
    number = number + 1
    local own, theirs = line:match('^%s*#%s*include%s+"([^"]+)"'), line:match("^%s*#%s*include%s+<([^>]+)>")
    local from = own and own:match("^([^/]+)/")
    if own and not from and own ~= "read_impl.h" then wrong("write the layer: \"" .. layer .. "/" .. own .. '"') end
    if from and from ~= layer and not has(may[layer] or "", from) then
      wrong(("the layer %s does not see %s"):format(layer, from))
    end
    for _, rule in ipairs(only) do
      if theirs and theirs:find(rule[1]) and not has(rule[2], layer) then
        wrong(("<%s> belongs to %s only"):format(theirs, rule[2]))
      end
    end
  end
  if number > 800 then wrong("longer than 800 lines") end
  if good then passed = passed + 1 end
end
files:close()
for _, failure in ipairs(failures) do print(failure) end
print(("%d passed, %d failed"):format(passed, #failures))
os.exit(#failures == 0)
