-- SPDX-License-Identifier: MIT
-- manual_index: the list of the manual's pages, docs/manual.md, made from the pages.
--   lua5.4 scripts/dev/manual_index.lua > docs/manual.md
-- Groups and their titles are those of core/cli/manual.c.
local groups = {}
local file = assert(io.open("core/cli/manual.c"))
for name, english, chinese in file:read("a"):gmatch('{ "(%l+)", { "([^"]+)", "([^"]+)" } },') do
  groups[#groups + 1] = { name, english, chinese }
end
file:close()

print [[
# The manual

One page for each word of the policy language, or for a few that belong together, in English and Chinese, with an example that the tests
run. `plumb help WORD` shows a page in the terminal, `plumb help words` lists them. [language.md](language.md) is the overview.

每个词（或一组相关的词）一页，中英文对照，示例均由测试运行。`plumb help 词语` 在终端显示该页，`plumb help words` 列出所有词语。

A new page is one more file of the shape of the others (core/cli/manual.h); `lua5.4 scripts/dev/manual_index.lua > docs/manual.md` puts it
into this list.]]

for _, group in ipairs(groups) do
  print(("\n## %s · %s\n"):format(group[2], group[3]))
  local listing = assert(io.popen("ls docs/manual/" .. group[1] .. "/*.md | LC_ALL=C sort"))
  for path in listing:lines() do
    local source = assert(io.open(path))
    local page = source:read("a")
    source:close()
    local title, summary = page:match("^# ([^\n]+)\n\n(.-)\n\n")
    local chinese = page:match("\n## 中文\n\n([^\n]+)")
    print(("- [%s](%s): %s %s"):format(title, path:gsub("^docs/", ""), summary:gsub("\n", " "), chinese))
  end
  listing:close()
end
