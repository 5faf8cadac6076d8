-- SPDX-License-Identifier: MIT
-- words: what the analysis knows of plumb's words; a word that is not here may do anything with its arguments.
--
--   presence  "missing" | "present": with one argument, it asks whether that is absent (or present)
--   safe      its first argument may be absent
--   selector  "test" | "use": its second argument says what is asked of each element of the first (a function, the name
--             of a field, a pattern), and what becomes of the function's answer
--   scalar    no argument is the name of a field
--   gives     its result: "list" (like the first argument), "element" (one of it), "plain" (a Lua table), "count", "bool"
--   load      it declares something while the file loads, and calls or keeps no function of the file

local function each(names, properties, into)
  for name in names:gmatch("%S+") do into[name] = properties end
end

local words = {}

each("any all none has", { selector = "test", gives = "bool" }, words)
each("count", { selector = "test", gives = "count" }, words)
each("filter", { selector = "test", gives = "list" }, words)
each("find", { selector = "test", gives = "element" }, words)
each("sum min max median", { selector = "use" }, words)
each("map group distinct duplicates", { selector = "use", gives = "plain" }, words)
each("newest oldest", { selector = "test", gives = "element" }, words)
each("recent", { selector = "use", gives = "list" }, words)
each("history changes weekly monthly", { selector = "use", gives = "plain" }, words)
each("missing empty", { presence = "missing", gives = "bool" }, words)
each("in_time", { safe = true, scalar = true, gives = "bool" }, words)
each("overdue older_than due_within between falling rising", { scalar = true, gives = "bool" }, words)
each("ratio days_between workdays_between slope tonumber", { scalar = true, gives = "count" }, words)
each("phrases goal_parts", { scalar = true, gives = "plain" }, words)
each("pick today after before note select error assert", { scalar = true }, words)
each("policy rule metric number percent duration money text at_most at_least steps per set", { scalar = true, load = true, gives = "plain" }, words)
each("ipairs pairs type tostring require", { scalar = true, load = true }, words)
words.between = { scalar = true, load = true }
words.has = { selector = "test", presence = "present", gives = "bool" }

return words
