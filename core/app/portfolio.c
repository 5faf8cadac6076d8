/* SPDX-License-Identifier: MIT */
#include "app/portfolio.h"

#include <stdlib.h>
#include <string.h>

#include "app/spool.h"
#include "store/groups.h"
#include "work/protocol.h"

/* A group that is with the pool: whose rows it has, as the answer knows them by number only. */
struct asked {
	struct asked *next;
	uint32_t rule;
	size_t count;
	int64_t *documents;
	char key[];
};

struct portfolio {
	struct session *session;
	struct groups *groups;
	struct spool spool;
	const struct feed_request *q;
	struct feed *feed;           /* of the first reading; NULL after it */
	int64_t document;            /* whose rows are being replaced */
	/* the groups being judged */
	struct asked *asked, **asked_end;
	bool held;                   /* the pool had no room for `rows` yet */
	struct group_rows rows;
	bool pumping, over;
	/* what was told of a document last */
	struct arena arena;
	struct arena kept;           /* groups that are explained, and what was told of one project */
	struct arena *into;          /* one of them */
	struct group_verdict *given; size_t given_count, given_cap;
	struct err why;              /* what went wrong first */
};

static void fail(struct portfolio *p, struct err *e)
{
	if (p->why.code)
		err_release(e);
	else
		p->why = *e;
	*e = (struct err)ERR_INIT;
}

static void no_memory(struct portfolio *p)
{
	if (!p->why.code)
		err_set(&p->why, ERR_MEMORY, "out of memory");
}

/* ---- the rows of all projects ---- */

static void on_shares(void *ctx, const char *input, const struct project_result *r)
{
	struct portfolio *p = ctx;
	struct err e = ERR_INIT;

	(void)input;
	if (!groups_add(p->groups, (int64_t)feed_document(p->feed), r->id, r->shares, r->share_count, &e))
		return;
	fail(p, &e);
	feed_stop(p->feed);
}

static void on_replaced(void *ctx, const struct project_result *r)
{
	struct portfolio *p = ctx;
	struct err e = ERR_INIT;

	if (*r->refusal)
		err_set(&p->why, ERR_INPUT, "%s", r->refusal);
	else if (groups_add(p->groups, p->document, r->id, r->shares, r->share_count, &e))
		fail(p, &e);
}

static void on_progress(void *ctx, const struct feed_progress *progress)
{
	struct portfolio *p = ctx;

	p->q->progress(p->q->ctx, progress);
}

static int read_rows(struct portfolio *p, const struct feed_request *q, struct err *err)
{
	struct feed_request request = *q;
	int status;

	request.result = on_shares;
	request.full = NULL;
	request.failed = NULL;
	request.source.words = NULL; /* what is wrong with an input is told by the second reading */
	request.progress = q->progress ? on_progress : NULL;
	request.ctx = p;
	request.shares = true;
	request.portfolio = p;
	p->q = q;
	status = feed_new(p->session, &request, &p->feed, err);
	if (!status)
		status = feed_run(p->feed, err);
	feed_free(p->feed);
	p->feed = NULL;
	if (!status && p->why.code)
		status = portfolio_error(p, err);
	return status;
}

/* ---- one group after the other ---- */

static void asked_free(struct asked *a)
{
	free(a->documents);
	free(a);
}

/* Whose rows they are; NULL: no memory. */
static struct asked *asked_new(const struct group_rows *rows)
{
	const size_t n = rows->group.owner_count, key = strlen(rows->group.key) + 1;
	struct asked *a = calloc(1, sizeof *a + key);

	if (!a || !(a->documents = malloc((n + 1) * sizeof *a->documents))) {
		free(a);
		return NULL;
	}
	a->rule = rows->group.rule;
	a->count = n;
	if (n)
		memcpy(a->documents, rows->documents, n * sizeof *a->documents);
	memcpy(a->key, rows->group.key, key);
	return a;
}

/* An answer belongs to the group that was asked first of those that wait. */
static void on_verdicts(void *ctx, const struct project_result *r)
{
	struct portfolio *p = ctx;
	struct asked *a = p->asked;
	const bool among = p->session->loaded.rules[a->rule].among != NULL;
	struct buf said = BUF_INIT;
	struct err e = ERR_INIT;

	p->asked = a->next;
	if (!p->asked)
		p->asked_end = &p->asked;
	if (*r->refusal && !p->why.code)
		err_set(&p->why, ERR_INTERNAL, "the group %s of %s could not be judged: %s", a->key, p->session->loaded.rules[a->rule].id, r->refusal);
	for (size_t i = 0; !p->why.code && i < r->verdict_count; i++) {
		const struct group_verdict *v = &r->verdicts[i];
		const bool all = !among || v->subject >= a->count;

		buf_clear(&said);
		wire_pack(&said, &group_verdict_shape, v);
		if (said.failed)
			no_memory(p);
		else if (groups_say(p->groups, a->rule, a->key, all ? GROUPS_ALL_DOCUMENTS : a->documents[v->subject], said.data, said.len, &e))
			fail(p, &e);
	}
	buf_release(&said);
	asked_free(a);
}

