-- SPDX-License-Identifier: MIT
-- manual: every word of the language has a page, and what the pages show is so.
--
-- An example is one or more ```lua blocks below "## Example". A block with tests is the test file; one that begins with a
-- comment that is a path (-- profiles/apac.lua, -- schema.lua, -- lib/money.lua) is that file, where PAGE.zh.lua is the
-- language file; any other is the policy, whose id is manual.PAGE. All pages share one folder, and one run of the tests.
local t = dofile("tests/cli/harness.lua")
local run, test, equal, has, has_not = t.run, t.test, t.equal, t.has, t.has_not

package.path = "./lua/?.lua;" .. package.path

local function read(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("a")
  file:close()
  return text
end

local function lines_of(command)
  local list = {}
  for line in t.shell(command):gmatch("[^\n]+") do list[#list + 1] = line end
  return list
end

-- ---- the pages ----

local pages, explained = {}, {} -- word -> its pages
for _, path in ipairs(lines_of "find docs/manual -name '*.md' | LC_ALL=C sort") do
  local page = { path = path, text = read(path), name = path:match("([^/]+)%.md$"), folder = path:match("^(.*)/"), words = {} }
  local title = page.text:match("^# ([^\n]+)\n\n")
  if not title then error(path .. ": does not begin with the words that it explains, '# any, all, none'") end
  for word in title:gmatch("[^,%s]+") do
    page.words[#page.words + 1] = word
    explained[word] = explained[word] or {}
    table.insert(explained[word], page)
  end
  page.summary = page.text:match("^# [^\n]+\n\n(.-)\n\n")
  page.example = page.text:match("\n## Example\n(.-)\n## 中文\n")
  page.chinese = page.text:match("\n## 中文\n\n(.+)$")
  pages[#pages + 1] = page
end

local function each_page(check)
  local wrong = {}
  for _, page in ipairs(pages) do
    local problem = check(page)
    if problem then wrong[#wrong + 1] = page.path .. ": " .. problem end
  end
  if #wrong > 0 then error(table.concat(wrong, "\n  "), 0) end
end

test("every page has a summary, an example and a Chinese part; names are unique and links lead somewhere", function()
  local names = {}
  each_page(function(page)
    if not page.summary or page.summary:find("^[#`]") then return "no summary below the title" end
    if not page.example then return "no '## Example' before '## 中文'" end
    if not page.chinese:match("^[^\n]*[\xE4-\xE9]") then return "no Chinese summary" end
    if names[page.name] then return "there is another page of this name: " .. names[page.name] end
    names[page.name] = page.path
    for target in page.text:gmatch("%]%(([^)]+)%)") do
      if not io.open(page.folder .. "/" .. target) then return "leads to nothing: " .. target end
    end
  end)
end)

test("the list of pages is made from the pages", function()
  if read("docs/manual.md") ~= t.shell("lua5.4 scripts/dev/manual_index.lua") then
    error("docs/manual.md is old: lua5.4 scripts/dev/manual_index.lua > docs/manual.md", 0)
  end
end)

-- ---- the words ----

