/* SPDX-License-Identifier: MIT */
/* commands: every command, once. */
#include "cli/cli.h"

#include <string.h>

#define POLICY_OPTIONS CONFIG_POLICIES, CONFIG_TIMEZONE, CONFIG_CALENDAR, CONFIG_LENIENT
#define LIMIT_OPTIONS CONFIG_WORKERS, CONFIG_SOFT_MS, CONFIG_LOAD_MS, CONFIG_STATE_MB, CONFIG_BLOCK_MB, CONFIG_DOCUMENT_MB, CONFIG_DEPTH, CONFIG_QUARANTINE_AFTER

const int common_options[] = { OPT_CONFIG, CONFIG_LANG, OPT_COLOR, OPT_HELP, -1 };

static const int check_options[] = { OPT_FORMAT, OPT_JSON, OPT_OUTPUT, OPT_AS_OF, CONFIG_FAIL_ON, CONFIG_ALLOW_UNKNOWN, OPT_RULE, OPT_LIMIT, OPT_ALL,
	OPT_VERBOSE, OPT_MAP, CONFIG_STORE, CONFIG_USER, CONFIG_WIDTH, POLICY_OPTIONS, LIMIT_OPTIONS, -1 };
static const int import_options[] = { CONFIG_STORE, OPT_DRY_RUN, OPT_RECEIPTS, OPT_MAP, OPT_REASON, CONFIG_USER, OPT_JSON, OPT_VERBOSE, CONFIG_WIDTH, CONFIG_POLICIES, CONFIG_TIMEZONE, CONFIG_LENIENT,
	CONFIG_WORKERS, CONFIG_DOCUMENT_MB, CONFIG_DEPTH, -1 };
static const int explain_options[] = { OPT_ELEMENT, OPT_JSON, OPT_AS_OF, OPT_MAP, CONFIG_STORE, CONFIG_WIDTH, POLICY_OPTIONS, LIMIT_OPTIONS, -1 };
static const int whatif_options[] = { OPT_SET, OPT_UNSET, OPT_JSON, OPT_AS_OF, OPT_MAP, CONFIG_STORE, CONFIG_WIDTH, POLICY_OPTIONS, LIMIT_OPTIONS, -1 };
static const int test_options[] = { OPT_JSON, OPT_VERBOSE, POLICY_OPTIONS, LIMIT_OPTIONS, -1 };
static const int schema_options[] = { OPT_JSON, CONFIG_POLICIES, -1 };
static const int doctor_options[] = { OPT_JSON, CONFIG_STORE, POLICY_OPTIONS, LIMIT_OPTIONS, -1 };
static const int waive_options[] = { OPT_REASON, OPT_EXPIRES, CONFIG_USER, OPT_ALL, OPT_FORMAT, OPT_JSON, CONFIG_STORE, CONFIG_WIDTH, POLICY_OPTIONS, -1 };
static const int waivers_options[] = { OPT_ALL, OPT_FORMAT, OPT_JSON, CONFIG_STORE, CONFIG_WIDTH, POLICY_OPTIONS, -1 };
static const int json_options[] = { OPT_JSON, -1 };
static const int help_options[] = { OPT_MAN, -1 };
static const int no_options[] = { -1 };

