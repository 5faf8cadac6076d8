/* SPDX-License-Identifier: MIT */
/* report: each format says what was found, in order, and is safe against what it says it about. */
#include "fixture.h"

#include "json/read.h"

static const char hits[] = "{\"hits\":[{\"text\":\"最佳\",\"term\":\"最佳\",\"level\":\"banned\",\"basis\":\"Advertising Law Art. 9\",\"at\":14,\"length\":2,\"excerpt\":\"…打造国内最佳的园区方案…\"}]}";

static void the_worst_project_comes_first(void **state)
{
	struct run r = { .options = { .fail_on = SEVERITY_ERROR } };
	struct judgement first = judgement(2, VERDICT_FAIL, SEVERITY_WARNING, "", "too much is spent");
	struct judgement second[] = { judgement(0, VERDICT_FAIL, SEVERITY_ERROR, "risks[credit]", "risk credit has no response"), judgement(1, VERDICT_FAIL, SEVERITY_CRITICAL, "materials[leaflet].text", "banned") };
	struct project_result a = project("P-1", &first, 1), b = project("P-2", second, 2);
	const char *text;

	(void)state;
	second[1].details = hits;
	run_begin(&r, REPORT_TEXT);
	run_add(&r, &a);
	run_add(&r, &b);
	text = run_end(&r);
	assert_has(text, "plumb 0.1.0 · 2 projects · 3 rules · as of 2026-11-23 · generation 7f3a9c1e\n");
	assert_true(strstr(text, "P-2") < strstr(text, "P-1"));
	assert_true(strstr(text, "compliance.advertising.banned_terms") < strstr(text, "risk.register.answered"));
	assert_has(text, "1 critical · 1 error\n");
	assert_has(text, "\"…打造国内最佳的园区方案…\"  最佳 at 14: banned (Advertising Law Art. 9)");
	assert_has(text, "      → record a response\n");
	assert_has(text, "critical 1 · error 1 · warning 1 · info 0 · unknown 0 · policy errors 0\n1 of 2 projects conform · 0.06 s");
	assert_narrow(text, 100);
	free(r.text);
}

static void every_width_and_language_is_kept(void **state)
{
	char name[300];

	(void)state;
	memset(name, 'x', sizeof name);
	name[sizeof name - 1] = 0;
	for (int width = 80; width <= 100; width += 5)
		for (int zh = 0; zh < 2; zh++) {
			struct run r = { .options = { .width = width, .lang = zh ? "zh" : "en", .fail_on = SEVERITY_ERROR } };
			struct judgement j[] = { judgement(1, VERDICT_FAIL, SEVERITY_CRITICAL, "materials[国内最佳的园区方案国内最佳的园区方案].text", name),
				judgement(0, VERDICT_ERROR, SEVERITY_ERROR, "risks[credit]", "attempt to compare nil with a number"), judgement(0, VERDICT_UNKNOWN, SEVERITY_ERROR, "risks[a]", "cannot judge: it is absent") };
			struct project_result p = project("P-0042", j, 3);

			j[1].file = "policies/risk/register.lua";
			j[1].line = 22;
			j[2].missing[0] = "risks[a].score";
			j[2].missing_count = 1;
			p.name = name;
			run_begin(&r, REPORT_TEXT);
			run_add(&r, &p);
			r.summary.refused = 1234567;
			r.summary.findings[0] = r.summary.findings[1] = r.summary.unknown = 1234567890;
			run_end(&r);
			assert_narrow(r.text, (size_t)width);
			assert_has(r.text, "P-0042");
			free(r.text);
		}
}

static void data_cannot_steer_the_terminal(void **state)
{
	struct run r = { 0 };
	struct judgement j = judgement(0, VERDICT_FAIL, SEVERITY_ERROR, "risks[\033[2J]", "bell \a and \033]0;title\a");
	struct project_result p = project("P-\033[31m", &j, 1);

	(void)state;
	p.name = "name\n✓ all is well";
	run_begin(&r, REPORT_TEXT);
	run_add(&r, &p);
	run_end(&r);
	assert_null(strchr(r.text, '\033'));
	assert_null(strchr(r.text, '\a'));
	assert_has(r.text, "name\\n✓ all is well");
	free(r.text);
}

