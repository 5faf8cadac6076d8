/* SPDX-License-Identifier: MIT */
/* options: every option, once. Those that are settings too take name and meaning from here and their values from config.h. */
#include "cli/cli.h"

static const char *const formats[] = { "text", "json", "csv", "markdown", NULL };
static const char *const colours[] = { "auto", "always", "never", NULL };
static const char *const severities[] = { "info", "warning", "error", "critical", NULL };
static const char *const langs[] = { "en", "zh", NULL };

const struct option_info option_infos[OPT_COUNT] = {
	[CONFIG_POLICIES] = { "policies", 'p', "DIR", NULL, COMPLETES_FOLDER,
		{ "judge by the policies in DIR instead of the built-in library", "使用 DIR 中的策略，代替内置策略库" } },
	[CONFIG_STORE] = { "store", 0, "FILE", NULL, COMPLETES_FILE, { "the store's file", "存储文件" } },
	[CONFIG_USER] = { "user", 'u', "NAME", NULL, COMPLETES_NOTHING, { "as whom changes are kept (default: your login name)", "以谁的名义记录变更（默认：登录名）" } },
	[CONFIG_LANG] = { "lang", 0, "LANG", langs, COMPLETES_NOTHING, { "messages in English (en) or Chinese (zh)", "消息语言：英文 (en) 或中文 (zh)" } },
	[CONFIG_TIMEZONE] = { "timezone", 0, "ZONE", NULL, COMPLETES_NOTHING,
		{ "the company's time zone, such as Asia/Shanghai (default UTC)", "公司时区，如 Asia/Shanghai（默认 UTC）" } },
	[CONFIG_CALENDAR] = { "calendar", 0, "NAME", NULL, COMPLETES_NOTHING,
		{ "working days: data/calendar.NAME.json of the policies, or a path", "工作日历：策略中的 data/calendar.NAME.json，或文件路径" } },
	[CONFIG_WORKERS] = { "workers", 'j', "N", NULL, COMPLETES_NOTHING, { "worker processes (default: one a core)", "工作进程数（默认每核一个）" } },
	[CONFIG_FAIL_ON] = { "fail-on", 0, "SEVERITY", severities, COMPLETES_NOTHING,
		{ "exit with 1 for findings of this severity or worse (default error)", "出现此级别及以上的问题时退出状态为 1（默认 error）" } },
	[CONFIG_ALLOW_UNKNOWN] = { "allow-unknown", 0, NULL, NULL, COMPLETES_NOTHING,
		{ "what cannot be judged does not count as a finding", "无法判断的内容不计为问题" } },
	[CONFIG_LENIENT] = { "lenient", 0, NULL, NULL, COMPLETES_NOTHING,
		{ "keep fields that the schema does not know instead of refusing the document", "保留模型中没有的字段，而不是拒绝该文档" } },
	[CONFIG_WIDTH] = { "width", 0, "COLUMNS", NULL, COMPLETES_NOTHING, { "width of the text report, 80 to 100", "文本报告宽度，80 到 100" } },
	[CONFIG_QUARANTINE_AFTER] = { "quarantine-after", 0, "N", NULL, COMPLETES_NOTHING,
		{ "take a rule out after it exceeded its budget N times (default 3)", "规则超出限额 N 次后隔离（默认 3）" } },
	[CONFIG_SOFT_MS] = { "soft-ms", 0, "MS", NULL, COMPLETES_NOTHING, { "CPU time of one evaluation (default 250)", "单次求值的 CPU 时间（默认 250 毫秒）" } },
	[CONFIG_LOAD_MS] = { "load-ms", 0, "MS", NULL, COMPLETES_NOTHING, { "CPU time to load one file (default 1000)", "加载单个文件的 CPU 时间（默认 1000 毫秒）" } },
	[CONFIG_STATE_MB] = { "state-mb", 0, "MB", NULL, COMPLETES_NOTHING, { "memory of one policy's state (default 64)", "单个策略的内存（默认 64 MB）" } },
	[CONFIG_BLOCK_MB] = { "block-mb", 0, "MB", NULL, COMPLETES_NOTHING, { "largest single block of it (default 16)", "其中最大单块（默认 16 MB）" } },
	[CONFIG_DOCUMENT_MB] = { "document-mb", 0, "MB", NULL, COMPLETES_NOTHING, { "largest document (default 8)", "最大文档（默认 8 MB）" } },
	[CONFIG_DEPTH] = { "depth", 0, "N", NULL, COMPLETES_NOTHING, { "deepest nesting of a document (default 64)", "文档最大嵌套深度（默认 64）" } },
	[OPT_HELP] = { "help", 'h', NULL, NULL, COMPLETES_NOTHING, { "show this help", "显示此帮助" } },
	[OPT_VERSION] = { "version", 'V', NULL, NULL, COMPLETES_NOTHING, { "show the version", "显示版本" } },
	[OPT_CONFIG] = { "config", 0, "FILE", NULL, COMPLETES_FILE, { "read the settings from FILE (default: plumb.json, when there is one)", "从 FILE 读取设置（默认：当前目录的 plumb.json，如有）" } },
	[OPT_COLOR] = { "color", 0, "WHEN", colours, COMPLETES_NOTHING, { "auto: on a terminal, unless NO_COLOR is set; always; never", "auto：终端上且未设置 NO_COLOR 时；always；never" } },
	[OPT_JSON] = { "json", 0, NULL, NULL, COMPLETES_NOTHING, { "write JSON", "输出 JSON" } },
	[OPT_FORMAT] = { "format", 'f', "FORMAT", formats, COMPLETES_NOTHING, { "text (default), json, csv or markdown", "text（默认）、json、csv 或 markdown" } },
	[OPT_OUTPUT] = { "output", 'o', "FILE", NULL, COMPLETES_FILE, { "write the report to FILE, whole or not at all", "将报告写入 FILE；要么完整写入，要么不写" } },
	[OPT_AS_OF] = { "as-of", 0, "DATE", NULL, COMPLETES_NOTHING, { "judge as of this date, or RFC 3339 time (default: now)", "以此日期或 RFC 3339 时间为准进行判断（默认：现在）" } },
	[OPT_MAP] = { "map", 'm', "FILE", NULL, COMPLETES_FILE, { "the inputs are tables (CSV); FILE says which column is which field", "输入为表格 (CSV)；FILE 说明各列对应的字段" } },
	[OPT_LIMIT] = { "limit", 'n', "N", NULL, COMPLETES_NOTHING, { "show the N worst projects (default 20)", "显示最差的 N 个项目（默认 20）" } },
	[OPT_ALL] = { "all", 'a', NULL, NULL, COMPLETES_NOTHING, { "show all projects with findings", "显示所有有问题的项目" } },
	[OPT_RULE] = { "rule", 'r', "PATTERN", NULL, COMPLETES_NOTHING, { "tell only of rules whose id, or the end of it, matches PATTERN (* and ?)", "只报告编号（或其末段）匹配 PATTERN 的规则（可用 * 和 ?）" } },
	[OPT_ELEMENT] = { "element", 'e', "ELEMENT", NULL, COMPLETES_NOTHING, { "explain this element only: 'risks[credit]'", "只解释此元素，如 'risks[credit]'" } },
	[OPT_SET] = { "set", 0, "PATH=VALUE", NULL, COMPLETES_NOTHING,
		{ "the value of a field as it would be: 'risks[credit].score=7'; also more than once", "设想的字段值，如 'risks[credit].score=7'；可多次使用" } },
	[OPT_UNSET] = { "unset", 0, "PATH", NULL, COMPLETES_NOTHING,
		{ "the field or element would be absent; also more than once", "设想该字段或元素不存在；可多次使用" } },
	[OPT_VERBOSE] = { "verbose", 'v', NULL, NULL, COMPLETES_NOTHING, { "list each unknown, every finding and every rule", "逐条列出所有未知项、问题和规则" } },
	[OPT_DRY_RUN] = { "dry-run", 0, NULL, NULL, COMPLETES_NOTHING, { "show what would change, and write nothing", "只显示将会发生的变更，不写入" } },
	[OPT_REASON] = { "reason", 0, "TEXT", NULL, COMPLETES_NOTHING, { "why, for the history", "原因，记入历史" } },
	[OPT_RECEIPTS] = { "receipts", 0, NULL, NULL, COMPLETES_NOTHING, { "write a line of JSON for each project as soon as it is safe on the disk", "每个项目安全写入磁盘后立即输出一行 JSON" } },
	[OPT_EXPIRES] = { "expires", 0, "DATE", NULL, COMPLETES_NOTHING, { "the last day on which it excuses (in the company's time zone), or an RFC 3339 time", "豁免的最后一天（公司时区），或 RFC 3339 时间" } },
	[OPT_MAN] = { "man", 0, NULL, NULL, COMPLETES_NOTHING, { "write the manual page (roff)", "输出手册页 (roff)" } },
};
