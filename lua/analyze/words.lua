-- SPDX-License-Identifier: MIT
-- words: what the analysis knows of plumb's words; a word that is not here may do anything with its arguments.
--
--   presence  it asks whether its argument is absent or empty
--   paths     it asks the same of fields of its first argument, named by texts
--   safe      its first argument may be absent
--   selector  "test" | "use": its second argument says what is asked of each element of the first (a function, the name
--             of a field, a pattern), and what becomes of the function's answer
--   named     which argument certainly names a field where it is a text: 2 where it is not said
--   dates     it reads a date of each element; that argument may name it
--   history   it asks what a record was: "tracked" its second argument names a tracked field; "below" it names what may
--             have changed; "entered" it is a name of the enum that its third one names ("phase")
--   verdicts  it reads what other rules found; see verdicts.lua
--   list      its first argument is a list
--   value     its second argument may also be a value to look for; a text is never the name of a field then
--   scalar    no argument is the name of a field
--   gives     its result: "list" (like the first argument), "element" (one of it), "plain" (a Lua table), "count", "bool",
--             "datetime"
--   load      it declares something while the file loads, and calls or keeps no function of the file

local function each(names, properties, into)
  for name in names:gmatch("%S+") do into[name] = properties end
end

local words = {}

each("any all none", { list = true, selector = "test", gives = "bool" }, words)
each("count", { list = true, selector = "test", gives = "count" }, words)
each("filter", { list = true, selector = "test", gives = "list" }, words)
each("find", { list = true, selector = "test", gives = "element" }, words)
each("sum min max median", { list = true, selector = "use" }, words)
each("map group distinct duplicates", { list = true, selector = "use", gives = "plain" }, words)
each("newest oldest", { list = true, selector = "test", dates = 3, gives = "element" }, words)
each("recent", { list = true, selector = "use", dates = 2, gives = "list" }, words)
each("weekly monthly", { list = true, selector = "use", dates = 3, gives = "plain" }, words)
each("falling rising", { list = true, selector = "use", named = 3, gives = "bool" }, words)
each("slope", { list = true, selector = "use", dates = 3, gives = "count" }, words)
each("history", { history = "tracked", gives = "plain" }, words)
each("changes", { history = "below", gives = "plain" }, words)
each("entered", { history = "entered", gives = "datetime" }, words)
each("findings", { verdicts = true }, words)
each("has", { list = true, selector = "test", value = true, gives = "bool" }, words)
each("empty", { presence = true, gives = "bool" }, words)
each("missing", { paths = true, safe = true, gives = "plain" }, words)
each("in_time", { safe = true, scalar = true, gives = "bool" }, words)
each("overdue older_than due_within between", { scalar = true, gives = "bool" }, words)
each("ratio days_between workdays_between tonumber", { scalar = true, gives = "count" }, words)
each("phrases goal_parts", { scalar = true, gives = "plain" }, words)
each("pick today now date year month day round after before note select error assert", { scalar = true }, words)
each("policy rule metric phases number percent duration money text at_most at_least steps per set", { scalar = true, load = true, gives = "plain" }, words)
each("ipairs pairs type tostring require", { scalar = true, load = true }, words)
words.between = { scalar = true, load = true }

return words
