/* SPDX-License-Identifier: MIT */
/*
 * course: all kinds of writing one after the other, each repeated until it succeeds, so that a disturbed run can be compared
 * with an undisturbed one by their digests.
 */
#ifndef PLUMB_TEST_STORE_COURSE_H
#define PLUMB_TEST_STORE_COURSE_H

#include <math.h>

#include "store/findings.h"
#include "store/gates.h"
#include "store/waivers.h"
#include "store_fixture.h"

struct course {
	struct store *s;
	struct activation generation;
	size_t failures, refused;  /* errors on the way; those of a store that wanted to be opened anew */
	struct err err;
};

static const struct stored_file course_files[] = { { "policies/risk.lua", "policy {}", 9 }, { "policies/none.lua", "", 0 } };
static struct stored_rule course_rules[] = { { "risk.high", NULL, 0 }, { "budget.total", NULL, 0 } };
static struct stored_rule later_rules[] = { { "risk.grave", "risk.high", 0 } };

static inline int course_activate(struct course *c, const char *hash, struct stored_rule *rules, size_t n)
{
	c->generation = (struct activation){ .hash = hash, .engine = "1.0", .files = course_files, .file_count = 2, .rules = rules, .rule_count = n, .by = &by };
	return generation_activate(c->s, &c->generation, &c->err);
}

static inline int course_put(struct course *c, const char *id, const char *document, enum put_mode mode)
{
	struct put *p = put_new(id, document, strlen(document), &by, NULL);
	int status;

	if (!p)
		return ERR_MEMORY;
	p->mode = mode;
	status = store_do(c->s, &p->job, &c->err);
	if (!status)
		assert_true(p->outcome != PUT_REFUSED);
	put_free(p);
	return status;
}

static inline int course_judge(struct course *c, const char *id, const struct judgement *items, size_t n)
{
	struct project_result r = { .id = id, .name = "", .type = "", .document = "", .customer = "", .owner = "", .region = "", .business_unit = "", .phase = "", .judgements = items, .count = n, .refusal = "" };
	struct record_verdicts *v = record_verdicts_new(&r, &c->generation, by.at_ms, NULL);
	int status;

	if (!v)
		return ERR_MEMORY;
	status = store_do(c->s, &v->job, &c->err);
	record_verdicts_free(v);
	return status;
}

static inline struct judgement judged(uint32_t rule, enum verdict verdict, const char *element, const char *message)
{
	return (struct judgement){ .rule = rule, .verdict = verdict, .severity = SEVERITY_ERROR, .element = element, .pointer = "", .message = message, .details = "", .measure = NAN,
		.measure_text = "", .limit_text = "", .file = "", .traceback = "" };
}

