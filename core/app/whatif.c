/* SPDX-License-Identifier: MIT */
/*
 * whatif: the changed document is made here and both are judged by the pool like any other. The pool lists what is not fine; where one
 * side of a change is, the worker is asked what that verdict is.
 */
#include "app/whatif.h"

#include <stdlib.h>
#include <string.h>

#include "app/explain.h"
#include "app/portfolio.h"
#include "app/whatif_value.h"
#include "json/write.h"
#include "model/edit.h"
#include "model/path.h"

enum { BEFORE, AFTER, SIDES };

struct told { uint32_t rule; enum verdict verdict; enum severity severity; const char *element, *message; bool readiness; };
struct side {
	struct buf text;
	struct told *told; size_t count;
	size_t readiness;        /* how many of these are of the gate that the project is before */
	const char *gate;        /* the phase that that is the entry into; "" */
	uint64_t quiet;          /* passes and what does not apply: how many */
	uint64_t changed;        /* of all, those that are other on the other side */
	const char *name;
	const struct group_verdict *given; size_t given_count; /* what the project's groups say */
	/* the answer of the worker that was asked last */
	struct json_reader *reader;
	struct buf answer;
	struct json_value root;
	int asked;               /* its rule, or -1 */
};
struct whatif {
	struct session *session;
	const struct whatif_request *q;
	struct schema *schema;
	struct record_builder *builder;
	struct json_reader *reader;
	struct record record;
	const struct found *found; /* the project */
	struct portfolio *portfolio; /* the others, where a rule looks across */
	uint32_t *across; size_t across_count; /* these rules: what they say of the project's groups is told, quiet or not */
	struct arena arena;
	struct buf changes;      /* JSON objects, comma separated */
	struct side sides[SIDES];
	int delivered;
	struct err *err;
	int status;
};

static int no_memory(struct err *err) { return err_set(err, ERR_MEMORY, "out of memory"); }

/* ---- the two documents ---- */

static int lay_out(struct whatif *x, const struct buf *text, size_t line, struct err *err)
{
	struct violations violations = { NULL, 0, 0, 0 };
	struct json_limits limits = x->q->find.source.limits;
	struct json_value root;
	int status;

	limits.bytes = SIZE_MAX / 2; /* it was read within the limits; the canonical form may be longer */
	status = json_read(x->reader, text->data, text->len, &limits, &root, err);
	if (!status)
		status = record_build(x->builder, root, &x->record, &violations, err);
	if (violations.count)
		status = violations_error(&violations, text->data, text->len, line, err);
	violations_release(&violations);
	return status;
}

static int write_canonical(struct whatif *x, struct buf *out, struct err *err)
{
	struct json_out o = json_out(out, 0);

	buf_clear(out);
	record_write_json(x->schema, x->record, &o);
	return out->failed ? no_memory(err) : 0;
}

/* What is at a pointer that path_resolve gave; false: nothing. */
static bool value_at(struct json_value root, const char *pointer, struct json_value *out)
{
	struct json_iter it;

	for (*out = root; *pointer == '/'; root = *out) {
		const size_t n = strcspn(++pointer, "/");
		bool found = false;

		if (json_type(root) != JSON_T_OBJECT && json_type(root) != JSON_T_ARRAY)
			return false;
		for (json_iter_begin(&it, root); !found && json_iter_next(&it);) {
			found = it.object ? it.key_len == n && !memcmp(it.key, pointer, n) : it.index == strtoul(pointer, NULL, 10);
			*out = it.value;
		}
		if (!found)
			return false;
		pointer += n;
	}
	return true;
}