static void unknowns_are_gathered_by_what_is_absent(void **state)
{
	struct run r = { 0 };
	const char *text;

	(void)state;
	run_begin(&r, REPORT_TEXT);
	for (int i = 0; i < 5; i++) {
		struct judgement j[] = { judgement(0, VERDICT_UNKNOWN, SEVERITY_ERROR, "risks[a]", "cannot judge"), judgement(2, VERDICT_UNKNOWN, SEVERITY_ERROR, "risks[b]", "cannot judge") };
		struct project_result p = project("P", j, 2);

		j[0].missing[0] = "risks[a].score";
		j[1].missing[0] = "risks[b[1]].score";
		j[0].missing_count = j[1].missing_count = 1;
		run_add(&r, &p);
	}
	text = run_end(&r);
	assert_has(text, "risks.score  absent in 5 projects: 2 rules cannot judge");
	assert_has_not(text, "? unknown");
	assert_has(text, "unknown 10");
	free(r.text);
}

static void a_rare_gap_is_shown_with_its_project(void **state)
{
	struct run r = { 0 };
	struct judgement j = judgement(0, VERDICT_UNKNOWN, SEVERITY_ERROR, "risks[a]", "cannot judge: risks[a].score is absent");
	struct project_result p = project("P-0107", &j, 1);

	(void)state;
	j.missing[0] = "risks[a].score";
	j.missing_count = 1;
	run_begin(&r, REPORT_TEXT);
	run_add(&r, &p);
	run_end(&r);
	assert_has(r.text, "? unknown   risk.register.answered");
	assert_has(r.text, "1 unknown\n");
	assert_has_not(r.text, "could not be judged");
	free(r.text);
}

static void a_quarantined_rule_is_told_once(void **state)
{
	struct run r = { 0 };
	struct judgement j = judgement(0, VERDICT_ERROR, SEVERITY_ERROR, "", "quarantined");
	struct project_result p = project("P", &j, 1);
	const char *first;

	(void)state;
	j.failure = FAILURE_QUARANTINED;
	run_begin(&r, REPORT_TEXT);
	for (int i = 0; i < 1000; i++)
		run_add(&r, &p);
	run_end(&r);
	first = strstr(r.text, "was taken out");
	assert_non_null(first);
	assert_null(strstr(first + 1, "was taken out"));
	assert_has(r.text, "1,000 verdicts");
	assert_has(r.text, "register.lua:21");
	free(r.text);
}

static void only_the_worst_are_kept_and_the_rest_is_counted(void **state)
{
	struct run r = { .options = { .projects_max = 3 } };
	char id[16];

	(void)state;
	run_begin(&r, REPORT_TEXT);
	for (int i = 0; i < 200; i++) {
		struct judgement j[4];
		struct project_result p;
		int n = (i * 37) % 200 == 150 ? 4 : (i * 37) % 200 > 150 ? 3 : 1;

		for (int k = 0; k < n; k++)
			j[k] = judgement(0, VERDICT_FAIL, SEVERITY_ERROR, "", "x");
		snprintf(id, sizeof id, "P-%03d", i);
		p = project(id, j, (size_t)n);
		run_add(&r, &p);
	}
	run_end(&r);
	assert_has(r.text, "4 error\n");
	assert_has(r.text, "… and 197 more projects with findings");
	assert_has_not(r.text, " 1 error\n");
	free(r.text);
}

static void json_is_one_document_that_parses(void **state)
{
	static const struct json_limits limits = JSON_LIMITS_DEFAULT;
	struct run r = { .options = { .fail_on = SEVERITY_ERROR } };
	struct judgement j = judgement(0, VERDICT_FAIL, SEVERITY_ERROR, "risks[credit]", "quote \" and \033");
	struct project_result a = project("P-1", &j, 1), b = project("P-2", NULL, 0), c = project("", NULL, 0);
	char pointer[] = "/nmae", message[] = "a project has no field 'nmae'", hint[] = "did you mean 'name'?";
	struct violation v = { pointer, message, hint, 4, 18 };
	struct json_reader *reader = json_reader_new();
	struct json_value root, list, value, finding;
	struct json_iter it;

	(void)state;
	j.details = hits;
	j.measure = 1.25;
	j.flips_at = 1767225600000; /* 2026-01-01T00:00:00Z */
	c.refusal = "1 violation of the schema";
	c.violations = &v;
	c.violation_count = 1;
	run_begin(&r, REPORT_JSON);
	run_add(&r, &a);
	run_add(&r, &b);
	run_add(&r, &c);
	run_end(&r);
	assert_int_equal(json_read(reader, r.text, r.len, &limits, &root, NULL), 0);
	assert_true(json_get(root, "projects", &list));
	assert_int_equal(json_count(list), 3);
	json_iter_begin(&it, list);
	assert_true(json_iter_next(&it));
	assert_true(json_get(it.value, "conforms", &value) && json_type(value) == JSON_T_FALSE);
	assert_true(json_get(it.value, "findings", &value));
	json_iter_begin(&it, value);
	assert_true(json_iter_next(&it));
	finding = it.value;
	assert_true(json_get(finding, "measure", &value) && json_number(value) == 1.25);
	assert_true(json_get(finding, "details", &value) && json_type(value) == JSON_T_OBJECT);
	assert_has(r.text, "\"flips_at\":\"2026-01-01T00:00:00Z\"");
	assert_has(r.text, "\"refused\":{\"message\":\"1 violation of the schema\"");
	assert_true(json_get(root, "summary", &value));
	assert_has(r.text, "\"conforming\":1,\"refused\":1");
	json_reader_free(reader);
	free(r.text);
}

