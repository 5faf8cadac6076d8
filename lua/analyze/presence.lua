-- SPDX-License-Identifier: MIT
-- presence: which values are known to be there at a place in a function.
--
-- A path is a variable that keeps its value and a chain of fields: it has a key ("#3.owner"), and variables that were
-- made from a path have the path's key. Project data never change, so what a test found there stays so.
-- Facts are a linked list of such keys, newest first, nil when nothing is known; adding to it leaves the old list as it was.

local presence = {}

function presence.add(facts, key)
  return { key = key, older = facts }
end

function presence.known(facts, key)
  while facts do
    if facts.key == key then return true end
    facts = facts.older
  end
  return false
end

-- What is known when either a or b holds; both were made by adding to base.
function presence.either(a, b, base)
  if a == base or b == base then return base end
  local both = base
  while a and a ~= base do
    local other = b
    while other and other ~= base do
      if other.key == a.key then
        both = presence.add(both, a.key)
        break
      end
      other = other.older
    end
    a = a.older
  end
  return both
end

return presence