static void put_change(struct whatif *x, struct json_value document, const struct path *p, const struct path_target *t, const char *json)
{
	struct json_value element;

	struct json_out o = json_out(&x->changes, 0);

	if (x->changes.len)
		buf_putc(&x->changes, ',');
	json_begin_object(&o);
	json_key(&o, "path");
	json_put_text(&o, p->human.data);
	json_key(&o, "pointer");
	json_put_text(&o, p->pointer.data);
	json_key(&o, "from");
	if (t->element && value_at(document, p->pointer.data, &element))
		json_put_value(&o, element, false);
	else if (t->slot && !t->element)
		record_write_value(x->schema, x->record, t->field, *t->slot, &o);
	else
		json_put_null(&o);
	json_key(&o, "to");
	if (json)
		json_put_raw(&o, json, strlen(json));
	else
		json_put_null(&o);
	json_end_object(&o);
}

/* One change as typed to an edit of the document at hand. */
static int read_change(struct whatif *x, struct json_value document, const struct whatif_change *c, struct edit *out, struct err *err)
{
	size_t len = strlen(c->text);
	const char *value = c->remove ? NULL : whatif_split(c->text, &len), *typed = arena_strndup(&x->arena, c->text, len);
	struct path_target t;
	struct path p;
	struct buf json = BUF_INIT;
	int status;

	if (!c->remove && !value) {
		err_set(err, ERR_USAGE, "--set: there is no '=' in '%s'", c->text);
		return err_hint(err, "write PATH=VALUE, such as risks[credit].score=7");
	}
	path_init(&p);
	status = typed ? path_resolve(x->schema, x->record, typed, &t, &p, err) : no_memory(err);
	if (!status && !t.field)
		status = err_set(err, ERR_USAGE, "--%s: a path is missing in '%s'", c->remove ? "unset" : "set", c->text);
	if (!status && value)
		whatif_value(t.element ? NULL : t.field, value, &json);
	if (!status) {
		const char *text = value ? arena_strndup(&x->arena, json.data, json.len) : NULL, *pointer = arena_strdup(&x->arena, p.pointer.data);

		put_change(x, document, &p, &t, text);
		*out = (struct edit){ pointer, text, text ? json.len : 0 };
		if (!pointer || (value && !text) || json.failed)
			status = no_memory(err);
	}
	buf_release(&json);
	path_release(&p);
	return status;
}

static int make_after(struct whatif *x, struct err *err)
{
	struct edit *edits = arena_alloc(&x->arena, (x->q->change_count + 1) * sizeof *edits);
	struct buf *before = &x->sides[BEFORE].text, *after = &x->sides[AFTER].text;
	const struct json_limits limits = { SIZE_MAX / 2, 1024, SIZE_MAX / 2, SIZE_MAX / 2 };
	struct json_out o = json_out(after, 0);
	struct json_value root;
	int status = edits ? json_read(x->reader, before->data, before->len, &limits, &root, err) : no_memory(err);

	for (size_t i = 0; !status && i < x->q->change_count; i++)
		status = read_change(x, root, &x->q->changes[i], &edits[i], err);
	if (!status)
		status = document_edit(root, edits, x->q->change_count, &o, err);
	if (status)
		return status;
	status = lay_out(x, after, 0, err);
	if (status == ERR_INPUT && err)
		err->line = err->column = 0; /* a place in a document that nobody has seen */
	return status;
}

/* ---- judging ---- */

static int by_key(const void *a, const void *b)
{
	const struct told *x = a, *y = b;

	return x->rule != y->rule ? (x->rule > y->rule) - (x->rule < y->rule) : strcmp(x->element, y->element);
}

static void add_told(struct whatif *x, struct side *s, const struct judgement *j)
{
	const struct told t = { j->rule, j->verdict, j->severity, arena_strdup(&x->arena, j->element), arena_strdup(&x->arena, j->message), j->readiness };

	if (t.element && t.message)
		s->told[s->count++] = t;
	else
		x->status = no_memory(x->err);
	s->readiness += j->readiness;
	s->quiet -= verdict_is_quiet(j->verdict) && !j->readiness;
}

