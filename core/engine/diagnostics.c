/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "engine/evaluation.h"

static char *copy(const char *s) { return s ? strdup(s) : NULL; }

/* Without memory for it, a diagnostic is still counted. */
void diagnostics_add(struct diagnostics *d, bool warning, const char *file, int line, int column, int width, const char *code, const char *message, const char *hint, const char *source)
{
	d->errors += !warning;
	if (d->count == d->cap) {
		size_t cap = d->cap ? d->cap * 2 : 16;
		struct diagnostic *grown = realloc(d->items, cap * sizeof *grown);
		if (!grown)
			return;
		d->items = grown;
		d->cap = cap;
	}
	struct diagnostic x = { .warning = warning, .file = copy(file), .message = copy(message), .hint = copy(hint), .code = copy(code),
		.line = line, .column = column, .width = width, .source = copy(source) };
	if (x.file && x.message)
		d->items[d->count++] = x;
	else {
		free(x.file);
		free(x.message);
		free(x.hint);
		free(x.code);
		free(x.source);
	}
}

char *source_line(const char *text, size_t len, int n)
{
	const char *p = text, *end = text + len;
	for (int i = 1; i < n && p < end; i++) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		p = nl ? nl + 1 : end;
	}
	const char *nl = memchr(p, '\n', (size_t)(end - p));
	size_t size = (size_t)((nl ? nl : end) - p);
	if (size && p[size - 1] == '\r')
		size--;
	return strndup(p, size > 400 ? 400 : size);
}