static void a_csv_cell_is_never_a_formula(void **state)
{
	struct run r = { 0 };
	struct judgement j = judgement(0, VERDICT_FAIL, SEVERITY_ERROR, "risks[a,b]", "=cmd()|' /C calc'!A0");
	struct project_result p = project("@SUM(A1)", &j, 1);

	(void)state;
	p.name = "say \"hi\"\nthere";
	p.owner = "-1+1";
	j.measure = -0.5;
	run_begin(&r, REPORT_CSV);
	run_add(&r, &p);
	run_end(&r);
	assert_has(r.text, "project,name,customer");
	assert_has(r.text, "\r\n\"'@SUM(A1)\",\"say \"\"hi\"\"\nthere\",,\"'-1+1\",APAC");
	assert_has(r.text, "\"risks[a,b]\"");
	assert_has(r.text, "\"'=cmd()|' /C calc'!A0\"");
	assert_has(r.text, ",-0.5,"); /* a number of ours stays one */
	free(r.text);
}

static void markdown_of_data_is_no_markup(void **state)
{
	struct run r = { 0 };
	struct judgement j = judgement(0, VERDICT_FAIL, SEVERITY_ERROR, "risks[`x|y`]", "<img src=x> [a](http://b) **c** @team\n# d");
	struct project_result p = project("P|1", &j, 1);

	(void)state;
	run_begin(&r, REPORT_MARKDOWN);
	run_add(&r, &p);
	run_end(&r);
	assert_has_not(r.text, "<img");
	assert_has_not(r.text, "[a](http");
	assert_has_not(r.text, "@team");
	assert_has_not(r.text, "\n# d");
	assert_has(r.text, "### P\\|1");
	assert_has(r.text, "`` risks[`x\\|y`] ``");
	free(r.text);
}

/* The report of one project, with what a store asked for among its verdicts or without. */
static char *told(enum report_format format, bool quiet)
{
	struct run r = { .options = { .fail_on = SEVERITY_ERROR, .verbose = true } };
	const struct judgement j[] = { judgement(0, VERDICT_PASS, SEVERITY_CRITICAL, "risks[quiet]", ""), judgement(0, VERDICT_FAIL, SEVERITY_WARNING, "risks[credit]", "no response"),
		judgement(1, VERDICT_NOT_APPLICABLE, SEVERITY_CRITICAL, "materials[quiet]", "") };
	const struct project_result p = project("P-1", quiet ? j : j + 1, quiet ? 3 : 1);

	run_begin(&r, format);
	run_add(&r, &p);
	memset(r.counts, 0, sizeof(r.counts)); /* the pool counts them either way */
	run_end(&r);
	return r.text;
}

static void what_is_listed_for_a_store_is_not_told(void **state)
{
	static const enum report_format formats[] = { REPORT_TEXT, REPORT_JSON, REPORT_MARKDOWN, REPORT_CSV };

	(void)state;
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		char *with = told(formats[i], true), *without = told(formats[i], false);

		assert_has(with, "no response");
		assert_string_equal(with, without);
		free(with);
		free(without);
	}
}

