/* SPDX-License-Identifier: MIT */
#include "app/gate_document.h"

#include <string.h>

#include "base/text.h"
#include "model/edit.h"
#include "model/path.h"

#define STATUS "status"

struct making {
	struct schema *schema;
	struct record_builder *builder;
	struct json_reader *reader;
	struct record record;
	struct path path;
	struct gate_document *out;
};

void gate_document_init(struct gate_document *d)
{
	*d = (struct gate_document){ .phase = "", .from = "", .element = "" };
	buf_init(&d->after);
	buf_init(&d->words);
}

void gate_document_release(struct gate_document *d)
{
	buf_release(&d->after);
	buf_release(&d->words);
	gate_document_init(d);
}

/* The value of an enum of the object; "": absent, or there is no such field. */
static const char *word_of(const struct making *m, const struct kind *k, uint32_t object, const char *name)
{
	const struct field *f = schema_field(m->schema, k, name, strlen(name));
	const uint64_t *slot = f && f->type == FIELD_ENUM ? record_slot(m->record.words, object, k, f->index) : NULL;

	return slot ? m->schema->symbols[*slot] : "";
}

/* Is `to` one of the statuses of such elements? */
static int check_status(const struct making *m, const struct kind *k, const char *to, struct err *err)
{
	const struct field *f = schema_field(m->schema, k, STATUS, strlen(STATUS));
	const char *near;

	if (!f || f->type != FIELD_ENUM) {
		err_set(err, ERR_USAGE, "a %s has no " STATUS, k->name);
		return err_hint(err, "plumb schema %s tells what it has", k->name);
	}
	for (uint16_t i = 0; i < f->symbol_count; i++)
		if (!strcmp(m->schema->symbols[f->symbol_base + i], to))
			return 0;
	near = text_nearest(to, m->schema->symbols + f->symbol_base, f->symbol_count);
	err_set(err, ERR_USAGE, "'%s' is no " STATUS " of a %s", to, k->name);
	return near ? err_hint(err, "did you mean '%s'?", near) : err_hint(err, "plumb schema %s tells which there are", k->name);
}

static int find_place(struct making *m, const char *element, const char *to, const char **from, struct err *err)
{
	struct path_target target;
	int status = path_resolve(m->schema, m->record, element, &target, &m->path, err);

	if (status)
		return status;
	if (!target.element) {
		err_set(err, ERR_USAGE, "'%s' is no element of a list", element);
		return err_hint(err, "name one as reports do: 'deliverables[D1]'");
	}
	status = check_status(m, target.kind, to, err);
	*from = status ? "" : word_of(m, target.kind, target.object, STATUS);
	return status;
}

/* Three texts that outlive the record. */
static int keep_words(struct making *m, const char *from, struct err *err)
{
	struct gate_document *d = m->out;
	const char *phase = word_of(m, &m->schema->kinds[0], record_root(m->record), "phase");
	const size_t n = strlen(phase), k = strlen(from);

	buf_add(&d->words, phase, n + 1);
	buf_add(&d->words, from, k + 1);
	buf_puts(&d->words, m->path.human.len ? m->path.human.data : "");
	if (d->words.failed)
		return err_set(err, ERR_MEMORY, "out of memory");
	d->phase = d->words.data;
	d->from = d->words.data + n + 1;
	d->element = d->words.data + n + k + 2;
	return 0;
}

static int make(struct making *m, struct json_value root, const char *element, const char *to, struct err *err)
{
	struct json_out o = json_out(&m->out->after, 0);
	struct buf pointer = BUF_INIT, value = BUF_INIT;
	struct json_out v = json_out(&value, 0);
	const char *from = word_of(m, &m->schema->kinds[0], record_root(m->record), "phase");
	int status = *element ? find_place(m, element, to, &from, err) : 0;

	buf_addf(&pointer, "%s/%s", *element && m->path.pointer.len ? m->path.pointer.data : "", *element ? STATUS : "phase");
	json_put_text(&v, to);
	if (!status && (pointer.failed || value.failed))
		status = err_set(err, ERR_MEMORY, "out of memory");
	if (!status)
		status = keep_words(m, from, err);
	if (!status)
		status = document_edit(root, &(struct edit){ pointer.data, value.data, value.len }, 1, &o, err);
	if (!status && m->out->after.failed)
		status = err_set(err, ERR_MEMORY, "out of memory");
	buf_release(&pointer);
	buf_release(&value);
	return status;
}

int gate_document_make(const struct session *s, const struct buf *text, const char *element, const char *to, struct gate_document *out, struct err *err)
{
	static const struct json_limits stored = { 128u << 20, 1024, 1u << 16, 10000000 };
	struct making m = { .reader = json_reader_new(), .out = out };
	struct violations violations = { 0 };
	struct json_value root;
	int status;

	path_init(&m.path);
	status = schema_from_json(s->loaded.schema_json, s->loaded.schema_len, &m.schema, err);
	if (!status && !(m.builder = record_builder_new(m.schema, true)))
		status = err_set(err, ERR_MEMORY, "out of memory");
	if (!status)
		status = m.reader ? json_read(m.reader, text->data, text->len, &stored, &root, err) : err_set(err, ERR_MEMORY, "out of memory");
	if (!status)
		status = record_build(m.builder, root, &m.record, &violations, err);
	if (violations.count)
		status = violations_error(&violations, text->data, text->len, 0, err);
	violations_release(&violations);
	if (!status)
		status = make(&m, root, element, to, err);
	path_release(&m.path);
	record_builder_free(m.builder);
	json_reader_free(m.reader);
	schema_free(m.schema);
	return status;
}
