/* SPDX-License-Identifier: MIT */
/* scaffold_files: settings for plumb, the editor and CI, and a page that says what to do next. */
#include "app/scaffold_files.h"

const struct scaffold_file scaffold_files[] = {
	{ "plumb.json", {
		"{\n"
		"  \"policies\": \"policies\",\n"
		"  \"timezone\": \"UTC\",\n"
		"  \"fail_on\": \"error\"\n"
		"}\n",
		"{\n"
		"  \"policies\": \"policies\",\n"
		"  \"timezone\": \"Asia/Shanghai\",\n"
		"  \"calendar\": \"cn\",\n"
		"  \"lang\": \"zh\",\n"
		"  \"fail_on\": \"error\"\n"
		"}\n" } },
	{ ".luarc.json", {
		"{\n"
		"  \"runtime.version\": \"Lua 5.4\",\n"
		"  \"runtime.builtin\": { \"io\": \"disable\", \"os\": \"disable\", \"debug\": \"disable\", \"package\": \"disable\", \"coroutine\": \"disable\" },\n"
		"  \"runtime.path\": [\"policies/?.lua\"],\n"
		"  \"workspace.library\": [],\n"
		"  \"diagnostics.globals\": [\n"
		"    \"policy\", \"rule\", \"metric\", \"phases\", \"profile\", \"param\", \"number\", \"percent\", \"duration\", \"money\", \"text\", \"at_most\", \"at_least\",\n"
		"    \"between\", \"steps\", \"per\", \"set\", \"pick\", \"ratio\", \"all\", \"any\", \"none\", \"count\", \"sum\", \"min\", \"max\", \"median\", \"map\",\n"
		"    \"filter\", \"find\", \"group\", \"distinct\", \"duplicates\", \"has\", \"missing\", \"empty\", \"phrases\", \"goal_parts\", \"today\",\n"
		"    \"overdue\", \"older_than\", \"due_within\", \"in_time\", \"after\", \"before\", \"days_between\", \"workdays_between\", \"newest\",\n"
		"    \"recent\", \"note\", \"test\", \"sample\", \"ago\", \"ahead\"\n"
		"  ]\n"
		"}\n", NULL } },
	{ ".gitignore", { "*.db\n*.db-wal\n*.db-shm\n", NULL } },
	{ ".github/workflows/plumb.yml", {
		"name: policies\n"
		"on: [push, pull_request]\n"
		"jobs:\n"
		"  plumb:\n"
		"    runs-on: ubuntu-latest\n"
		"    container: debian:12\n"
		"    steps:\n"
		"      - uses: actions/checkout@v4\n"
		"      # plumb must be installed here: build it, or take it from where your company keeps it\n"
		"      - run: plumb test\n"
		"      - run: plumb check --as-of 2026-06-30 --format markdown projects/*.json >> \"$GITHUB_STEP_SUMMARY\"\n", NULL } },
	{ "README.md", {
		"# Our standard\n"
		"\n"
		"| command | does |\n"
		"| --- | --- |\n"
		"| `plumb check --as-of 2026-06-30 projects/*.json` | judges the projects in `projects/` |\n"
		"| `plumb explain RULE PROJECT projects/*.json` | shows why a rule says what it says |\n"
		"| `plumb test` | runs the tests beside the policies |\n"
		"| `plumb schema` | lists the fields that a policy can read |\n"
		"\n"
		"`policies/` began as plumb's own library. Each `AREA/NAME.lua` is one policy, `NAME_test.lua` beside it its tests,\n"
		"`NAME.zh.lua` its Chinese texts. Change a threshold in its `params`, run `plumb test`, and look at what `plumb check` says now.\n"
		"`plumb.json` holds the settings: set `timezone` to your company's.\n"
		"\n"
		"The example is in order as of 2026-06-30: judged as of today, it is overdue in many ways. Leave `--as-of` out for your own projects.\n"
		"A rule of your own may name a clause of your own: add it to `policies/data/standard.json`.\n",
		"# 我们的标准\n"
		"\n"
		"| 命令 | 作用 |\n"
		"| --- | --- |\n"
		"| `plumb check --as-of 2026-06-30 projects/*.json` | 检查 `projects/` 中的项目 |\n"
		"| `plumb explain 规则 项目 projects/*.json` | 解释某条规则的判断 |\n"
		"| `plumb test` | 运行策略旁边的测试 |\n"
		"| `plumb schema` | 列出策略可以读取的字段 |\n"
		"\n"
		"`policies/` 来自 plumb 的内置策略库。每个 `领域/名称.lua` 是一个策略，旁边的 `名称_test.lua` 是它的测试，\n"
		"`名称.zh.lua` 是它的中文文本。修改 `params` 中的阈值，运行 `plumb test`，再看看 `plumb check` 的结果。\n"
		"设置在 `plumb.json` 中：请将 `timezone` 设为公司所在时区。\n"
		"\n"
		"示例项目截至 2026-06-30 符合标准：按今天检查会有许多逾期。检查自己的项目时请去掉 `--as-of`。\n"
		"自己的规则可以引用自己的条款：请将条款加入 `policies/data/standard.json`。\n" } },
	{ NULL, { NULL, NULL } },
};