static void conforming_depends_on_fail_on(void **state)
{
	struct judgement warning = judgement(0, VERDICT_FAIL, SEVERITY_WARNING, "", ""), unknown = judgement(0, VERDICT_UNKNOWN, SEVERITY_ERROR, "", "");
	struct judgement error = judgement(0, VERDICT_ERROR, SEVERITY_INFO, "", ""), waived = judgement(0, VERDICT_WAIVED, SEVERITY_CRITICAL, "", "");
	struct project_result p = project("P", &warning, 1);

	(void)state;
	assert_true(result_conforms(&p, SEVERITY_ERROR, false));
	assert_false(result_conforms(&p, SEVERITY_WARNING, false));
	p.judgements = &unknown;
	assert_false(result_conforms(&p, SEVERITY_ERROR, false));
	assert_true(result_conforms(&p, SEVERITY_CRITICAL, false));
	assert_true(result_conforms(&p, SEVERITY_ERROR, true));
	p.judgements = &error;
	assert_false(result_conforms(&p, SEVERITY_CRITICAL, true));
	p.judgements = &waived;
	assert_true(result_conforms(&p, SEVERITY_INFO, false));
	p.refusal = "no project";
	assert_false(result_conforms(&p, SEVERITY_CRITICAL, true));
}

static void a_full_disk_is_an_error(void **state)
{
	FILE *full = fopen("/dev/full", "w");
	struct report_options o = { .format = REPORT_JSON, .out = full, .rules = rules, .rule_count = RULES };
	struct report_summary s = { .counts = (uint64_t[RULES * VERDICT_COUNT]){ 0 } };
	struct report_header header = { "0.1.0", "", "", "" };
	struct project_result p = project("P", NULL, 0);
	struct err err = ERR_INIT;
	struct report *r;

	(void)state;
	if (!full)
		skip();
	assert_int_equal(report_new(&o, &r, &err), 0);
	report_begin(r, &header);
	for (int i = 0; i < 2000; i++)
		report_project(r, &p);
	assert_int_equal(report_end(r, &s, &err), ERR_IO);
	assert_has(err.message, "No space left");
	report_free(r);
	err_release(&err);
	fclose(full);
}

/* ---- what is kept in a store ---- */

static const int64_t opened = 1782842400000; /* 2026-06-30 18:00 UTC: the next day in Shanghai */

/* One project with a finding of each state (and what is none), one without findings of which some are gone, one that was deleted. */
static void add_kept(struct run *r)
{
	struct judgement j[] = { judgement(0, VERDICT_FAIL, SEVERITY_ERROR, "risks[new]", "m1"), judgement(0, VERDICT_FAIL, SEVERITY_ERROR, "risks[again]", "m2"),
		judgement(0, VERDICT_FAIL, SEVERITY_ERROR, "risks[stays]", "m3"), judgement(0, VERDICT_PASS, SEVERITY_ERROR, "risks[passes]", "m4"),
		judgement(0, VERDICT_NOT_APPLICABLE, SEVERITY_ERROR, "risks[spared]", "m5"), judgement(0, VERDICT_WAIVED, SEVERITY_ERROR, "risks[waived]", "m6") };
	const struct closed_finding gone[] = {
		{ "budget.lines.within", "", "was too much", SEVERITY_WARNING, CLOSING_NOT_APPLICABLE, opened },
		{ "risk.register.answered", "risks[\033x]", "=had no response", SEVERITY_ERROR, CLOSING_PASS, opened },
	};
	const struct closed_finding deleted = { "old.rule", "", "old", SEVERITY_INFO, CLOSING_PROJECT_DELETED, opened };
	struct project_result a = project("P-1", j, 6), b = project("P-2", NULL, 0), c = project("P-3", NULL, 0);

	j[0].state = FINDING_NEW;
	j[1].state = FINDING_REOPENED;
	j[2].state = j[5].state = FINDING_STAYS;
	for (int i = 0; i < 6; i++)
		j[i].opened_at = opened;
	b.gone = gone;
	b.gone_count = 2;
	c.gone = &deleted;
	c.gone_count = 1;
	run_add(r, &a);
	run_add(r, &b);
	run_add(r, &c);
}

