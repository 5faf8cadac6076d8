/* SPDX-License-Identifier: MIT */
/* export: plumb export. Canonical documents, a line each, in the order of their ids. */
#include <stdlib.h>
#include <string.h>

#include "app/output.h"
#include "cli/interrupt.h"
#include "cli/storage.h"
#include "cli/term.h"
#include "store/projects.h"

struct exporting {
	struct storage store;
	struct output output;
	struct pace pace;
	size_t written, all;
};

static bool put(struct exporting *x, const char *document, size_t len)
{
	const struct cli *c = x->store.cli;
	FILE *f = x->output.file;

	x->written++;
	if (storage_pace(c, &x->pace)) {
		const struct feed_progress p = { x->written, x->written, x->all };

		term_progress(c, MSG_PROGRESS_WRITTEN, &p);
	}
	return fwrite(document, 1, len, f) == len && putc('\n', f) != EOF && !interrupt_came();
}

static int put_all(struct exporting *x, struct err *err)
{
	struct project_cursor *all;
	struct stored_project p;
	int64_t count = project_count(x->store.store);
	int got = project_cursor_open(x->store.store, false, &all, err);

	x->all = count > 0 ? (size_t)count : 0;
	while (!got && (got = project_cursor_next(all, &p, err)) == 1)
		got = !put(x, p.document, p.len);
	project_cursor_close(all);
	return got < 0 ? got : 0;
}

static int by_id(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* All of them are looked for before the first is written. */
static int put_named(struct exporting *x, char **ids, size_t count, struct err *err)
{
	struct stored_project p;
	struct buf text = BUF_INIT;
	int got = 1;

	x->all = count;
	qsort(ids, count, sizeof *ids, by_id);
	for (size_t i = 0; i < count && got == 1; i++)
		got = project_find(x->store.store, ids[i], &text, &p, err);
	for (size_t i = 0; i < count && got == 1; i++) {
		if (i && !strcmp(ids[i], ids[i - 1]))
			continue;
		got = project_find(x->store.store, ids[i], &text, &p, err);
		if (got == 1 && !put(x, p.document, p.len))
			break;
	}
	buf_release(&text);
	return got == 1 ? 0 : err->code;
}

int run_export(struct cli *c)
{
	struct exporting x = { .written = 0 };
	struct err err = ERR_INIT;
	int status = storage_open(&x.store, c, STORE_READ, &err);

	interrupt_watch();
	if (!status)
		status = storage_output(c, NULL, 0, &x.output, &err);
	if (!status)
		status = c->word_count ? put_named(&x, c->words, (size_t)c->word_count, &err) : put_all(&x, &err);
	if (!status && interrupt_came())
		status = interrupt_tell(c);
	if (!status)
		status = output_commit(&x.output, &err);
	output_discard(&x.output);
	return storage_end(&x.store, status, &err);
}