static void on_result(void *ctx, const struct project_result *r)
{
	struct whatif *x = ctx;
	struct side *s = &x->sides[x->delivered];

	if (x->delivered++ >= SIDES || x->status)
		return;
	if (*r->refusal) {
		x->status = err_set(x->err, ERR_INPUT, "%s", r->refusal);
		return;
	}
	s->name = arena_strdup(&x->arena, r->name);
	s->quiet = (uint64_t)r->passed + r->not_applicable;
	s->gate = arena_strdup(&x->arena, r->gate);
	s->told = arena_alloc(&x->arena, (r->count + r->readiness_count + 1) * sizeof *s->told);
	if (!s->told || !s->name || !s->gate) {
		x->status = no_memory(x->err);
		return;
	}
	for (size_t i = 0; i < r->count; i++)
		add_told(x, s, &r->judgements[i]);
	for (size_t i = 0; i < r->readiness_count; i++)
		add_told(x, s, &r->readiness[i]);
	qsort(s->told, s->count, sizeof *s->told, by_key);
}

static void on_finished(void *ctx)
{
	struct whatif *x = ctx;

	session_stop(x->session);
}

/* Both sides have the waivers and the past of the project as it was found. */
static struct pool_document document_of(const struct whatif *x, const struct side *s)
{
	return (struct pool_document){ .text = s->text.data, .len = s->text.len, .waivers = x->found->waivers, .waiver_count = x->found->waiver_count, .past = x->found->past,
		.watched = x->across, .watched_count = x->across_count, .given = s->given, .given_count = s->given_count };
}

/* What groups say of a side: as they are, or as they would be with it. */
static int look_around(struct whatif *x, int side, struct pool_document *d, struct err *err)
{
	int status = side == AFTER ? portfolio_replace(x->portfolio, x->q->find.project, d, err) : 0;

	if (!status)
		status = portfolio_given_to(x->portfolio, x->q->find.project, d, err);
	x->sides[side].given = d->given;
	x->sides[side].given_count = d->given_count;
	return status;
}

static int judge(struct whatif *x, struct err *err)
{
	struct session *s = x->session;

	x->err = err;
	for (int i = 0; i < SIDES; i++) {
		struct pool_document d = document_of(x, &x->sides[i]);
		int status = x->portfolio ? look_around(x, i, &d, err) : 0;

		if (status)
			return status;
		pool_on_result(s->pool, on_result, NULL, x);
		if (!pool_submit(s->pool, &d))
			return err_set(err, ERR_INTERNAL, "the workers took no document");
		if (x->portfolio || i + 1 == SIDES) {
			pool_finish(s->pool, on_finished, x);
			session_run(s);
		}
	}
	if (!x->status && s->signal)
		return err_set(err, ERR_CANCELLED, "stopped");
	if (!x->status && x->delivered < SIDES)
		return err_set(err, ERR_INTERNAL, "the workers gave no verdicts");
	return x->status;
}

/* ---- what changes ---- */

enum found_verdict { FOUND_NONE, FOUND_WHOLE, FOUND_ELEMENT };

/* The verdict of an element with which all is well, or that the rule does not apply to. */
static enum found_verdict find_quiet(struct side *s, const char *element, struct json_value *out)
{
	struct json_value list, v;
	struct json_iter it;
	size_t len;
	enum found_verdict found = FOUND_NONE;

	if (!json_get(s->root, "verdicts", &list) || json_type(list) != JSON_T_ARRAY)
		return FOUND_NONE;
	for (json_iter_begin(&it, list); json_iter_next(&it);) {
		const char *of = json_get(it.value, "element", &v) && json_type(v) == JSON_T_STRING ? json_string(v, &len) : "";

		if (!strcmp(of, element)) {
			*out = it.value;
			return FOUND_ELEMENT;
		}
		if (!*of) { /* one for the whole rule: it does not apply to this project */
			*out = it.value;
			found = FOUND_WHOLE;
		}
	}
	return found;
}