static void text_marks_what_is_new_and_tells_what_is_gone(void **state)
{
	struct run r = { .options = { .kept = true, .fail_on = SEVERITY_ERROR, .width = 80 } };

	(void)state;
	run_begin(&r, REPORT_TEXT);
	add_kept(&r);
	run_end(&r);
	assert_has(r.text,
		"  ✗ error     risk.register.answered                    risks[new]           new\n      m1\n      → record a response\n"
		"  ✗ error     risk.register.answered                    risks[again]       again\n      m2\n      → record a response\n"
		"  ✗ error     risk.register.answered                    risks[stays]\n      m3\n");
	assert_has(r.text,
		"\nGone since the last check\n"
		"P-2  上海智慧园区一期\n"
		"  ✓ conforms now             risk.register.answered  risks[\\x1bx]\n"
		"  ✓ no longer applies        budget.lines.within\n"
		"P-3  上海智慧园区一期\n"
		"  ✓ the project was deleted  old.rule\n");
	assert_has(r.text, "\nnew 1 · again 1 · stays 2 · gone 3\n1 of 2 projects conform");
	assert_has(r.text, "plumb 0.1.0 · 2 projects"); /* the deleted one is none */
	assert_has_not(r.text, "m4");
	assert_has_not(r.text, "m5");
	assert_narrow(r.text, 80);
	free(r.text);
}

static void verbose_tells_since_which_day_of_the_company(void **state)
{
	struct zone zone = { .name = "Asia/Shanghai", .base_offset = 8 * 3600 };

	(void)state;
	for (int zh = 0; zh < 2; zh++) {
		struct run r = { .options = { .kept = true, .verbose = true, .lang = zh ? "zh" : "en", .width = 80, .zone = zh ? &zone : NULL } };

		run_begin(&r, REPORT_TEXT);
		add_kept(&r);
		run_end(&r);
		assert_has(r.text, zh ? "risks[stays]   2026-07-01 起\n" : "risk.register.answered  risks[stays]              since 2026-06-30\n");
		assert_has(r.text, zh ? "  新增\n" : "  new\n");
		assert_narrow(r.text, 80);
		free(r.text);
	}
}

static void every_width_is_kept_beside_marks_and_of_what_is_gone(void **state)
{
	char longer[300];

	(void)state;
	memset(longer, 'x', sizeof longer);
	longer[sizeof longer - 1] = 0;
	for (int width = 80; width <= 100; width += 5)
		for (int zh = 0; zh < 4; zh++) {
			struct run r = { .options = { .kept = true, .verbose = zh & 2, .width = width, .lang = zh & 1 ? "zh" : "en" } };
			const struct closed_finding gone[] = { { longer, longer, "", SEVERITY_ERROR, CLOSING_PROJECT_DELETED, opened },
				{ "a.rule", longer, "", SEVERITY_ERROR, CLOSING_RULE_GONE, opened } };
			struct judgement j[] = { judgement(1, VERDICT_FAIL, SEVERITY_CRITICAL, longer, ""), judgement(1, VERDICT_FAIL, SEVERITY_CRITICAL, longer, "") };
			struct project_result p = project(longer, j, 2);

			j[0].state = FINDING_REOPENED;
			j[1].state = FINDING_STAYS;
			p.gone = gone;
			p.gone_count = 2;
			run_begin(&r, REPORT_TEXT);
			run_add(&r, &p);
			r.summary.fresh = r.summary.reopened = r.summary.stays = r.summary.gone = 1234567890;
			run_end(&r);
			assert_narrow(r.text, (size_t)width);
			assert_has(r.text, zh & 1 ? "  复现\n" : "  again\n");
			free(r.text);
		}
}

static void without_a_store_nothing_is_told_of_states(void **state)
{
	(void)state;
	for (enum report_format format = REPORT_TEXT; format <= REPORT_MARKDOWN; format++) {
		struct run r = { .options = { .fail_on = SEVERITY_ERROR } };

		run_begin(&r, format);
		add_kept(&r);
		run_end(&r);
		assert_has_not(r.text, " new\n");
		assert_has_not(r.text, "gone");
		assert_has_not(r.text, "opened_at");
		assert_has_not(r.text, "risks[passes]");
		free(r.text);
	}
}

static void the_most_severe_of_what_is_gone_is_kept(void **state)
{
	struct run r = { .options = { .kept = true, .projects_max = 3 } };
	char id[16];

	(void)state;
	run_begin(&r, REPORT_TEXT);
	for (int i = 0; i < 1000; i++) {
		struct closed_finding gone = { "r", "", "", i == 400 ? SEVERITY_CRITICAL : i % 400 == 7 ? SEVERITY_ERROR : SEVERITY_INFO, CLOSING_PASS, opened };
		struct project_result p;

		snprintf(id, sizeof id, "P-%03d", i);
		p = project(id, NULL, 0);
		p.gone = &gone;
		p.gone_count = 1;
		run_add(&r, &p);
	}
	run_end(&r);
	assert_has(r.text, "P-007");
	assert_has(r.text, "P-400");
	assert_has(r.text, "P-407");
	assert_has_not(r.text, "P-807"); /* as severe as the first two, and later */
	assert_has_not(r.text, "P-000");
	assert_has(r.text, "… and 997 more that are gone (--all shows them)\n");
	assert_has(r.text, "gone 1,000");
	free(r.text);
}