static bool ask(struct portfolio *p)
{
	const struct pool_document d = { .text = p->rows.text, .len = p->rows.len, .group = &p->rows.group };

	struct asked *a = asked_new(&p->rows); /* before it is submitted: an answer has to find it */

	if (!a) {
		p->held = false;
		no_memory(p);
		return false;
	}
	p->held = !pool_submit(p->session->pool, &d);
	if (p->held) {
		asked_free(a);
		return false;
	}
	*p->asked_end = a;
	p->asked_end = &a->next;
	return true;
}

static void on_finished(void *ctx)
{
	struct portfolio *p = ctx;

	session_stop(p->session);
}

static void pump(void *ctx)
{
	struct portfolio *p = ctx;
	struct err e = ERR_INIT;
	int got = 1;

	if (p->pumping || p->over)
		return;
	p->pumping = true;
	if (p->held && !ask(p))
		got = 0;
	while (!p->held && !p->why.code && (got = groups_next(p->groups, &p->rows, &e)) == 1 && ask(p))
		;
	if (got < 0)
		fail(p, &e);
	p->pumping = false;
	if (p->held)
		return; /* the drain goes on */
	p->over = true;
	pool_finish(p->session->pool, on_finished, p);
}

static int run(struct portfolio *p, struct err *err)
{
	session_run(p->session);
	if (p->session->signal)
		return err_set(err, ERR_CANCELLED, "stopped");
	return p->why.code ? portfolio_error(p, err) : 0;
}

int portfolio_judge(struct portfolio *p, int64_t until_ms, struct err *err)
{
	p->over = p->held = false;
	pool_on_result(p->session->pool, on_verdicts, pump, p);
	if (until_ms != INT64_MIN)
		pool_forecast(p->session->pool, until_ms);
	pump(p);
	return run(p, err);
}

/* ---- the whole ---- */

int portfolio_gather(struct session *s, const struct feed_request *q, struct portfolio **out, struct err *err)
{
	struct portfolio *p = calloc(1, sizeof *p);
	int status;

	*out = p;
	if (!p)
		return err_set(err, ERR_MEMORY, "out of memory");
	p->session = s;
	p->asked_end = &p->asked;
	status = groups_new(&p->groups, err);
	if (!status)
		status = spool_inputs(s, q->inputs, q->source.store ? 0 : q->input_count, &p->spool, err);
	if (!status)
		status = read_rows(p, q, err);
	if (status) {
		portfolio_close(p);
		*out = NULL;
	}
	return status;
}

int portfolio_open(struct session *s, const struct feed_request *q, int64_t until_ms, struct portfolio **out, struct err *err)
{
	int status = portfolio_gather(s, q, out, err);

	if (!status)
		status = portfolio_judge(*out, until_ms, err);
	if (status) {
		portfolio_close(*out);
		*out = NULL;
	}
	return status;
}

void portfolio_close(struct portfolio *p)
{
	if (!p)
		return;
	while (p->asked) {
		struct asked *a = p->asked;

		p->asked = a->next;
		asked_free(a);
	}
	groups_free(p->groups);
	spool_release(&p->spool);
	arena_release(&p->arena);
	arena_release(&p->kept);
	err_release(&p->why);
	free(p->given);
	free(p);
}

const char *const *portfolio_inputs(const struct portfolio *p)
{
	return p->spool.names;
}

int portfolio_error(const struct portfolio *p, struct err *err)
{
	err_set(err, p->why.code, "%s", p->why.message ? p->why.message : "out of memory");
	if (p->why.hint)
		err_hint(err, "%s", p->why.hint);
	return err_at(err, p->why.file, p->why.line, p->why.column);
}

/* ---- what is given to a document ---- */

static bool on_told(void *ctx, const void *said, size_t len)
{
	struct portfolio *p = ctx;
	char *copy = arena_alloc(p->into, len + 1);
	struct group_verdict *given = p->given;
	struct wire_reader r;

	if (p->given_count == p->given_cap) {
		const size_t cap = p->given_cap ? 2 * p->given_cap : 16;

		given = realloc(p->given, cap * sizeof *given);
		if (given) {
			p->given = given;
			p->given_cap = cap;
		}
	}
	if (!copy || !given) {
		no_memory(p);
		return false;
	}
	memcpy(copy, said, len);
	r = wire_reader(copy, len, p->into);
	if (!wire_unpack(&r, &group_verdict_shape, &given[p->given_count]))
		err_set(&p->why, ERR_INTERNAL, "what was said of a group cannot be read");
	p->given_count++;
	return !p->why.code;
}

