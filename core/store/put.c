/* SPDX-License-Identifier: MIT */
/* put: one document into the store, and what became of each of its fields into the log. */
#include <stdlib.h>
#include <string.h>

#include "json/write.h"
#include "model/diff.h"
#include "model/merge.h"
#include "store/audit.h"
#include "store/project_row.h"
#include "store/projects.h"
#include "store/writer.h"

struct put *put_new(const char *id, const char *document, size_t len, const struct origin *by, void (*done)(struct store_job *))
{
	struct put *p = calloc(1, sizeof *p);

	if (!p)
		return NULL;
	p->id = strdup(id);
	p->document = malloc(len + 1);
	if (!p->id || !p->document) {
		put_free(p);
		return NULL;
	}
	memcpy(p->document, document, len);
	p->document[len] = 0;
	p->document_len = len;
	p->by = by;
	p->job = (struct store_job){ .run = put_run, .done = done, .repeatable = true, .bytes = sizeof *p + len, .err = ERR_INIT };
	return p;
}

void put_free(struct put *p)
{
	if (!p)
		return;
	err_release(&p->job.err);
	violations_release(&p->violations);
	free(p->changes);
	free(p->document);
	free(p->id);
	free(p);
}

/* ---- what changed ---- */

struct noting {
	struct store_writer *w;
	struct json_out json;   /* into w->changes */
	int64_t key, seq, at;
	struct err *err;
	int status;
	bool samples;           /* this round keeps samples; the other one notes changes */
};

static void note_change(void *ctx, const char *path, const char *from, const char *to)
{
	struct noting *n = ctx;

	json_begin_object(&n->json);
	json_key(&n->json, "path");
	json_put_text(&n->json, path);
	if (from) {
		json_key(&n->json, "from");
		json_put_raw(&n->json, from, strlen(from));
	}
	if (to) {
		json_key(&n->json, "to");
		json_put_raw(&n->json, to, strlen(to));
	}
	json_end_object(&n->json);
}

static void keep_sample(void *ctx, const char *path, const char *value)
{
	struct noting *n = ctx;

	if (!n->status)
		n->status = sql_run(&n->w->sql, n->err, "INSERT INTO sample (project, path, seq, at, value) VALUES (?, ?, ?, ?, ?)", "itiit",
			n->key, path, n->seq, n->at, value);
}

/* ---- one document ---- */

/* The stored document with the given one in it, into w->text. */
static int merge(struct store_writer *w, const struct project_row *row, const struct put *p, struct err *err)
{
	struct violations ignored = { 0 };
	struct json_value whole, part;
	struct json_out out;
	struct record old;
	int status;

	/* written again by the schema of today, so that no field has its former name */
	buf_clear(&w->text);
	out = json_out(&w->text, 0);
	if (project_row_build(w, 0, row->document, row->len, &old, &ignored, NULL) == 0)
		record_write_json(w->schema, old, &out);
	else
		buf_add(&w->text, row->document, row->len);
	violations_release(&ignored);
	status = w->text.failed ? err_set(err, ERR_MEMORY, "out of memory") : json_read(w->readers[0], w->text.data, w->text.len, &stored_limits, &whole, err);
	if (!status)
		status = json_read(w->readers[1], p->document, p->document_len, &stored_limits, &part, err);
	if (status)
		return status;
	buf_clear(&w->text);
	out = json_out(&w->text, 0);
	document_merge(whole, part, &out);
	return w->text.failed ? err_set(err, ERR_MEMORY, "out of memory") : 0;
}

/* The array of changes into w->changes. An old document that this schema does not take any more is one change, whole. */
static int compare(struct store_writer *w, const struct project_row *row, const struct record *old, const struct record *new, const char *text, struct err *err)
{
	struct noting n = { .w = w };
	const struct diff_sink sink = { note_change, NULL, &n };
	int status = 0;

	buf_clear(&w->changes);
	n.json = json_out(&w->changes, 0);
	json_begin_array(&n.json);
	if (old)
		status = record_diff(w->schema, old, new, &sink, err);
	else
		note_change(&n, "", row->document, text);
	json_end_array(&n.json);
	return !status && w->changes.failed ? err_set(err, ERR_MEMORY, "out of memory") : status;
}

static int keep_samples(struct store_writer *w, int64_t key, int64_t seq, const struct put *p, const struct record *old, const struct record *new, struct err *err)
{
	struct noting n = { .w = w, .key = key, .seq = seq, .at = p->by->at_ms, .err = err };
	const struct diff_sink sink = { NULL, keep_sample, &n };
	int status = record_diff(w->schema, old, new, &sink, err);

	return status ? status : n.status;
}

static int write(struct store_writer *w, const struct put *p, struct project_row *row, const char *text, size_t len, const struct record *old, const struct record *new, struct err *err)
{
	bool created = !row->document;
	struct buf payload = BUF_INIT;
	int64_t seq;
	int status;

	if (created)
		buf_puts(&payload, "{}");
	else
		buf_addf(&payload, "{\"changes\":%s}", w->changes.data);
	status = payload.failed ? err_set(err, ERR_MEMORY, "out of memory") : row->key ? 0 : project_row_number(w, row, err);
	if (!status)
		status = audit_append(w, p->by, created ? "project.created" : "project.changed", row->key, payload.data, payload.len, &seq, err);
	if (!status)
		status = project_row_write(w, row, p->id, text, len, new, seq, p->by->at_ms, err);
	if (!status)
		status = keep_samples(w, row->key, seq, p, old, new, err);
	buf_release(&payload);
	return status;
}

/* Everything that needs the stored row, which stays valid until it is released. */
static int put_over(struct store_writer *w, struct put *p, struct project_row *row, struct err *err)
{
	const char *text = p->document;
	size_t len = p->document_len;
	struct record old, new;
	struct violations ignored = { 0 };
	bool known;
	int status;

	if (row->document && p->mode == PUT_MERGE) {
		status = merge(w, row, p, err);
		if (status)
			return status;
		text = w->text.data;
		len = w->text.len;
	}
	if (row->document && len == row->len && !memcmp(text, row->document, len)) {
		p->outcome = PUT_UNCHANGED;
		return 0;
	}
	status = project_row_build(w, 1, text, len, &new, &p->violations, err);
	if (status == ERR_INPUT && p->violations.count) {
		p->outcome = PUT_REFUSED;
		err_release(err);
		return 0;
	}
	if (status)
		return status;
	known = row->document && !project_row_build(w, 0, row->document, row->len, &old, &ignored, NULL);
	violations_release(&ignored);
	p->outcome = row->document ? PUT_CHANGED : PUT_CREATED;
	if (row->document) {
		status = compare(w, row, known ? &old : NULL, &new, text, err);
		if (!status && !(p->changes = strdup(w->changes.data)))
			status = err_set(err, ERR_MEMORY, "out of memory");
	}
	return status || p->dry ? status : write(w, p, row, text, len, known ? &old : NULL, &new, err);
}

int put_run(struct store_job *job, struct store_writer *w, struct err *err)
{
	struct put *p = (struct put *)job;
	struct project_row row;
	int status = w->schema ? 0 : err_set(err, ERR_INTERNAL, "the store was opened without a schema: no document is written");

	if (status)
		return status;
	violations_release(&p->violations); /* of a run that was rolled back */
	free(p->changes);
	p->changes = NULL;
	status = project_row_read(w, p->id, &row, err);
	p->again = !status && row.document && row.revision > p->since;
	if (!status)
		status = put_over(w, p, &row, err);
	project_row_release(&row);
	return status;
}
