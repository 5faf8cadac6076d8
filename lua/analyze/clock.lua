-- SPDX-License-Identifier: MIT
-- clock: is the time only compared? The words today() and now() answer another value as time goes by, and whoever calls them has to be
-- asked again then. Where a file does nothing with what a word answers but compare it by order, right where it is called
-- (`task.finish < today()`), the comparison itself knows when its answer changes.
--
--   clock.compared(ast) -> { today = bool, now = bool }
--
-- Any other use of the word, a module (its functions may call it) or _ENV makes it false, as does a file without the word.

local clock = {}

local ORDER = { lt = true, le = true, gt = true, ge = true }

local function call_of(node)
  local callee = node.tag == "Call" and node[1]
  return callee and callee.tag == "Id" and callee[1]
end

local function walk(node, compared, used)
  if node.tag == "Id" then
    used[node[1]] = true
    return
  end
  local order = node.tag == "Op" and ORDER[node[1]]
  for i = 1, #node do
    local child = node[i]
    local word = order and type(child) == "table" and #child == 1 and call_of(child)
    if word == "today" or word == "now" then
      compared[word] = true
    elseif type(child) == "table" then
      walk(child, compared, used)
    end
  end
end

function clock.compared(ast)
  local compared, used = {}, {}
  walk(ast, compared, used)
  local hidden = used.require or used._ENV
  return { today = compared.today and not used.today and not hidden or false, now = compared.now and not used.now and not hidden or false }
end

return clock