static int step_first(struct course *c) { return course_activate(c, "g1", course_rules, 2); }
static int step_create(struct course *c) { return course_put(c, "P-1", "{\"done\":1,\"id\":\"P-1\",\"risks\":[{\"impact\":4,\"name\":\"credit\"},{\"name\":\"fx\"}]}", PUT_REPLACE); }
static int step_create_more(struct course *c) { return course_put(c, "P-2", "{\"done\":1,\"id\":\"P-2\",\"owner\":\"ada\"}", PUT_REPLACE); }
static int step_create_most(struct course *c) { return course_put(c, "P-3", "{\"done\":1,\"id\":\"P-3\",\"owner\":\"ada\"}", PUT_REPLACE); }
static int step_judge(struct course *c)
{
	struct judgement j[] = { judged(0, VERDICT_FAIL, "risks[credit]", "credit is high"), judged(0, VERDICT_UNKNOWN, "risks[fx]", "cannot judge"), judged(1, VERDICT_FAIL, "", "no budget") };

	return course_judge(c, "P-1", j, 3);
}
static int step_merge(struct course *c) { return course_put(c, "P-1", "{\"done\":40,\"risks\":[{\"impact\":5,\"name\":\"credit\"}]}", PUT_MERGE); }
static int step_judge_again(struct course *c)
{
	struct judgement j[] = { judged(0, VERDICT_FAIL, "risks[credit]", "credit is higher"), judged(1, VERDICT_PASS, "", "") };

	return course_judge(c, "P-1", j, 2);
}
static int step_judge_other(struct course *c)
{
	struct judgement j[] = { judged(0, VERDICT_ERROR, "", "it broke") };

	return course_judge(c, "P-2", j, 1);
}
static int step_second(struct course *c) { return course_activate(c, "g2", later_rules, 1); }
static int step_sweep(struct course *c)
{
	const struct sweep n = { 3, 1, 0, 2, 1 };

	return sweep_note(c->s, &n, &by, "g2", &c->err);
}
static int step_ask(struct course *c)
{
	struct waiver_request q = { .project = "P-1", .rule = "risk.grave", .element = "risks[credit]", .digest = "d", .expires_at = by.at_ms + 1000, .by = &by };

	return waiver_request(c->s, &q, &c->err);
}
static int step_ask_more(struct course *c)
{
	struct waiver_request q = { .project = "P-2", .rule = "risk.grave", .element = "", .digest = "d", .expires_at = by.at_ms + 1000, .by = &by };

	return waiver_request(c->s, &q, &c->err);
}
static int step_grant(struct course *c)
{
	const struct origin other = { "wang.fang", "", by.at_ms };

	return waiver_approve(c->s, 1, &other, &c->err);
}
/* Judged as it is in the store; a project that is in the phase by now was moved by a try of which nobody heard. */
static int step_gate(struct course *c)
{
	static const char moved[] = "{\"done\":40,\"id\":\"P-1\",\"phase\":\"execution\",\"risks\":[{\"impact\":5,\"name\":\"credit\"}]}";
	struct gate_entry g = { .project = "P-1", .document = moved, .len = sizeof moved - 1, .from = "", .to = "execution", .element = "", .outcome = GATE_PASSED, .role = "",
		.generation = "g2", .verdicts = "[]", .by = &by };
	struct buf text = BUF_INIT;
	struct stored_project p;
	int got = project_find(c->s, "P-1", &text, &p, &c->err);

	g.revision = got == 1 ? p.revision : 0;
	buf_release(&text);
	return got == 1 ? gate_record(c->s, &g, &c->err) : got ? got : ERR_INPUT;
}
static int step_refuse(struct course *c)
{
	struct gate_entry g = { .project = "P-2", .from = "", .to = "execution", .element = "risks[fx]", .outcome = GATE_REFUSED, .role = "", .generation = "g2",
		.verdicts = "[{\"rule\":\"risk.grave\"}]", .by = &by };
	struct buf text = BUF_INIT;
	struct stored_project p;
	int got = project_find(c->s, "P-2", &text, &p, &c->err);

	g.revision = got == 1 ? p.revision : 0;
	buf_release(&text);
	return got == 1 ? gate_record(c->s, &g, &c->err) : got ? got : ERR_INPUT;
}
static int step_delete(struct course *c) { return project_delete(c->s, "P-2", &by, &c->err); }
static int step_erase(struct course *c)
{
	struct erased out;

	return project_erase(c->s, "P-3", &by, &out, &c->err);
}

static int (*const course_steps[])(struct course *c) = {
	step_first, step_create, step_create_more, step_create_most, step_judge, step_merge, step_judge_again, step_judge_other, step_second, step_sweep, step_ask, step_ask_more, step_grant, step_gate, step_refuse, step_delete, step_erase,
};

/* An error has a code, and words unless memory is out; it is dropped here. */
static inline void course_note(struct course *c, int status)
{
	assert_true(status < 0);
	if (c->err.code && !c->err.message)
		assert_int_equal(c->err.code, ERR_MEMORY);
	c->failures++;
	err_release(&c->err);
}

static inline void course_open(struct course *c, const char *path)
{
	int status;

	for (int tries = 0; (status = try_open(path, STORE_WRITE, &c->s, &c->err)); tries++) {
		assert_true(tries < 3);
		course_note(c, status);
	}
}

/* Runs it all on a new store; each step is tried anew until it succeeds, after a failed sync in a store that was opened anew. */
static inline struct course course_run(const char *path)
{
	struct course c = { .err = ERR_INIT };
	int status;

	course_open(&c, path);
	for (size_t i = 0; i < sizeof course_steps / sizeof *course_steps; i++)
		for (int tries = 0; (status = course_steps[i](&c)); tries++) {
			bool sync = c.err.message && strstr(c.err.message, "could not sync");

			if (tries > 3)
				fail_msg("step %zu: %d %s", i, status, c.err.message ? c.err.message : "");
			course_note(&c, status);
			if (sync) {
				c.refused++;
				store_close(c.s);
				course_open(&c, path);
			}
		}
	return c;
}

#endif
