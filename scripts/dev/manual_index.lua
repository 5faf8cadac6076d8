-- SPDX-License-Identifier: MIT
-- manual_index: the list of the manual's pages, docs/manual.md, made from the pages.
--   lua5.4 scripts/dev/manual_index.lua > docs/manual.md
local GROUPS = {
  { "concepts", "Concepts", "概念" }, { "declarations", "Declarations", "声明" }, { "rule", "Keys of policies and rules", "策略与规则的键" },
  { "lists", "Lists", "列表" }, { "numbers", "Numbers", "数值" }, { "time", "Time", "时间" }, { "history", "History and series", "历史与序列" },
  { "text", "Text", "文本" }, { "lua", "Lua's own", "Lua 自带" }, { "profiles", "Profiles", "配置" }, { "schema", "A company's schema", "公司自定义结构" },
  { "tests", "Tests", "测试" },
}

print [[
# The manual

One page for each word of the policy language, or for a few that belong together, in English and Chinese, with an example that the tests
run. `plumb help WORD` shows a page in the terminal, `plumb help words` lists them. [language.md](language.md) is the overview.

每个词（或一组相关的词）一页，中英文对照，示例均由测试运行。`plumb help 词语` 在终端显示该页，`plumb help words` 列出所有词语。]]

for _, group in ipairs(GROUPS) do
  print(("\n## %s · %s\n"):format(group[2], group[3]))
  local listing = assert(io.popen("ls docs/manual/" .. group[1] .. "/*.md | LC_ALL=C sort"))
  for path in listing:lines() do
    local page = assert(io.open(path)):read("a")
    local title, summary = page:match("^# ([^\n]+)\n\n(.-)\n\n")
    local chinese = page:match("\n## 中文\n\n([^\n]+)")
    print(("- [%s](%s): %s %s"):format(title, path:gsub("^docs/", ""), summary:gsub("\n", " "), chinese))
  end
  listing:close()
end