static const struct example check_examples[] = {
	{ "plumb check portfolio.ndjson", { "judge a portfolio by the built-in library", "按内置策略库检查项目组合" } },
	{ "plumb check", { "judge the store's projects; what is new since the last time, what is gone", "检查存储中的项目；与上次相比新增与消失的问题" } },
	{ "plumb check --policies policies --format json portfolio.ndjson > report.json", { "by your own standard, for a program", "按自己的标准检查，输出供程序使用" } },
	{ "export-projects | plumb check --fail-on critical -", { "documents from a pipe; only critical findings fail", "从管道读取；仅严重问题视为失败" } },
	{ "plumb check --as-of 2026-12-31 --rule 'budget.*' portfolio.ndjson", { "the budget rules at the end of the year", "年末时的预算规则" } },
	{ NULL, { NULL, NULL } },
};
static const struct example import_examples[] = {
	{ "plumb import portfolio.ndjson", { "keep a portfolio in plumb.db, and every change of it from now on", "将项目组合存入 plumb.db，并从此记录其全部变更" } },
	{ "plumb import --dry-run --map mapping.json status.csv", { "what this table would change, field by field", "逐字段显示该表格将带来的变更" } },
	{ "crm-export | plumb import --user crm --reason 'nightly export' -", { "documents from a pipe; who and why are kept with each change", "从管道读取；每项变更都记录来源与原因" } },
	{ "message-queue | plumb import --receipts - | acknowledge", { "a program that must know which projects are kept, whatever happens", "供必须确知哪些项目已保存的程序使用" } },
	{ NULL, { NULL, NULL } },
};
static const struct example waive_examples[] = {
	{ "plumb waive request P-0042 high_risk_answered 'risks[credit]' --reason 'insured until year end' --expires 2026-12-31", { "ask that a rule be waived for one element", "为单个对象申请豁免某条规则" } },
	{ "plumb waive request P-0042 budget.lines.line_within_budget --reason 'budget is being renegotiated' --expires 2026-09-30", { "for the whole project", "为整个项目申请" } },
	{ "plumb waive approve 7 --user wang.fang", { "grant it: another person than the one who asked", "批准；批准人不得为申请人本人" } },
	{ "plumb waive close 7 --reason 'no longer insured'", { "end it before its time", "提前终止" } },
	{ NULL, { NULL, NULL } },
};
static const struct example waivers_examples[] = {
	{ "plumb waivers", { "what is asked for and what is in force", "待批准与生效中的豁免" } },
	{ "plumb waivers --all --format csv > waivers.csv", { "those that are over, too", "包括已失效的" } },
	{ NULL, { NULL, NULL } },
};
static const struct example explain_examples[] = {
	{ "plumb explain risk.register.high_risk_answered P-0042 portfolio.ndjson", { "why this rule says what it says of P-0042", "该规则为何如此判断 P-0042" } },
	{ "plumb explain high_risk_answered P-0042 portfolio.ndjson -e 'risks[credit]'", { "one element; the end of an id is enough", "单个元素；只写编号末段即可" } },
	{ NULL, { NULL, NULL } },
};
static const struct example whatif_examples[] = {
	{ "plumb whatif P-0042 portfolio.ndjson --set 'risks[credit].score=7'", { "what would be other if that risk were small", "若该风险较小，判断会有何不同" } },
	{ "plumb whatif P-0042 portfolio.ndjson --set budget.spent=80000 --set finish=2026-12-31", { "several changes at once", "同时设想多处改动" } },
	{ "plumb whatif P-0042 portfolio.ndjson --unset closed_on --json", { "a field less, for a program", "去掉一个字段，供程序使用" } },
	{ NULL, { NULL, NULL } },
};
static const struct example test_examples[] = {
	{ "plumb test --policies policies", { "all tests of a standard", "运行标准的全部测试" } },
	{ "plumb test --policies policies risk", { "those whose file name has 'risk' in it", "文件名含 risk 的测试" } },
	{ NULL, { NULL, NULL } },
};
static const struct example init_examples[] = {
	{ "plumb init our-standard", { "a new folder our-standard, ready to check, edit and test", "新建 our-standard 目录，可直接检查、编辑和测试" } },
	{ NULL, { NULL, NULL } },
};
static const struct example schema_examples[] = {
	{ "plumb schema", { "all kinds and their fields", "所有类型及其字段" } },
	{ "plumb schema risk", { "one kind", "单个类型" } },
	{ "plumb schema --json > project.schema.json", { "JSON Schema, for editors and validators", "JSON Schema，供编辑器和校验器使用" } },
	{ NULL, { NULL, NULL } },
};
static const struct example doctor_examples[] = {
	{ "plumb doctor", { "is everything here that plumb needs?", "检查运行环境是否齐备" } },
	{ NULL, { NULL, NULL } },
};
static const struct example version_examples[] = {
	{ "plumb version --json", { "for a program", "供程序使用" } },
	{ NULL, { NULL, NULL } },
};
static const struct example help_examples[] = {
	{ "plumb help check", { "the same as plumb check --help", "等同于 plumb check --help" } },
	{ "plumb help --man > plumb.1", { "the manual page", "手册页" } },
	{ NULL, { NULL, NULL } },
};
static const struct example completion_examples[] = {
	{ "plumb completion bash > /etc/bash_completion.d/plumb", { "for bash", "用于 bash" } },
	{ "plumb completion zsh > \"${fpath[1]}/_plumb\"", { "for zsh", "用于 zsh" } },
	{ "plumb completion fish > ~/.config/fish/completions/plumb.fish", { "for fish", "用于 fish" } },
	{ NULL, { NULL, NULL } },
};

