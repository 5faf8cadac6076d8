/* SPDX-License-Identifier: MIT */
/* find: a look into the store, or a search through the inputs, one document after the other. */
#include "app/find.h"

#include <string.h>

#include "app/portfolio.h"
#include "base/text.h"
#include "store/projects.h"

enum { NEAR_MAX = 4096 }; /* ids remembered for "did you mean" */

struct search {
	const struct find_request *q;
	struct session *session;
	struct json_reader *reader;
	struct arena arena;
	const char **ids; size_t id_count;
};

static bool is_project(struct search *x, const struct source_item *item)
{
	struct json_value root, id;
	size_t len;
	const char *text;

	/* a document that is no JSON is not the one that is asked for; `plumb check` tells what is wrong with it */
	if (json_read(x->reader, item->text, item->len, &x->q->source.limits, &root, NULL) || json_type(root) != JSON_T_OBJECT)
		return false;
	if (!json_get(root, "id", &id) || json_type(id) != JSON_T_STRING)
		return false;
	text = json_string(id, &len);
	if (len == strlen(x->q->project) && !memcmp(text, x->q->project, len))
		return true;
	if (x->id_count < NEAR_MAX && (x->ids[x->id_count] = arena_strndup(&x->arena, text, len)))
		x->id_count++;
	return false;
}

/* 1: found; 0: it is not in this input; else an error. The document lives as long as the source. */
static int search_input(struct search *x, struct source *source, struct source_item *item, struct err *err)
{
	for (;;)
		switch (source_next(source, item)) {
		case SOURCE_DOCUMENT:
			if (is_project(x, item))
				return 1;
			break;
		case SOURCE_REFUSED:
			break;
		case SOURCE_MORE:
			uv_run(&x->session->loop, UV_RUN_NOWAIT); /* signals are seen on the loop */
			if (x->session->signal)
				return err_set(err, ERR_CANCELLED, "stopped");
			break;
		case SOURCE_WAIT:
			if (!session_wait_readable(x->session, source->fd))
				return err_set(err, ERR_CANCELLED, "stopped");
			break;
		case SOURCE_FAILED:
			err_set(err, item->why->code, "%s", item->why->message ? item->why->message : "out of memory");
			return err_at(err, item->why->file, item->why->line, item->why->column);
		default:
			return 0;
		}
}

static int not_found(const struct search *x, struct err *err)
{
	const char *near = text_nearest(x->q->project, x->ids, x->id_count);

	err_set(err, ERR_INPUT, "there is no project '%s' in the input", x->q->project);
	if (near)
		err_hint(err, "did you mean '%s'?", near);
	return ERR_INPUT;
}

static int find_stored(struct session *s, const struct find_request *q, struct found *out, struct err *err)
{
	struct stored_project p;
	int got = waiver_book_open(q->source.store, s->loaded.rules, s->loaded.rule_count, s->generation.as_of_ms, &out->book, err);

	if (got)
		return got;
	got = project_find(q->source.store, q->project, &out->text, &p, err);
	if (got != 1)
		return got ? got : (int)err->code;
	out->text.len = p.len; /* its id follows */
	out->revision = p.revision;
	out->waivers = waiver_book_of(out->book, p.key, &out->waiver_count);
	got = s->loaded.history ? past_read(q->source.store, &p, &out->reading, err) : 0;
	out->past = out->reading.list;
	return got;
}

int find_project(struct session *s, const struct find_request *q, struct found *out, struct err *err)
{
	struct find_request request = *q;
	struct search x = { .q = &request, .session = s, .arena = ARENA_INIT };
	struct schema *schema = NULL;
	struct source_item item;
	int found = 0;

	*out = (struct found){ .text = BUF_INIT };
	if (q->source.store)
		return find_stored(s, q, out, err);
	x.reader = json_reader_new();
	x.ids = arena_alloc(&x.arena, NEAR_MAX * sizeof *x.ids);
	if (!x.reader || !x.ids)
		found = err_set(err, ERR_MEMORY, "out of memory");
	if (!found && q->source.map)
		found = schema_from_json(s->loaded.schema_json, s->loaded.schema_len, &schema, err);
	request.source.schema = schema;
	for (size_t i = 0; !found && i < q->input_count; i++) {
		struct source *source;

		request.source.called = q->inputs[i];
		found = source_open(q->opened ? q->opened[i] : q->inputs[i], &request.source, &source, err);
		if (found)
			break;
		found = search_input(&x, source, &item, err);
		if (found == 1) {
			buf_add(&out->text, item.text, item.len);
			out->line = item.line;
			if (out->text.failed)
				found = err_set(err, ERR_MEMORY, "out of memory");
		}
		source_free(source);
	}
	if (!found)
		found = not_found(&x, err);
	json_reader_free(x.reader);
	arena_release(&x.arena);
	schema_free(schema);
	return found == 1 ? 0 : found;
}

int find_portfolio(struct session *s, const struct find_request *q, struct portfolio **out, struct err *err)
{
	static const char *const store[] = { "" }; /* one input, which needs no name */
	struct feed_request all = { .inputs = q->source.store ? store : q->inputs, .input_count = q->source.store ? 1 : q->input_count, .source = q->source };
	struct schema *schema = NULL;
	int status = q->source.map ? schema_from_json(s->loaded.schema_json, s->loaded.schema_len, &schema, err) : 0;

	all.source.schema = schema;
	if (!status)
		status = portfolio_gather(s, &all, out, err);
	schema_free(schema);
	return status;
}

int find_given(struct session *s, struct store *store, const char *project, struct pool_document *d, struct portfolio **out, struct err *err)
{
	const struct find_request all = { .project = project, .source = { .store = store } };
	int status;

	*out = NULL;
	if (!s->loaded.across)
		return 0;
	status = find_portfolio(s, &all, out, err);
	if (!status)
		status = portfolio_replace(*out, project, d, err);
	return status ? status : portfolio_given_to(*out, project, d, err);
}

void found_release(struct found *f)
{
	buf_release(&f->text);
	waiver_book_free(f->book);
	past_reading_release(&f->reading);
}
