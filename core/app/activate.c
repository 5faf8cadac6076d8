/* SPDX-License-Identifier: MIT */
#include "app/activate.h"

#include <stdlib.h>

#include "app/version.h"
#include "store/projects.h"

enum { LOOK_EVERY = 64 }; /* projects between two looks for a signal */

static int describe(const struct session *s, struct activation *out, struct err *err)
{
	struct stored_file *files = calloc(s->folder.count + 1, sizeof *files);
	struct stored_rule *rules = calloc(s->loaded.rule_count + 1, sizeof *rules);

	*out = (struct activation){ .hash = s->loaded.generation, .engine = PLUMB_VERSION, .files = files, .file_count = s->folder.count, .rules = rules,
		.rule_count = s->loaded.rule_count };
	if (!files || !rules)
		return err_set(err, ERR_MEMORY, "out of memory");
	for (size_t i = 0; i < s->folder.count; i++)
		files[i] = (struct stored_file){ s->folder.files[i].path, s->folder.files[i].text, s->folder.files[i].len };
	for (size_t i = 0; i < s->loaded.rule_count; i++)
		rules[i] = (struct stored_rule){ .id = s->loaded.rules[i].id, .formerly = s->loaded.rules[i].formerly };
	return 0;
}

int activate(struct session *s, struct keeper *k, const struct origin *by, struct activation *out, struct err *err)
{
	size_t errors = session_policy_errors(s);
	int status = describe(s, out, err);

	if (!status && errors) {
		status = err_set(err, ERR_POLICY, "policies that do not load cannot become the active ones");
		err_hint(err, "put the errors above right first; until then the last good ones stay");
	}
	out->by = by;
	return status ? status : generation_activate(k->store, out, err);
}

void activation_release(struct activation *a)
{
	free((void *)a->files);
	free(a->rules);
	*a = (struct activation){ 0 };
}

/* ---- do the projects fit? ---- */

struct fitting {
	struct session *session;
	struct schema *schema;
	struct json_reader *reader;
	struct record_builder *builder;
	void (*refused)(void *ctx, const struct project_result *p);
	void *ctx;
	size_t unfit;
};

/* What the store has let in was checked by a worker then: here it is only laid out by another schema. */
static int fit(struct fitting *x, const struct stored_project *p, struct err *err)
{
	static const struct json_limits stored = { 64u << 20, 1024, 1u << 16, 10000000 };
	struct violations violations = { 0 };
	struct json_value root;
	struct record record;
	int status = json_read(x->reader, p->document, p->len, &stored, &root, err);

	if (!status)
		status = record_build(x->builder, root, &record, &violations, err);
	if (status == ERR_INPUT) {
		struct project_result r = project_refused(0, "does not fit the schema of these policies");

		r.id = p->id;
		r.violations = violations.items;
		r.violation_count = violations.count;
		x->unfit++;
		x->refused(x->ctx, &r);
		err_release(err);
		status = 0;
	}
	violations_release(&violations);
	return status;
}

static int fit_all(struct fitting *x, struct project_cursor *all, struct err *err)
{
	struct stored_project p;
	size_t n = 0;
	int got;

	while ((got = project_cursor_next(all, &p, err)) == 1) {
		int status = fit(x, &p, err);

		if (status)
			return status;
		if (++n % LOOK_EVERY == 0)
			uv_run(&x->session->loop, UV_RUN_NOWAIT);
		if (x->session->signal)
			return err_set(err, ERR_CANCELLED, "stopped");
	}
	return got;
}

int activate_check(struct session *s, struct store *store, void (*refused)(void *ctx, const struct project_result *p), void *ctx, size_t *unfit, struct err *err)
{
	struct fitting x = { .session = s, .reader = json_reader_new(), .refused = refused, .ctx = ctx };
	struct project_cursor *all = NULL;
	int status = schema_from_json(s->loaded.schema_json, s->loaded.schema_len, &x.schema, err);

	if (!status)
		x.builder = record_builder_new(x.schema, s->generation.lenient);
	if (!status && (!x.reader || !x.builder))
		status = err_set(err, ERR_MEMORY, "out of memory");
	if (!status)
		status = project_cursor_open(store, false, &all, err);
	if (!status)
		status = fit_all(&x, all, err);
	project_cursor_close(all);
	record_builder_free(x.builder);
	json_reader_free(x.reader);
	schema_free(x.schema);
	*unfit = x.unfit;
	return status;
}