const struct command_info commands[] = {
	{ "init", "DIR", { "make a policy repository from the built-in library", "由内置策略库创建策略仓库" },
		{ "Writes policies, their tests, sample projects, settings for plumb and for editors, and a CI job into DIR, which must be empty or not exist.",
		  "将策略及其测试、示例项目、plumb 与编辑器的设置以及 CI 任务写入 DIR；该目录必须为空或不存在。" },
		no_options, init_examples, 1, 1, COMPLETES_FOLDER, run_init, false },
	{ "check", "[FILE...]", { "judge projects", "检查项目" },
		{ "Judges projects by every rule, and reports what was found, the worst first. Without FILE it judges the store's projects, keeps their findings (by the active "
		  "policies, as of now), and tells what is new, what is gone and what stays. With FILE it judges the documents there (NDJSON, a JSON document or an array of them; "
		  "with --map tables), - being standard input, and keeps nothing. A document that is refused is named by line and does not stop the rest.",
		  "按全部规则检查项目并报告结果，最严重的在前。不给出 FILE 时检查存储中的项目，保存其问题（依据当前生效的策略、以当前时间为准），并指出哪些是新增的、哪些已消失、哪些仍存在。"
		  "给出 FILE 时检查其中的文档（NDJSON、单个 JSON 文档或其数组；用 --map 读取表格；- 表示标准输入），不保存结果。被拒绝的文档会按行号指出，不影响其余文档。" },
		check_options, check_examples, 0, -1, COMPLETES_FILE, run_check, false },
	{ "import", "[FILE...]", { "keep projects in the store", "将项目存入存储" },
		{ "Reads projects (NDJSON, a JSON document or an array of them; with --map tables) into the store, which is made when there is none. A JSON document replaces the project of its id, "
		  "a row of a table changes the fields that are mapped and have a value. Every change is kept: who, when, which field, from, to, why. What is refused is named by line and does not stop the rest. "
		  "Importing the same again changes nothing.",
		  "将项目（NDJSON、单个 JSON 文档或其数组；用 --map 读取表格）读入存储；存储不存在时会新建。JSON 文档替换同编号的项目，表格的一行只更改已映射且有值的字段。"
		  "每项变更都会记录：谁、何时、哪个字段、原值、新值、原因。被拒绝的内容会按行号指出，不影响其余。重复导入不会产生变更。" },
		import_options, import_examples, 0, -1, COMPLETES_FILE, run_import, false },
	{ "waive", "request|approve|reject|close|list ...", { "excuse a rule on a project for a time", "在一段时间内豁免项目的某条规则" },
		{ "A waiver excuses one rule on a project of the store, or on one of its elements, to the end of a day; then the finding is open again by itself. "
		  "request PROJECT RULE [ELEMENT] --reason WHY --expires DATE asks for one; approve N, by another person, grants it; reject N --reason WHY refuses it; "
		  "close N --reason WHY ends it before its time; list shows what is asked for and in force (--all: everything). Each step is kept with who, when and why. "
		  "When the rule changes in substance the waiver goes on to excuse, and is told as one that is to be decided again.",
		  "豁免使存储中某个项目或其某个对象在指定日期结束前不受一条规则约束；到期后问题自动恢复。"
		  "request 项目 规则 [对象] --reason 原因 --expires 日期 提出申请；approve N 由他人批准；reject N --reason 原因 驳回；close N --reason 原因 提前终止；"
		  "list 列出待批准与生效中的豁免（--all 列出全部）。每一步都记录人员、时间和原因。规则发生实质变更后，豁免继续有效，但会提示需要重新审批。" },
		waive_options, waive_examples, 1, 4, COMPLETES_NOTHING, run_waive, false },
	{ "waivers", "", { "list waivers", "列出豁免" },
		{ "Lists what is asked for and what is in force in the store; --all lists those that are over, too. The same as plumb waive list.",
		  "列出存储中待批准与生效中的豁免；--all 也列出已失效的。等同于 plumb waive list。" },
		waivers_options, waivers_examples, 0, 0, COMPLETES_NOTHING, run_waivers, false },
	{ "explain", "RULE PROJECT [FILE...]", { "why a rule says what it says of a project", "解释某规则对某项目的判断" },
		{ "Judges one project by one rule step by step: the values that were read, the conditions that decided, parameters, clause and remedy. The project is looked for in the files by its id; without FILE in the store, where there is one.",
		  "逐步用一条规则判断一个项目：读取的值、起决定作用的条件、参数、条款与改进办法。按编号在文件中查找项目；不给出 FILE 时，若有存储则在其中查找。" },
		explain_options, explain_examples, 2, -1, COMPLETES_FILE, run_explain, false },
	{ "whatif", "PROJECT [FILE...]", { "what other values would do to a project's verdicts", "改变某些值会如何影响项目的判断" },
		{ "Judges one project as it is and as it would be with the values of --set and without those of --unset, and shows the verdicts that change. Nothing is stored. "
		  "PATH is written as everywhere (budget.spent, risks[credit].score; risks[#3] is the third) or a JSON Pointer; VALUE is JSON, or a bare word, date, percentage or amount. "
		  "The exit status is 0 when it could be told, whatever the verdicts are.",
		  "分别按现状和设想（--set 设值，--unset 去值）判断一个项目，并显示发生变化的判断。不保存任何内容。"
		  "PATH 的写法与各处相同（budget.spent、risks[credit].score；risks[#3] 为第三个），也可用 JSON Pointer；VALUE 为 JSON，或直接写词语、日期、百分比、金额。"
		  "只要能得出结果，无论判断如何，退出状态均为 0。" },
		whatif_options, whatif_examples, 1, -1, COMPLETES_FILE, run_whatif, false },
	{ "test", "[NAME...]", { "run the tests of the policies", "运行策略测试" },
		{ "Runs every *_test.lua of the policies, or those whose path contains a NAME, and shows how a failing one differs from what it expects. Names rules that no test makes fail, and rules that no test makes pass.",
		  "运行策略中的所有 *_test.lua，或路径包含 NAME 的测试，显示失败测试与期望的差异，并指出没有任何测试使其失败或通过的规则。" },
		test_options, test_examples, 0, -1, COMPLETES_NOTHING, run_test, false },
	{ "schema", "[KIND]", { "what a project is made of", "项目的数据结构" },
		{ "Lists the kinds of things and their fields, with the extensions of the policies' schema.lua; --json writes JSON Schema.",
		  "列出各类型及其字段，包括策略中 schema.lua 的扩展；--json 输出 JSON Schema。" },
		schema_options, schema_examples, 0, 1, COMPLETES_NOTHING, run_schema, false },
	{ "doctor", "", { "check that plumb works here", "检查 plumb 能否在此正常运行" },
		{ "Looks at libraries, the kernel's sandbox, time zones, settings and where they come from, starts the workers and loads the policies.",
		  "检查依赖库、内核沙箱、时区、设置及其来源，启动工作进程并加载策略。" },
		doctor_options, doctor_examples, 0, 0, COMPLETES_NOTHING, run_doctor, false },
	{ "version", "", { "show the version", "显示版本" }, { NULL, NULL }, json_options, version_examples, 0, 0, COMPLETES_NOTHING, run_version, true },
	{ "help", "[COMMAND]", { "explain plumb or a command", "说明 plumb 或某个命令" }, { NULL, NULL }, help_options, help_examples, 0, 1, COMPLETES_COMMAND, run_help, true },
	{ "completion", "SHELL", { "a completion script for bash, zsh or fish", "生成 bash、zsh 或 fish 的补全脚本" }, { NULL, NULL }, no_options, completion_examples, 1, 1, COMPLETES_SHELL, run_completion, true },
	{ NULL, NULL, { NULL, NULL }, { NULL, NULL }, NULL, NULL, 0, 0, COMPLETES_NOTHING, NULL, false },
};

const struct command_info *command_find(const char *name)
{
	for (const struct command_info *c = commands; c->name; c++)
		if (!strcmp(c->name, name))
			return c;
	return NULL;
}

size_t command_options(const struct command_info *c, int out[OPT_COUNT])
{
	size_t n = 0;

	for (const int *o = c->options; *o >= 0; o++)
		out[n++] = *o;
	for (const int *o = common_options; *o >= 0; o++)
		out[n++] = *o;
	return n;
}