static bool give(struct portfolio *p, struct arena *into, uint64_t document, struct pool_document *d)
{
	struct err e = ERR_INIT;

	p->into = into;
	p->given_count = 0;
	if (groups_told(p->groups, (int64_t)document, on_told, p, &e))
		fail(p, &e);
	d->given = p->given;
	d->given_count = p->given_count;
	return !p->why.code;
}

bool portfolio_given(struct portfolio *p, uint64_t document, struct pool_document *d)
{
	if (d->shares)
		return true;
	arena_clear(&p->arena);
	return give(p, &p->arena, document, d);
}

int portfolio_judge_of(struct portfolio *p, const char *project, struct err *err)
{
	int status = groups_choose(p->groups, GROUPS_ANY_RULE, project, err);

	return status ? status : portfolio_judge(p, INT64_MIN, err);
}

int portfolio_given_to(struct portfolio *p, const char *project, struct pool_document *d, struct err *err)
{
	struct group_verdict *given;
	int64_t document;
	int status = groups_document(p->groups, project, &document, err);

	if (status || document < 0)
		return status;
	if (!give(p, &p->kept, (uint64_t)document, d))
		return portfolio_error(p, err);
	given = arena_alloc(&p->kept, (d->given_count + 1) * sizeof *given);
	if (!given)
		return err_set(err, ERR_MEMORY, "out of memory");
	if (d->given_count)
		memcpy(given, d->given, d->given_count * sizeof *given);
	d->given = given;
	return 0;
}

/* ---- one project ---- */

static bool keep_group(struct portfolio *p, const char *project, const struct group_rows *rows, struct group_text *out)
{
	const char **owners = arena_alloc(&p->kept, (rows->group.owner_count + 1) * sizeof *owners);

	*out = (struct group_text){ .group = rows->group, .rows = arena_strndup(&p->kept, rows->text, rows->len), .len = rows->len };
	out->group.key = arena_strdup(&p->kept, rows->group.key);
	out->group.currency = arena_strdup(&p->kept, rows->group.currency);
	out->group.owners = owners;
	for (size_t i = 0; owners && i < rows->group.owner_count; i++) {
		owners[i] = i && !strcmp(owners[i - 1], rows->group.owners[i]) ? owners[i - 1] : arena_strdup(&p->kept, rows->group.owners[i]);
		if (!owners[i])
			return false;
		if (!strcmp(owners[i], project))
			out->own = (uint32_t)i;
	}
	return owners && out->rows && out->group.key && out->group.currency;
}

int portfolio_groups(struct portfolio *p, uint32_t rule, const char *project, struct pool_document *d, struct err *err)
{
	struct group_rows rows;
	struct group_text *kept = NULL;
	size_t count = 0, cap = 0;
	int got = groups_choose(p->groups, rule, project, err);

	while (!got && (got = groups_next(p->groups, &rows, err)) == 1) {
		if (count == cap) {
			struct group_text *grown = arena_alloc(&p->kept, (2 * cap + 8) * sizeof *grown);

			if (!grown)
				return err_set(err, ERR_MEMORY, "out of memory");
			if (count)
				memcpy(grown, kept, count * sizeof *kept);
			kept = grown;
			cap = 2 * cap + 8;
		}
		if (!keep_group(p, project, &rows, &kept[count++]))
			return err_set(err, ERR_MEMORY, "out of memory");
		got = 0;
	}
	d->groups = kept;
	d->group_count = count;
	return got;
}

int portfolio_replace(struct portfolio *p, const char *project, const struct pool_document *d, struct err *err)
{
	struct pool_document asked = { .text = d->text, .len = d->len, .line = d->line, .shares = true };
	int status = groups_document(p->groups, project, &p->document, err);

	if (!status && p->document < 0)
		p->document = INT64_MAX; /* it had no rows, so that it has no number */
	if (!status)
		status = groups_retake(p->groups, p->document, err);
	if (status)
		return status;
	pool_on_result(p->session->pool, on_replaced, NULL, p);
	if (!pool_submit(p->session->pool, &asked))
		return err_set(err, ERR_INTERNAL, "the workers took no document");
	pool_finish(p->session->pool, on_finished, p);
	status = run(p, err);
	return status ? status : portfolio_judge(p, INT64_MIN, err);
}
