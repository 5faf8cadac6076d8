-- SPDX-License-Identifier: MIT
-- schema: writes the built-in schema (lua/schema/*.lua) as JSON to standard output; run by make from the repository's
-- root. The project's own fields come first, then each area adds its kinds and hangs them on the project.

package.path = "lua/?.lua;" .. package.path
local schema = require "schema"

local AREAS = {
  "project", "goals", "scope", "resources", "schedule", "risk", "budget", "contract", "quality", "communication",
  "compliance", "team", "monitoring", "closing", "history",
}

local function stop(err)
  io.stderr:write(("%s:%d: error: %s\n"):format(err.file or "lua/schema", err.line or 0, err.message))
  if err.hint then io.stderr:write("  ", err.hint, "\n") end
  os.exit(1)
end

local made = schema.new()
for _, area in ipairs(AREAS) do
  local path = "lua/schema/" .. area .. ".lua"
  local file = assert(io.open(path, "rb"))
  local ok, err = made.run(file:read("a"), path)
  file:close()
  if not ok then stop(err) end
end
local json, err = made.finish()
if not json then stop(err) end
io.write(json)