static int ask(struct whatif *x, struct side *s, uint32_t rule, const char *element, struct err *err)
{
	const struct pool_document d = document_of(x, s);
	const struct json_limits limits = { SIZE_MAX / 2, 1024, SIZE_MAX / 2, SIZE_MAX / 2 };
	int status;

	if (s->asked == (int)rule)
		return 0;
	s->asked = (int)rule;
	buf_clear(&s->answer);
	status = explain_document(x->session, x->session->loaded.rules[rule].id, element, &d, &s->answer, err);
	return status ? status : json_read(s->reader, s->answer.data, s->answer.len, &limits, &s->root, err);
}

static void put_verdict(struct json_out *o, const char *key, const char *verdict, const char *severity, const char *message)
{
	json_key(o, key);
	json_begin_object(o);
	json_key(o, "verdict");
	json_put_text(o, verdict);
	json_key(o, "severity");
	json_put_text(o, severity);
	json_key(o, "message");
	json_put_text(o, message);
	json_end_object(o);
}

static int put_side(struct whatif *x, struct side *s, const char *key, const struct told *told, const struct told *other, struct json_out *o, struct err *err)
{
	const char *severity = severity_names[x->session->loaded.rules[other->rule].severity];
	enum found_verdict found;
	struct json_value quiet, v;
	size_t len;
	int status;

	if (told) {
		put_verdict(o, key, verdict_names[told->verdict], severity_names[told->severity], told->message);
		s->changed += !told->readiness;
		return 0;
	}
	status = ask(x, s, other->rule, other->element, err);
	if (status)
		return status;
	found = find_quiet(s, other->element, &quiet);
	s->changed += found == FOUND_ELEMENT && !other->readiness;
	if (found && json_get(quiet, "verdict", &v) && json_type(v) == JSON_T_STRING) {
		put_verdict(o, key, json_string(v, &len), severity, "");
	} else {
		json_key(o, key);
		json_put_null(o);
	}
	return 0;
}

/* a, b: the same verdict before and after; one of them may be NULL. any: one of them that is there. */
static int put_difference(struct whatif *x, const struct told *any, const struct told *a, const struct told *b, struct json_out *o, struct err *err)
{
	int status;

	json_begin_object(o);
	json_key(o, "rule");
	json_put_text(o, x->session->loaded.rules[any->rule].id);
	json_key(o, "element");
	json_put_text(o, any->element);
	if (any->readiness) {
		json_key(o, "gate");
		json_put_text(o, x->sides[BEFORE].gate);
	}
	status = put_side(x, &x->sides[BEFORE], "before", a, any, o, err);
	if (!status)
		status = put_side(x, &x->sides[AFTER], "after", b, any, o, err);
	json_end_object(o);
	return status;
}

/* A project before another gate is judged by other rules there: they say nothing of each other. */
static void drop_readiness(struct side *s)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->count; i++)
		if (!s->told[i].readiness)
			s->told[kept++] = s->told[i];
	s->count = kept;
	s->readiness = 0;
}

static int put_differences(struct whatif *x, struct json_out *o, struct err *err)
{
	const struct side *before = &x->sides[BEFORE], *after = &x->sides[AFTER];
	int status = 0;

	json_begin_array(o);
	for (size_t i = 0, k = 0; !status && (i < before->count || k < after->count);) {
		const struct told *a = i < before->count ? &before->told[i] : NULL, *b = k < after->count ? &after->told[k] : NULL;
		const int order = !a ? 1 : !b ? -1 : by_key(a, b);

		i += order <= 0;
		k += order >= 0;
		if (order == 0 && a->verdict == b->verdict && (a->verdict != VERDICT_FAIL || a->severity == b->severity))
			continue;
		if ((!a || order > 0 || verdict_is_quiet(a->verdict)) && (!b || order < 0 || verdict_is_quiet(b->verdict)))
			continue;
		status = put_difference(x, order <= 0 ? a : b, order <= 0 ? a : NULL, order >= 0 ? b : NULL, o, err);
	}
	json_end_array(o);
	return status;
}