static void json_tells_states_and_what_is_gone(void **state)
{
	static const struct json_limits limits = JSON_LIMITS_DEFAULT;
	struct run r = { .options = { .kept = true, .fail_on = SEVERITY_ERROR } };
	struct json_reader *reader = json_reader_new();
	struct json_value root;

	(void)state;
	run_begin(&r, REPORT_JSON);
	add_kept(&r);
	run_end(&r);
	assert_int_equal(json_read(reader, r.text, r.len, &limits, &root, NULL), 0);
	assert_has(r.text, "\"element\":\"risks[new]\"");
	assert_has(r.text, "\"state\":\"new\",\"opened_at\":\"2026-06-30T18:00:00Z\"");
	assert_has(r.text, "\"state\":\"reopened\"");
	assert_has(r.text, "\"state\":\"stays\"");
	assert_has(r.text, "\"gone\":[{\"rule\":\"budget.lines.within\",\"element\":\"\",\"severity\":\"warning\",\"message\":\"was too much\",\"cause\":\"not_applicable\",\"opened_at\":\"2026-06-30T18:00:00Z\"},");
	assert_has(r.text, "\"conforms\":null,\"deleted\":true,");
	assert_has(r.text, "\"projects\":2,\"conforming\":1,");
	assert_has(r.text, "\"new\":1,\"reopened\":1,\"stays\":2,\"gone\":3,");
	assert_has_not(r.text, "risks[passes]");
	assert_has_not(r.text, "risks[spared]");
	json_reader_free(reader);
	free(r.text);
}

/* Cells of each row; no cell here holds a comma or a quote. */
static void assert_columns(const char *text, size_t columns)
{
	for (const char *line = text; *line; line = strchr(line, '\n') + 1) {
		size_t n = 1;

		for (const char *s = line; *s != '\n'; s++)
			n += *s == ',';
		if (n != columns)
			fail_msg("%zu cells, not %zu: %.*s", n, columns, (int)strcspn(line, "\r"), line);
	}
}

static void csv_rows_agree_with_their_header(void **state)
{
	struct project_result refused = project("P-9", NULL, 0);

	(void)state;
	refused.refusal = "no project";
	for (int kept = 0; kept < 2; kept++) {
		struct run r = { .options = { .kept = kept } };

		run_begin(&r, REPORT_CSV);
		add_kept(&r);
		run_add(&r, &refused);
		run_end(&r);
		assert_columns(r.text, kept ? 30 : 27);
		if (kept) {
			assert_has(r.text, ",limit,flips_at,trial,waiver,waived_by,waived_until,waived_because,state,opened_at,cause\r\n");
			assert_has(r.text, ",risks[again],/risks/0,m2,record a response,,,,,,,,,,,reopened,2026-06-30T18:00:00Z,\r\n");
			assert_has(r.text, ",risk.register.answered,,error,closed,risks[\\x1bx],,\"'=had no response\",,,,,,,,,,,,gone,2026-06-30T18:00:00Z,pass\r\n");
		}
		free(r.text);
	}
}

static void markdown_tells_states_and_what_is_gone(void **state)
{
	struct run r = { .options = { .kept = true } };

	(void)state;
	run_begin(&r, REPORT_MARKDOWN);
	add_kept(&r);
	run_end(&r);
	assert_has(r.text, "\n\nnew 1 · again 1 · stays 2 · gone 3\n\n**");
	assert_has(r.text, "- **error** `risk.register.answered` · `risks[new]` · *new*  \n  m1");
	assert_has(r.text, "## Gone since the last check\n\n- **conforms now** P-2 · `risk.register.answered` · `risks[\\x1bx]`\n");
	free(r.text);
}

/* ---- waivers ---- */

static const struct waiver waiver = { .element = "", .expires_at = 1798732800000 /* 2026-12-31 16:00 UTC: the day ends in Shanghai */, .number = 7,
	.reason = "insured\033[2J *until* year end", .requested_by = "li.wei", .approved_by = "wang.fang" };

