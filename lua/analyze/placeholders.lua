-- SPDX-License-Identifier: MIT
-- placeholders: the {names} in a message; "{{" is a brace.
--
-- A placeholder is a root and fields below it: "{risk.name}". Roots are the parameters of the check or measure, the kinds
-- on the way from the element to the project, the keys of the details that the check returns, and:

local kinds = require "analyze.kinds"

local placeholders = {}

local GIVEN = { "project", "measure", "limit", "key", "missing" } -- missing: what `needs` did not find

-- roots: { [name] = type or false }; open: there may be other roots. fallback: the element's kind, for hints.
function placeholders.check(S, node, roots, open, fallback)
  local known = {}
  for name, t in pairs(roots) do known[name] = t end
  for _, name in ipairs(GIVEN) do known[name] = known[name] or false end
  known.project = S.world.root.record
  for path in node[1]:gsub("{{", ""):gmatch("{([^}]*)}") do
    local root, rest = path:match("^([%a_][%w_]*)%.?([%w_.]*)$")
    local t = known[root or false]
    if not root then
      S.report(node, "unknown-placeholder", ("the text has {%s}, which is no path of names"):format(path), "write {{ for a brace")
    elseif t == nil then
      if not open then
        local hint = fallback and fallback.fields[path:match("^[^.]+")] and ("did you mean '{%s.%s}'?"):format(fallback.name, path)
        S.report(node, "unknown-placeholder", ("the text has {%s}, but there is no '%s' here"):format(path, root), hint or kinds.did_you_mean(root, known))
      end
    elseif rest ~= "" and t and t.kind then
      local steps, message, hint = kinds.path(t.kind, rest)
      if steps then
        for _, step in ipairs(steps) do S.unit.reads[step.read] = true end
      elseif not S.lenient then
        S.report(node, "unknown-placeholder", ("the text has {%s}, but %s"):format(path, message), hint)
      end
    end
  end
end

return placeholders