static int put_answer(struct whatif *x, struct buf *json, struct err *err)
{
	const struct side *before = &x->sides[BEFORE];
	struct json_out o = json_out(json, 0);
	int status;

	json_begin_object(&o);
	json_key(&o, "project");
	json_put_text(&o, x->q->find.project);
	json_key(&o, "name");
	json_put_text(&o, before->name);
	json_key(&o, "as_of");
	json_put_text(&o, x->session->as_of);
	json_key(&o, "changes");
	json_begin_array(&o);
	if (x->changes.len)
		json_put_raw(&o, x->changes.data, x->changes.len);
	json_end_array(&o);
	json_key(&o, "verdicts");
	status = put_differences(x, &o, err);
	json_key(&o, "unchanged");
	json_put_int(&o, (int64_t)(before->count - before->readiness + before->quiet - before->changed));
	json_end_object(&o);
	return status ? status : json->failed || x->changes.failed ? no_memory(err) : 0;
}

/* ---- the whole ---- */

static int open_whatif(struct whatif *x, struct err *err)
{
	const struct loaded *l = &x->session->loaded;

	buf_init(&x->changes);
	x->reader = json_reader_new();
	for (int i = 0; i < SIDES; i++) {
		buf_init(&x->sides[i].text);
		buf_init(&x->sides[i].answer);
		x->sides[i].reader = json_reader_new();
		x->sides[i].asked = -1;
	}
	if (!x->reader || !x->sides[BEFORE].reader || !x->sides[AFTER].reader)
		return no_memory(err);
	if (!l->schema_json)
		return err_set(err, ERR_POLICY, "the schema of the policies did not load");
	if (schema_from_json(l->schema_json, l->schema_len, &x->schema, err))
		return err ? (int)err->code : ERR_POLICY;
	x->builder = record_builder_new(x->schema, x->session->generation.lenient);
	return x->builder ? 0 : no_memory(err);
}

static void close_whatif(struct whatif *x)
{
	for (int i = 0; i < SIDES; i++) {
		json_reader_free(x->sides[i].reader);
		buf_release(&x->sides[i].text);
		buf_release(&x->sides[i].answer);
	}
	json_reader_free(x->reader);
	record_builder_free(x->builder);
	schema_free(x->schema);
	arena_release(&x->arena);
	buf_release(&x->changes);
}

/* The others, read before the project is looked for: they may come from a pipe. */
static int open_portfolio(struct whatif *x, struct find_request *find, struct err *err)
{
	const struct loaded *l = &x->session->loaded;
	int status = find_portfolio(x->session, find, &x->portfolio, err);

	if (!status)
		status = portfolio_judge_of(x->portfolio, find->project, err);
	if (status)
		return status;
	find->opened = portfolio_inputs(x->portfolio);
	x->across = arena_alloc(&x->arena, l->rule_count * sizeof *x->across);
	if (!x->across)
		return no_memory(err);
	for (uint32_t i = 0; i < l->rule_count; i++)
		if (l->rules[i].by || l->rules[i].among)
			x->across[x->across_count++] = i;
	return 0;
}

int whatif_run(struct session *s, const struct whatif_request *q, struct buf *json, struct err *err)
{
	struct found found;
	struct whatif x = { .session = s, .q = q, .found = &found, .arena = ARENA_INIT };
	struct find_request find = q->find;
	int status = s->loaded.across ? open_portfolio(&x, &find, err) : 0;

	found = (struct found){ .text = BUF_INIT };
	if (!status)
		status = find_project(s, &find, &found, err);
	if (!status)
		status = open_whatif(&x, err);
	if (!status)
		status = lay_out(&x, &found.text, found.line, err);
	if (!status)
		status = write_canonical(&x, &x.sides[BEFORE].text, err);
	if (!status)
		status = make_after(&x, err);
	if (!status)
		status = judge(&x, err);
	if (!status && strcmp(x.sides[BEFORE].gate, x.sides[AFTER].gate))
		for (int i = 0; i < SIDES; i++)
			drop_readiness(&x.sides[i]);
	if (!status)
		status = put_answer(&x, json, err);
	close_whatif(&x);
	portfolio_close(x.portfolio);
	found_release(&found);
	return status;
}