/* A project with something open and something waived, one that has nothing else. */
static void add_waived(struct run *r, bool stale)
{
	static struct waiver w;
	struct judgement j[] = { judgement(1, VERDICT_WAIVED, SEVERITY_CRITICAL, "materials[x]", "banned"), judgement(0, VERDICT_FAIL, SEVERITY_ERROR, "risks[a]", "open") };
	struct project_result a = project("P-1", j, 2), b = project("P-2", j, 1);

	w = waiver;
	w.stale = stale;
	j[0].waiver = &w;
	j[0].flips_at = w.expires_at;
	run_add(r, &a);
	run_add(r, &b);
}

static const char *told_of_waivers(struct run *r, enum report_format format, bool stale)
{
	run_begin(r, format);
	add_waived(r, stale);
	run_end(r);
	return r->text;
}

static void text_tells_who_granted_a_waiver_until_when_and_why(void **state)
{
	static const int32_t east[] = { 8 * 3600 };
	static const int64_t always[] = { INT64_MIN / 2000 };
	const struct zone shanghai = { .name = "Asia/Shanghai", .count = 1, .at = (int64_t *)always, .offset = (int32_t *)east };
	struct run r = { .options = { .fail_on = SEVERITY_ERROR, .zone = &shanghai } };
	const char *text = told_of_waivers(&r, REPORT_TEXT, false);

	(void)state;
	assert_has(text, "1 error · 1 waived\n");
	assert_has(text, "  ~ waived    compliance.advertising.banned_terms");
	assert_has(text, "      banned\n      waiver 7, granted by wang.fang until 2026-12-31: insured\\x1b[2J *until* year end\n");
	assert_true(strstr(text, "open") < strstr(text, "~ waived")); /* what is open comes first */
	assert_has(text, "P-2"); /* that everything is waived there is no reason to be silent */
	assert_has(text, "policy errors 0 · waived 2\n1 of 2 projects conform"); /* and it does not count */
	assert_has_not(text, "has changed");
	assert_narrow(text, 100);
	free(r.text);
	r = (struct run){ .options = { .lang = "en", .width = 80 } };
	assert_has(told_of_waivers(&r, REPORT_TEXT, true), "the rule has changed since this was asked for: decide again");
	assert_has(r.text, "until 2026-12-31");
	assert_narrow(r.text, 80);
	free(r.text);
}

static void machines_are_told_of_waivers(void **state)
{
	struct run r = { .options = { .fail_on = SEVERITY_ERROR } };
	const char *text = told_of_waivers(&r, REPORT_JSON, true);

	(void)state;
	assert_has(text, "\"waiver\":{\"number\":7,\"reason\":\"insured\\u001b[2J *until* year end\",\"requested_by\":\"li.wei\",\"approved_by\":\"wang.fang\",\"expires_at\":\"2026-12-31T16:00:00Z\",\"stale\":true}");
	assert_has(text, "\"policy_errors\":0,\"waived\":2,");
	free(r.text);
	r = (struct run){ 0 };
	assert_has(told_of_waivers(&r, REPORT_CSV, false), ",7,wang.fang,2026-12-31T16:00:00Z,insured");
	assert_columns(r.text, 27);
	free(r.text);
	r = (struct run){ 0 };
	assert_has(told_of_waivers(&r, REPORT_MARKDOWN, true), "- **waived** `compliance.advertising.banned_terms` · `materials[x]`  \n  banned  \n  waiver 7, granted by wang.fang");
	assert_has(r.text, "(the rule has changed since this was asked for: decide again)");
	assert_has_not(r.text, " *until* ");
	free(r.text);
}
/* Two projects before a gate: three rules refuse the first, of which one twice; an open finding blocks it, too. */
static const char *told_of_gates(struct run *r, enum report_format format)
{
	struct judgement ready[] = { judgement(0, VERDICT_FAIL, SEVERITY_CRITICAL, "risks[a]", "no plan"), judgement(0, VERDICT_UNKNOWN, SEVERITY_CRITICAL, "risks[b]", "cannot judge"),
		judgement(1, VERDICT_ERROR, SEVERITY_ERROR, "", "it broke"), judgement(2, VERDICT_FAIL, SEVERITY_INFO, "", "only told"), judgement(2, VERDICT_WAIVED, SEVERITY_ERROR, "", "excused") };
	struct project_result a = project("P-1", NULL, 0), b = project("P-2", NULL, 0);

	for (int i = 0; i < 5; i++) {
		ready[i].readiness = true;
		ready[i].gate = "execution";
		ready[i].enforcement = i == 3 ? ENFORCEMENT_ADVISORY : ENFORCEMENT_HARD;
	}
	a.gate = b.gate = "execution";
	a.gate_rules = b.gate_rules = 3;
	a.readiness = ready;
	a.readiness_count = 5;
	a.blocking = 1;
	run_begin(r, format);
	run_add(r, &a);
	run_add(r, &b);
	return run_end(r);
}

