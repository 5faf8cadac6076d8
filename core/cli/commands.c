/* SPDX-License-Identifier: MIT */
/* commands: every command, once. */
#include "cli/cli.h"

#include <string.h>

#define POLICY_OPTIONS CONFIG_POLICIES, CONFIG_TIMEZONE, CONFIG_CALENDAR, CONFIG_LENIENT
#define LIMIT_OPTIONS CONFIG_WORKERS, CONFIG_SOFT_MS, CONFIG_LOAD_MS, CONFIG_STATE_MB, CONFIG_BLOCK_MB, CONFIG_DOCUMENT_MB, CONFIG_DEPTH, CONFIG_QUARANTINE_AFTER

const int common_options[] = { OPT_CONFIG, CONFIG_LANG, OPT_COLOR, OPT_HELP, -1 };

static const int check_options[] = { OPT_FORMAT, OPT_JSON, OPT_OUTPUT, OPT_AS_OF, OPT_UNTIL, CONFIG_FAIL_ON, CONFIG_ALLOW_UNKNOWN, OPT_RULE, OPT_LIMIT, OPT_ALL,
	OPT_VERBOSE, OPT_MAP, CONFIG_STORE, CONFIG_USER, CONFIG_WIDTH, POLICY_OPTIONS, LIMIT_OPTIONS, -1 };
static const int import_options[] = { CONFIG_STORE, OPT_DRY_RUN, OPT_RECEIPTS, OPT_MAP, OPT_REASON, CONFIG_USER, OPT_JSON, OPT_VERBOSE, CONFIG_WIDTH, CONFIG_POLICIES, CONFIG_TIMEZONE, CONFIG_LENIENT,
	CONFIG_WORKERS, CONFIG_DOCUMENT_MB, CONFIG_DEPTH, -1 };
static const int explain_options[] = { OPT_ELEMENT, OPT_JSON, OPT_AS_OF, OPT_MAP, CONFIG_STORE, CONFIG_WIDTH, POLICY_OPTIONS, LIMIT_OPTIONS, -1 };
static const int whatif_options[] = { OPT_SET, OPT_UNSET, OPT_JSON, OPT_AS_OF, OPT_MAP, CONFIG_STORE, CONFIG_WIDTH, POLICY_OPTIONS, LIMIT_OPTIONS, -1 };
static const int test_options[] = { OPT_JSON, OPT_VERBOSE, POLICY_OPTIONS, LIMIT_OPTIONS, -1 };
#define LIST_OPTIONS OPT_FORMAT, OPT_JSON, CONFIG_WIDTH, CONFIG_TIMEZONE, CONFIG_STORE
static const int export_options[] = { OPT_OUTPUT, CONFIG_STORE, -1 };
static const int findings_options[] = { OPT_SEVERITY, OPT_RULE, OPT_VERDICT, OPT_PROJECT, OPT_OWNER, OPT_UNIT, OPT_OLDER_THAN, OPT_SINCE, OPT_CLOSED, OPT_LIMIT, OPT_ALL, LIST_OPTIONS, -1 };
static const int history_options[] = { OPT_SINCE, LIST_OPTIONS, -1 };
static const int diff_options[] = { OPT_SINCE, LIST_OPTIONS, CONFIG_POLICIES, -1 };
static const int delete_options[] = { OPT_REASON, CONFIG_USER, CONFIG_STORE, -1 };
static const int erase_options[] = { OPT_PERSON, OPT_YES, OPT_REASON, CONFIG_USER, CONFIG_STORE, -1 };
static const int store_options[] = { CONFIG_STORE, -1 };
static const int policies_options[] = { OPT_REASON, CONFIG_USER, LIST_OPTIONS, CONFIG_POLICIES, CONFIG_CALENDAR, CONFIG_LENIENT, -1 };
static const int schema_options[] = { OPT_JSON, CONFIG_POLICIES, -1 };
static const int doctor_options[] = { OPT_JSON, OPT_DIGEST, CONFIG_STORE, POLICY_OPTIONS, LIMIT_OPTIONS, -1 };
static const int waive_options[] = { OPT_REASON, OPT_EXPIRES, CONFIG_USER, OPT_ALL, OPT_FORMAT, OPT_JSON, CONFIG_STORE, CONFIG_WIDTH, POLICY_OPTIONS, -1 };
static const int waivers_options[] = { OPT_ALL, OPT_FORMAT, OPT_JSON, CONFIG_STORE, CONFIG_WIDTH, POLICY_OPTIONS, -1 };
static const int gate_options[] = { OPT_OVERRIDE, OPT_ROLE, OPT_REASON, CONFIG_USER, OPT_DRY_RUN, OPT_JSON, CONFIG_STORE, CONFIG_WIDTH, POLICY_OPTIONS, LIMIT_OPTIONS, -1 };
static const int json_options[] = { OPT_JSON, -1 };
static const int help_options[] = { OPT_MAN, -1 };
static const int no_options[] = { -1 };

