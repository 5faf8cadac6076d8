/* SPDX-License-Identifier: MIT */
/* A schema with everything that can change in its own way, and two documents of it side by side. */
#ifndef PLUMB_TEST_DIFF_FIXTURE_H
#define PLUMB_TEST_DIFF_FIXTURE_H

#include "model_fixture.h"

#include "model/diff.h"

static const char diff_schema[] =
	"{\"root\":\"project\",\"kinds\":["
	"{\"name\":\"project\",\"fields\":["
	"{\"name\":\"id\",\"type\":\"string\",\"required\":true},"
	"{\"name\":\"name\",\"type\":\"text\"},"
	"{\"name\":\"phase\",\"type\":\"enum\",\"values\":[\"planning\",\"execution\"],\"default\":\"planning\",\"tracked\":true},"
	"{\"name\":\"currency\",\"type\":\"string\"},"
	"{\"name\":\"value\",\"type\":\"money\",\"tracked\":true},"
	"{\"name\":\"done\",\"type\":\"percent\",\"tracked\":true},"
	"{\"name\":\"ratio\",\"type\":\"number\"},"
	"{\"name\":\"start\",\"type\":\"date\",\"formerly\":\"begin\",\"tracked\":true},"
	"{\"name\":\"seen_at\",\"type\":\"datetime\"},"
	"{\"name\":\"tags\",\"type\":\"set\",\"tracked\":true},{\"name\":\"extra\",\"type\":\"any\",\"tracked\":true},"
	"{\"name\":\"budget\",\"type\":\"object\",\"kind\":\"budget\"},"
	"{\"name\":\"risks\",\"type\":\"list\",\"kind\":\"risk\"},"
	"{\"name\":\"notes\",\"type\":\"list\",\"kind\":\"note\",\"tracked\":true},"
	"{\"name\":\"contracts\",\"type\":\"list\",\"kind\":\"contract\"}]},"
	"{\"name\":\"budget\",\"fields\":[{\"name\":\"total\",\"type\":\"money\",\"tracked\":true},{\"name\":\"reserve\",\"type\":\"object\",\"kind\":\"reserve\"}]},"
	"{\"name\":\"reserve\",\"fields\":[{\"name\":\"share\",\"type\":\"percent\"},{\"name\":\"uses\",\"type\":\"list\",\"kind\":\"note\"}]},"
	"{\"name\":\"note\",\"fields\":[{\"name\":\"text\",\"type\":\"text\"}]},"
	"{\"name\":\"contract\",\"key\":[\"name\"],\"fields\":[{\"name\":\"id\",\"type\":\"string\"},{\"name\":\"name\",\"type\":\"string\",\"formerly\":\"title\"},"
	"{\"name\":\"payments\",\"type\":\"list\",\"kind\":\"payment\"}]},"
	"{\"name\":\"payment\",\"key\":[\"name\"],\"fields\":[{\"name\":\"name\",\"type\":\"string\"},{\"name\":\"amount\",\"type\":\"money\",\"tracked\":true}]},"
	"{\"name\":\"risk\",\"key\":[\"name\"],\"fields\":["
	"{\"name\":\"name\",\"type\":\"string\",\"required\":true},"
	"{\"name\":\"probability\",\"type\":\"int\"},{\"name\":\"impact\",\"type\":\"int\"},"
	"{\"name\":\"score\",\"type\":\"int\",\"computed\":\"risk_score\",\"tracked\":true}]}]}";

struct pair {
	struct fixture a, b;
	struct buf changes, samples; /* a line each: "path: from -> to", "path = value"; "-" for what is absent */
};

static inline struct pair pair_new(bool lenient)
{
	struct pair p = { fixture_new(diff_schema, lenient), fixture_new(diff_schema, lenient), BUF_INIT, BUF_INIT };
	return p;
}

static inline void pair_release(struct pair *p)
{
	buf_release(&p->changes);
	buf_release(&p->samples);
	fixture_release(&p->a);
	fixture_release(&p->b);
}

/* Lays a document out in one of them; NULL: there is none. */
static inline void pair_build(struct fixture *f, const char *json)
{
	if (json && fixture_build(f, json) < 0)
		fail_msg("%s: %s", json, f->violations.count ? f->violations.items[0].message : "?");
}

static inline void pair_note_change(void *ctx, const char *path, const char *from, const char *to)
{
	buf_addf(&((struct pair *)ctx)->changes, "%s: %s -> %s\n", path, from ? from : "-", to ? to : "-");
}

static inline void pair_note_sample(void *ctx, const char *path, const char *value)
{
	buf_addf(&((struct pair *)ctx)->samples, "%s = %s\n", path, value ? value : "-");
}

static inline void pair_diff(struct pair *p, const char *a, const char *b)
{
	const struct diff_sink sink = { pair_note_change, pair_note_sample, p };

	buf_clear(&p->changes);
	buf_clear(&p->samples);
	pair_build(&p->a, a);
	pair_build(&p->b, b);
	assert_int_equal(record_diff(p->a.schema, a ? &p->a.record : NULL, b ? &p->b.record : NULL, &sink, NULL), 0);
}

#endif