test("every word of the language has a page", function()
  local missing, known = {}, 0
  local function want(word, where)
    known = known + 1
    if not explained[word] then missing[#missing + 1] = ("%s (%s)"):format(word, where) end
  end
  local function want_keys(list, where)
    for key, value in pairs(list) do want(type(key) == "number" and value or key, where) end
  end

  local declare, keys, parameters, schema = require "declare", require "declare.keys", require "declare.parameters", require "schema"
  want_keys(declare.load_words(), "declaration")
  want_keys(parameters.options, "option of a parameter")
  for _, block in ipairs { "policy", "rule", "metric", "profile", "profile_rule", "exception" } do want_keys(keys[block], "key of " .. block) end
  want_keys(require "declare.types".severities, "severity")
  want_keys({ "phases", "approvers", "blocked_by", "during", "profile", "require", "param" }, "declaration")
  want_keys({ "kind", "extend", "base" }, "schema")
  want_keys(schema.types, "type of the schema")
  want_keys(schema.field_keys, "option of a field")
  want_keys(schema.kind_keys, "key of a kind")
  local testing, expect = require "testing", require "testing.expect"
  want_keys(testing.load_words(), "word of tests")
  want_keys(testing.keys, "key of a test")
  want_keys(testing.waiver_keys, "key of a waiver in a test")
  want_keys(expect.FINDING_KEYS, "key of finding in a test")
  want_keys(require "analyze.words", "word of rules")

  -- the engine's tables
  local engine = 0
  for _, path in ipairs(lines_of "ls core/engine/words_*.c core/engine/sandbox.c core/engine/stdlib_base.c") do
    local source = read(path)
    for word in source:gmatch('{ "([%w_]+)", word_') do
      engine = engine + 1
      want(word, path)
    end
    for word in source:gmatch('lua_setfield%(L, %-2, "([%w_]+)"%)') do
      if source:find("word_" .. word .. "(lua_State", 1, true) then want(word, path) end
    end
  end
  if engine < 40 then error("the engine's tables of words are not read any more") end
  for word in read("core/engine/stdlib_base.c"):match("stdlib_base%[%] = {(.*)"):gmatch('{ "(%w+)",') do want(word, "Lua") end
  for library, names in pairs {
    string = read("core/engine/stdlib_string.c"):match("stdlib_string%[%] = {(.*)"), table = read("core/engine/stdlib_table.c"):match("stdlib_table%[%] = {(.*)"),
    math = read("core/engine/sandbox.c"):match("stdlib_math%[%] = {(.-)};"), utf8 = read("core/engine/sandbox.c"):match("stdlib_utf8%[%] = {(.-)};"),
  } do
    want(library, "Lua")
    for name in names:gmatch('"(%w+)"') do
      local page = explained[library] and explained[library][1]
      if page and not page.text:find(name, 1, true) then missing[#missing + 1] = page.path .. " does not speak of " .. name end
    end
  end
  if known < 150 then error("only " .. known .. " words are known") end
  if #missing > 0 then
    table.sort(missing)
    error("no page in docs/manual:\n  " .. table.concat(missing, "\n  "), 0)
  end
end)

-- ---- the examples ----

local function blocks_of(page)
  local blocks = { files = {} }
  for block in page.example:gmatch("\n```lua\n(.-)\n```") do
    local path = block:match("^%-%- (%S+%.lua)\n")
    if path then
      blocks.files[path] = block
    elseif block:find('^test "') or block:find('\ntest "') then
      blocks.test = block
    else
      blocks.policy = block
    end
  end
  return blocks
end

test("every example does what its tests say", function(room)
  t.shell(("mkdir -p %s/p/manual && cp -r policies/data policies/samples %s/p"):format(room, room))
  local schema = {}
  local function write(path, text)
    t.shell("mkdir -p " .. t.quote(room .. "/p/" .. path):gsub("[^/]*'$", "'"))
    t.write("p/" .. path, text .. "\n")
  end
  each_page(function(page)
    local blocks = blocks_of(page)
    if not (blocks.policy and blocks.test) then return "an example is a policy and a test" end
    write(("manual/%s.lua"):format(page.name), blocks.policy)
    write(("manual/%s_test.lua"):format(page.name), blocks.test)
    for path, text in pairs(blocks.files) do
      if path == "schema.lua" then
        schema[#schema + 1] = text
      elseif path:find("%.zh%.lua$") then
        write("manual/" .. path, text)
      else
        write(path, text)
      end
    end
  end)
  write("schema.lua", table.concat(schema, "\n"))
  local r = run("test --policies p", { through = "timeout 300" })
  if r.code ~= 0 then error(r.out .. r.err, 0) end
  local told = run("test --policies p --json").out
  each_page(function(page)
    if not told:find("manual/" .. page.name .. "_test.lua", 1, true) then return "its tests did not run" end
  end)
end)

-- ---- plumb help ----

test("help shows every page in both languages, in 100 columns, and without marks of Markdown", function(room)
  local script = {}
  for _, page in ipairs(pages) do
    for _, lang in ipairs { "en", "zh" } do
      script[#script + 1] = ("echo '@ %s %s'; %s help %s --lang %s"):format(page.path, lang, t.plumb, page.words[1], lang)
    end
  end
  t.write("all.sh", table.concat(script, "\n"))
  local header, seen = "", {}
  for line in (t.shell("sh " .. room .. "/all.sh 2>&1")):gmatch("[^\n]*") do
    if line:sub(1, 2) == "@ " then header = line end
    seen[header] = (seen[header] or 0) + 1
    if line:find("^```") or line:find("^%s*#") or line:find("](", 1, true) then error(header .. ": shows Markdown: " .. line) end
    if utf8.len(line) > 100 then error(header .. ": too wide: " .. line) end
  end
  for header_line, n in pairs(seen) do
    if header_line ~= "" and n < 8 then error(header_line .. ": shows next to nothing") end
  end
end)

test("help words: every word, its summary, in both languages", function()
  for _, lang in ipairs { "en", "zh" } do
    local r = run("help words --lang " .. lang)
    equal(r.code, 0)
    local listed = r.out:gsub("\n  (%S[^\n]*,)\n  (%S)", "\n  %1 %2") -- a long row of words is wrapped
    for _, page in ipairs(pages) do has(listed, "\n  " .. table.concat(page.words, ", ")) end
    for line in r.out:gmatch("[^\n]+") do
      if utf8.len(line) > 100 then error("too wide: " .. line) end
    end
  end
end)

test("a word that is a command too: both; a function of a library: its page; a misspelt word: what was meant", function()
  local both = run("help check").out
  has(both, "usage: plumb check")
  has(both, "\ncheck\n\n  The question whose answer is the verdict.\n")
  equal(run("help table.sort").out, run("help table").out)
  has_not(run("help string.find").out, "The types of fields") -- "string" is a type, too
  local r = run("help cuont")
  equal(r.code, 2)
  equal(r.out, "")
  has(r.err, "did you mean 'count'?")
  has(run("help zzzzzzzz").err, "plumb help words")
  has(run("completion bash").out, " at_most ")
end)

test("Chinese readers get the Chinese text, and the same example", function()
  local english, chinese = run("help count --lang en").out, run("help count --lang zh").out
  has(english, "\nExample\n")
  has(chinese, "\n示例\n")
  has(chinese, "另见：")
  local code = english:match("\n(    test \".-})\n")
  has(chinese, code)
end)

test("colours only where they are wanted", function()
  equal(run("help count").out:find("\27", 1, true), nil)
  has(run("help count --color always").out, "\27[1mcount\n\27[0m")
end)

t.finish()