static void readiness_is_told_and_counts_nothing(void **state)
{
	struct run r = { .options = { .fail_on = SEVERITY_INFO, .width = 80 } };
	const char *text = told_of_gates(&r, REPORT_TEXT);

	(void)state;
	assert_has(text, "\n  ◇ not ready for execution: 2 of 3 gate rules refuse (risk.register.answered,\n");
	assert_has(text, "1 open finding blocks\n");
	assert_has_not(text, "P-2"); /* there is nothing to say of it */
	assert_has(text, "critical 0 · error 0 · warning 0 · info 0 · unknown 0 · policy errors 0\nnext gate: ready 1, not ready 1\n2 of 2 projects conform");
	assert_narrow(text, 80);
	free(r.text);
	r = (struct run){ .options = { .lang = "zh" } };
	assert_has(told_of_gates(&r, REPORT_TEXT), "尚不能进入 execution 阶段：2 / 3 条关口规则不通过（");
	assert_has(r.text, "下一关口：可进入 1，尚不能 1");
	free(r.text);
	r = (struct run){ 0 };
	assert_has(told_of_gates(&r, REPORT_JSON), "\"findings\":[],\"next_gate\":{\"phase\":\"execution\",\"ready\":false,\"rules\":3,\"refusing\":2,\"blocking\":1,\"verdicts\":[{\"rule\":\"risk.register.answered\"");
	assert_has(r.text, "\"next_gate\":{\"phase\":\"execution\",\"ready\":true,\"rules\":3,\"refusing\":0,\"blocking\":0,\"verdicts\":[]}");
	assert_has(r.text, "\"ready\":1,\"not_ready\":1,");
	free(r.text);
	r = (struct run){ 0 };
	assert_has(told_of_gates(&r, REPORT_CSV), ",,,not_ready,,,\"not ready for execution: 2 of 3 gate rules refuse");
	assert_has(r.text, "1 open finding blocks\",,,,,,,,,,,\r\n"); /* eleven cells that it has not */
	free(r.text);
	r = (struct run){ 0 };
	assert_has(told_of_gates(&r, REPORT_MARKDOWN), "next gate: ready 1, not ready 1\n\n**2 of 2 projects conform**");
	assert_has(r.text, "\n\nnot ready for execution&#58; 2 of 3");
	free(r.text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_worst_project_comes_first),
		cmocka_unit_test(readiness_is_told_and_counts_nothing),
		cmocka_unit_test(every_width_and_language_is_kept),
		cmocka_unit_test(data_cannot_steer_the_terminal),
		cmocka_unit_test(unknowns_are_gathered_by_what_is_absent),
		cmocka_unit_test(a_rare_gap_is_shown_with_its_project),
		cmocka_unit_test(a_quarantined_rule_is_told_once),
		cmocka_unit_test(only_the_worst_are_kept_and_the_rest_is_counted),
		cmocka_unit_test(json_is_one_document_that_parses),
		cmocka_unit_test(a_csv_cell_is_never_a_formula),
		cmocka_unit_test(markdown_of_data_is_no_markup),
		cmocka_unit_test(what_is_listed_for_a_store_is_not_told),
		cmocka_unit_test(conforming_depends_on_fail_on),
		cmocka_unit_test(a_full_disk_is_an_error),
		cmocka_unit_test(text_marks_what_is_new_and_tells_what_is_gone),
		cmocka_unit_test(verbose_tells_since_which_day_of_the_company),
		cmocka_unit_test(every_width_is_kept_beside_marks_and_of_what_is_gone),
		cmocka_unit_test(without_a_store_nothing_is_told_of_states),
		cmocka_unit_test(the_most_severe_of_what_is_gone_is_kept),
		cmocka_unit_test(json_tells_states_and_what_is_gone),
		cmocka_unit_test(csv_rows_agree_with_their_header),
		cmocka_unit_test(markdown_tells_states_and_what_is_gone),
		cmocka_unit_test(text_tells_who_granted_a_waiver_until_when_and_why),
		cmocka_unit_test(machines_are_told_of_waivers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
