-- SPDX-License-Identifier: MIT
-- placeholders: the {names} in a message; "{{" is a brace.
--
-- A placeholder is a root and fields below it: "{risk.name}". Roots are the parameters of the check or measure, the kinds
-- on the way from the element to the project, the keys of the details that the check returns, and those of GIVEN.
--
-- What the texts of a rule may name is `says`, which outlives the analysis of its file: the language file beside it and
-- profiles give the rule other texts.
--   { roots = { [name] = type or false }, open = there may be other roots, fallback = the element's kind, for hints | nil }

local kinds = require "analyze.kinds"
local syntax = require "syntax"

local placeholders = {}

local GIVEN = { "project", "measure", "limit", "key", "missing" } -- missing: what `needs` did not find

function placeholders.says(S, roots, open, fallback)
  local known = {}
  for name, t in pairs(roots) do known[name] = t end
  for _, name in ipairs(GIVEN) do known[name] = known[name] or false end
  known.project = S.world.root.record
  return { roots = known, open = open, fallback = fallback }
end

-- What is wrong with one path, and what may have been meant; nil: nothing.
local function judge(S, path, says)
  local root, rest = path:match("^([%a_][%w_]*)%.?([%w_.]*)$")
  if not root then return "which is no path of names", "write {{ for a brace" end
  local t = says.roots[root]
  if t == nil then
    if says.open then return end
    local below = says.fallback and kinds.path(says.fallback, path)
    return ("but there is no '%s' here"):format(root),
      below and ("did you mean '{%s.%s}'?"):format(says.fallback.name, path) or kinds.did_you_mean(root, says.roots)
  end
  if rest == "" or not (t and t.kind) then return end
  local steps, message, hint = kinds.path(t.kind, rest)
  if not steps then
    if not S.lenient then return "but " .. message, hint end
    return
  end
  for _, step in ipairs(steps) do S.unit.reads[step.read] = true end
end

-- node: a text that is written out; each placeholder is told where it stands.
function placeholders.check(S, node, says)
  local text = node[1]:gsub("{{", "")
  for path in text:gmatch("{([^{}]*)}") do
    local message, hint = judge(S, path, says)
    if message then S.report(syntax.within(S.tree, node, "{" .. path .. "}"), "unknown-placeholder", ("the text has {%s}, %s"):format(path, message), hint) end
  end
  local open = text:match("{[^{}]*%f[{\0]")
  if open then S.report(syntax.within(S.tree, node, open), "unknown-placeholder", "a placeholder begins here and does not end", "close it with }, or write {{ for a brace") end
end

return placeholders