static const struct example check_examples[] = {
	{ "plumb check portfolio.ndjson", { "judge a portfolio by the built-in library", "按内置策略库检查项目组合" } },
	{ "plumb check", { "judge the store's projects; what is new since the last time, what is gone", "检查存储中的项目；与上次相比新增与消失的问题" } },
	{ "plumb check --policies policies --format json portfolio.ndjson > report.json", { "by your own standard, for a program", "按自己的标准检查，输出供程序使用" } },
	{ "export-projects | plumb check --fail-on critical -", { "documents from a pipe; only critical findings fail", "从管道读取；仅严重问题视为失败" } },
	{ "plumb check --as-of 2026-12-31 --rule 'budget.*' portfolio.ndjson", { "the budget rules at the end of the year", "年末时的预算规则" } },
	{ "plumb check --until 2026-12-31 portfolio.ndjson", { "what will turn red until the end of the year if nobody acts, and when", "若无人处理，到年底前哪些会转红、何时转红" } },
	{ NULL, { NULL, NULL } },
};
static const struct example import_examples[] = {
	{ "plumb import portfolio.ndjson", { "keep a portfolio in plumb.db, and every change of it from now on", "将项目组合存入 plumb.db，并从此记录其全部变更" } },
	{ "plumb import --dry-run --map mapping.json status.csv", { "what this table would change, field by field", "逐字段显示该表格将带来的变更" } },
	{ "crm-export | plumb import --user crm --reason 'nightly export' -", { "documents from a pipe; who and why are kept with each change", "从管道读取；每项变更都记录来源与原因" } },
	{ "message-queue | plumb import --receipts - | acknowledge", { "a program that must know which projects are kept, whatever happens", "供必须确知哪些项目已保存的程序使用" } },
	{ NULL, { NULL, NULL } },
};
static const struct example export_examples[] = {
	{ "plumb export > portfolio.ndjson", { "the whole portfolio, a line each", "整个项目组合，每行一个项目" } },
	{ "plumb export -o two.ndjson P-0042 P-0043", { "two projects, into a file", "两个项目，写入文件" } },
	{ NULL, { NULL, NULL } },
};
static const struct example findings_examples[] = {
	{ "plumb findings", { "what is open, the worst first", "未关闭的问题，最严重的在前" } },
	{ "plumb findings --severity critical --older-than 14d", { "critical for two weeks and more", "严重且已持续两周以上" } },
	{ "plumb findings --rule 'risk.*' --unit 'Grid*' --format csv > risks.csv", { "the risks of some business units, for a spreadsheet", "某些业务单元的风险问题，供电子表格使用" } },
	{ NULL, { NULL, NULL } },
};
static const struct example history_examples[] = {
	{ "plumb history P-0042 --since 2026-06-01", { "every change since June", "六月以来的全部变更" } },
	{ "plumb history P-0042 'risks[credit].score'", { "who changed this score, and why", "谁更改了此分值，原因何在" } },
	{ "plumb history P-0042 budget --json", { "everything in the budget, for a program", "预算的全部变更，供程序使用" } },
	{ NULL, { NULL, NULL } },
};
static const struct example diff_examples[] = {
	{ "plumb diff P-0042 --since 2026-06-01", { "what is different today from the first of June", "今天与六月一日相比有何不同" } },
	{ NULL, { NULL, NULL } },
};
static const struct example delete_examples[] = {
	{ "plumb delete P-0042 --reason 'entered twice'", { "out of the portfolio; its history stays", "移出项目组合；历史保留" } },
	{ NULL, { NULL, NULL } },
};
static const struct example erase_examples[] = {
	{ "plumb erase P-0042", { "the project with all its history, for good", "永久清除项目及其全部历史" } },
	{ "plumb erase --person 'Li Wei' --yes", { "everything that names this person", "所有涉及此人姓名的内容" } },
	{ NULL, { NULL, NULL } },
};
static const struct example backup_examples[] = {
	{ "plumb backup \"plumb-$(date +%F).db\"", { "a copy of today, while others work", "当天的副本；他人可继续工作" } },
	{ NULL, { NULL, NULL } },
};
static const struct example restore_examples[] = {
	{ "plumb restore plumb-2026-06-30.db", { "go back to that day; what is there now is kept beside it", "恢复到该日；当前内容另行保留" } },
	{ NULL, { NULL, NULL } },
};
static const struct example policies_examples[] = {
	{ "plumb policies", { "by which policies findings were made, the last ones first", "各时期生效的策略，最近的在前" } },
	{ "plumb policies activate --policies policies --reason 'standard 2.1'", { "findings are made by these from now on", "从此按这些策略判断" } },
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
static const struct example gate_examples[] = {
	{ "plumb gate P-0042", { "is it ready for its next phase, and what was decided before", "是否可进入下一阶段，以及以往的决定" } },
	{ "plumb gate P-0042 execution --user li.wei", { "ask for the entry into the execution", "申请进入执行阶段" } },
	{ "plumb gate P-0042 execution --override --role sponsor --reason 'signed on Monday' --user wang.fang", { "an approver goes on in spite of what is soft", "审批人越过可越过的拒绝" } },
	{ "plumb gate P-0042 'deliverables[D1]' released", { "may this deliverable be released?", "该交付成果可否发布？" } },
	{ "plumb gate P-0042 planning --reason 'the customer changed the scope'", { "open an earlier phase again", "重新打开较早的阶段" } },
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
	{ "plumb doctor --digest", { "two stores that hold the same have the same digest", "内容相同的两个存储，其哈希值相同" } },
	{ "plumb doctor", { "is everything here that plumb needs?", "检查运行环境是否齐备" } },
	{ NULL, { NULL, NULL } },
};
static const struct example version_examples[] = {
	{ "plumb version --json", { "for a program", "供程序使用" } },
	{ NULL, { NULL, NULL } },
};
static const struct example help_examples[] = {
	{ "plumb help diff", { "the same as plumb diff --help", "等同于 plumb diff --help" } },
	{ "plumb help count", { "what a word of policies does, with an example", "策略中某个词的作用及示例" } },
	{ "plumb help words", { "all words of the policy language", "策略语言的所有词语" } },
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
		  "with --map tables), - being standard input, and keeps nothing. A document that is refused is named by line and does not stop the rest. "
		  "With --until it is a forecast: each project is judged again at every moment at which a verdict can change by itself, and what turns red or green until then is told, "
		  "the soonest first; nothing is kept, and the exit status is 1 when a project does not conform now or at some moment until then.",
		  "按全部规则检查项目并报告结果，最严重的在前。不给出 FILE 时检查存储中的项目，保存其问题（依据当前生效的策略、以当前时间为准），并指出哪些是新增的、哪些已消失、哪些仍存在。"
		  "给出 FILE 时检查其中的文档（NDJSON、单个 JSON 文档或其数组；用 --map 读取表格；- 表示标准输入），不保存结果。被拒绝的文档会按行号指出，不影响其余文档。"
		  "给出 --until 时进行预测：在每个判断可能自行变化的时刻重新检查各项目，由早到晚列出至该日会转红或转绿的内容；不保存结果；现在或其间任一时刻有项目不符合标准时退出状态为 1。" },
		check_options, check_examples, 0, -1, COMPLETES_FILE, run_check, false },
	{ "import", "[FILE...]", { "keep projects in the store", "将项目存入存储" },
		{ "Reads projects (NDJSON, a JSON document or an array of them; with --map tables) into the store, which is made when there is none. A JSON document replaces the project of its id, "
		  "a row of a table changes the fields that are mapped and have a value. Every change is kept: who, when, which field, from, to, why. What is refused is named by line and does not stop the rest. "
		  "Importing the same again changes nothing.",
		  "将项目（NDJSON、单个 JSON 文档或其数组；用 --map 读取表格）读入存储；存储不存在时会新建。JSON 文档替换同编号的项目，表格的一行只更改已映射且有值的字段。"
		  "每项变更都会记录：谁、何时、哪个字段、原值、新值、原因。被拒绝的内容会按行号指出，不影响其余。重复导入不会产生变更。" },
		import_options, import_examples, 0, -1, COMPLETES_FILE, run_import, false },
	{ "export", "[PROJECT...]", { "write the store's projects", "导出存储中的项目" },
		{ "Writes the canonical documents of all projects, or of those that are named, as NDJSON in the order of their ids: the same projects, the same bytes. What plumb import reads again.",
		  "以 NDJSON 按编号顺序写出全部或指定项目的规范文档：项目相同则字节相同，可由 plumb import 重新读入。" },
		export_options, export_examples, 0, -1, COMPLETES_NOTHING, run_export, false },
	{ "findings", "", { "list what is open", "列出未关闭的问题" },
		{ "Lists the findings that plumb check keeps in the store: what is open, since when, the worst and oldest first. Options narrow the list; --closed lists those that are closed, too.",
		  "列出 plumb check 保存在存储中的问题：哪些未关闭、始于何时，最严重、最早的在前。可用选项缩小范围；--closed 也列出已关闭的。" },
		findings_options, findings_examples, 0, 0, COMPLETES_NOTHING, run_findings, false },
	{ "history", "PROJECT [FIELD]", { "every change of a project", "项目的全部变更" },
		{ "Tells each change that was made to a project since it is in the store: when, who, which field, from what to what, why. FIELD is a path such as risks[credit].score, or what it begins with. "
		  "The history of a project that was deleted stays.",
		  "列出项目进入存储以来的每项变更：时间、人员、字段、原值、新值、原因。FIELD 为路径，如 risks[credit].score，或其开头部分。已删除项目的历史仍保留。" },
		history_options, history_examples, 1, 2, COMPLETES_NOTHING, run_history, false },
	{ "diff", "PROJECT", { "what is different about a project since a day", "项目自某日以来的差异" },
		{ "Compares a project as it is with what it was at the moment of --since, field by field: what was changed and changed back is no difference.",
		  "将项目现状与 --since 时刻的状态逐字段比较：改动后又改回的不算差异。" },
		diff_options, diff_examples, 1, 1, COMPLETES_NOTHING, run_diff, false },
	{ "delete", "PROJECT...", { "take projects out of the store", "从存储中移出项目" },
		{ "Takes projects out of the portfolio and closes their findings. Their history stays, and plumb import brings them back. To remove that too, see plumb erase.",
		  "将项目移出项目组合并关闭其问题。历史保留，可用 plumb import 重新导入。如需一并清除，参见 plumb erase。" },
		delete_options, delete_examples, 1, -1, COMPLETES_NOTHING, run_delete, false },
	{ "erase", "[PROJECT]", { "remove a project or a person for good", "永久清除项目或个人信息" },
		{ "Removes a project with its history, or everything that names a person, so that it cannot be had back from the file: what stays is that there was something, and when. "
		  "Asks first. Backups and exports that were made before still hold it.",
		  "永久清除某个项目及其历史，或所有涉及某人姓名的内容，无法从文件中恢复；只留下曾有记录及其时间。执行前会询问。此前的备份和导出文件仍含有这些内容。" },
		erase_options, erase_examples, 0, 1, COMPLETES_NOTHING, run_erase, false },
	{ "backup", "FILE", { "copy the store", "备份存储" },
		{ "Writes a consistent copy of the store, while others work on it, and checks it. An older backup is replaced whole or not at all.",
		  "在他人工作的同时写出存储的一致副本并校验。旧备份要么被完整替换，要么保持不变。" },
		store_options, backup_examples, 1, 1, COMPLETES_FILE, run_backup, false },
	{ "restore", "FILE", { "put a backup in the store's place", "用备份恢复存储" },
		{ "Puts a backup in the place of the store, which nobody may be working on. The store that is there is kept beside it under another name.",
		  "用备份替换存储；此时不得有人正在使用存储。原有存储以另一名称保留在旁边。" },
		store_options, restore_examples, 1, 1, COMPLETES_FILE, run_restore, false },
	{ "policies", "[history|activate]", { "by which policies the store is judged", "存储所依据的策略" },
		{ "Tells which policies were the active ones when (history), or makes others active: those of --policies, else the built-in library. They must load without an error, "
		  "and every project must fit their schema; findings of rules that they do not have are closed.",
		  "显示各时期生效的策略 (history)，或使另一套策略生效 (activate)：--policies 所指的策略，否则为内置策略库。策略必须无错加载，且所有项目须符合其模型；不复存在的规则的问题会被关闭。" },
		policies_options, policies_examples, 0, 1, COMPLETES_NOTHING, run_policies, false },
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
	{ "gate", "PROJECT [[ELEMENT] PHASE]", { "ask for a project's entry into a phase", "申请项目进入某个阶段" },
		{ "Judges a project of the store by the rules that guard the entry into PHASE, now and by the active policies, and lets it in or refuses; both are kept, with who, when and why. "
		  "What fails, cannot be judged or is in error refuses, and so do the open findings that the phase names, unless a waiver excuses it. What is soft an approver can override (--override --role --reason); what is hard nobody. "
		  "Phases cannot be left out; an earlier one is opened again with --reason. With ELEMENT it asks for a status of one element. Without PHASE it tells how it stands, and what was decided before. "
		  "The exit status is 1 when it is refused.",
		  "以当前时间、按当前生效的策略，用守护 PHASE 入口的规则判断存储中的项目，准予进入或拒绝；两者都会记录人员、时间和原因。"
		  "不符、无法判断或出错的规则会拒绝进入，阶段所指明的未关闭问题亦然，除非已获豁免。可越过的拒绝由审批人越过（--override --role --reason），不可越过的任何人都不能越过。"
		  "不能跳过阶段；用 --reason 可重新打开较早的阶段。给出 ELEMENT 时申请某个对象的状态。不给出 PHASE 时说明现状及以往的决定。被拒绝时退出状态为 1。" },
		gate_options, gate_examples, 1, 3, COMPLETES_NOTHING, run_gate, false },
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
		{ "Looks at libraries, the kernel's sandbox, time zones, settings and where they come from, starts the workers and loads the policies. "
		  "Where there is a store it is read whole: the file, the chain of its history, who works on it.",
		  "检查依赖库、内核沙箱、时区、设置及其来源，启动工作进程并加载策略。若有存储，则通读检查：文件、历史链、使用者。" },
		doctor_options, doctor_examples, 0, 0, COMPLETES_NOTHING, run_doctor, false },
	{ "version", "", { "show the version", "显示版本" }, { NULL, NULL }, json_options, version_examples, 0, 0, COMPLETES_NOTHING, run_version, true },
	{ "help", "[COMMAND | WORD]", { "explain plumb, a command or a word of policies", "说明 plumb、某个命令或策略中的某个词" },
		{ "Explains a command or a word of the policy language (count, each, at_most, test, waivers ...) with an example; a command that is also a word is told as both. The pages are also in docs/manual.",
		  "说明某个命令，或策略语言中的某个词（count、each、at_most、test、waivers 等）并附示例；既是命令又是词语的，两者都说明。这些页面也在 docs/manual 中。" },
		help_options, help_examples, 0, 1, COMPLETES_TOPIC, run_help, true },
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
