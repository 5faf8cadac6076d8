-- SPDX-License-Identifier: MIT
-- texts: a language file, and the messages that profiles give to rules, held against what the rules of a policy can fill in.

local placeholders = require "analyze.placeholders"

local texts = {}

local KEYS = { message = true, remedy = true }
local LANGUAGES = { en = true, zh = true }

-- The String nodes of a text, or of { en = ..., zh = ... }.
local function strings(node)
  if node.tag == "String" then return { node } end
  local list = {}
  for _, item in ipairs(node.tag == "Table" and node or {}) do
    if item.tag == "Pair" and LANGUAGES[item[1][1]] and item[2].tag == "String" then list[#list + 1] = item[2] end
  end
  return list
end

-- The texts of one table of a rule: { message = ..., remedy = ... }.
function texts.of_rule(S, spec, says)
  for _, item in ipairs(spec.tag == "Table" and says and spec or {}) do
    if item.tag == "Pair" and KEYS[item[1][1]] then
      for _, node in ipairs(strings(item[2])) do placeholders.check(S, node, says) end
    end
  end
end

-- A profile's rules = { ["risk.register.high"] = { message = ... } }; all: { [policy] = { [rule] = says } }.
function texts.of_profile(S, spec, all)
  for _, item in ipairs(spec.tag == "Table" and all and spec or {}) do
    local id = item.tag == "Pair" and item[1].tag == "String" and item[1][1]
    local policy, rule = (id or ""):match("^(.*)%.([^.]*)$")
    if policy then texts.of_rule(S, item[2], (all[policy] or {})[rule]) end
  end
end

-- A language file: rule "high" { message = ... }; rules: { [rule] = says }.
function texts.of_file(S, ast, rules)
  for _, s in ipairs(ast) do
    local head = s.tag == "Call" and s[1]
    local id = head and head.tag == "Call" and head[2] and head[2].tag == "String" and head[2][1]
    if id and s[2] then texts.of_rule(S, s[2], rules[id]) end
  end
end

return texts
