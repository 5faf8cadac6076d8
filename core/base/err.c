/* SPDX-License-Identifier: MIT */
/*
 * err: new texts are made before old ones are dropped, so that an error can be wrapped in itself:
 * err_set(e, e->code, "while reading: %s", e->message). When memory is out the code still stands
 * and the message is missing; err_format has words for that.
 */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void err_release(struct err *e)
{
	free(e->message);
	free(e->file);
	free(e->pointer);
	free(e->hint);
	*e = (struct err)ERR_INIT;
}

static char *format(const char *fmt, va_list ap)
{
	char *s;

	return vasprintf(&s, fmt, ap) < 0 ? NULL : s;
}

static void replace(char **slot, char *s)
{
	free(*slot);
	*slot = s;
}

static char *copy(const char *s)
{
	return s ? strdup(s) : NULL;
}

int err_set(struct err *e, enum err_code code, const char *fmt, ...)
{
	va_list ap;
	char *message;

	if (!e)
		return code;
	va_start(ap, fmt);
	message = format(fmt, ap);
	va_end(ap);
	err_release(e);
	e->code = code;
	e->message = message;
	return code;
}

int err_at(struct err *e, const char *file, int line, int column)
{
	if (!e)
		return ERR_NONE;
	replace(&e->file, copy(file));
	e->line = line;
	e->column = column;
	return e->code;
}

int err_pointer(struct err *e, const char *pointer)
{
	if (!e)
		return ERR_NONE;
	replace(&e->pointer, copy(pointer));
	return e->code;
}

int err_hint(struct err *e, const char *fmt, ...)
{
	va_list ap;

	if (!e)
		return ERR_NONE;
	va_start(ap, fmt);
	replace(&e->hint, format(fmt, ap));
	va_end(ap);
	return e->code;
}

/* "file:3:14: ", "file:3: ", "file: "; a text without a name: "line 3, column 14: " */
static void format_place(const struct err *e, struct buf *out)
{
	if (e->file) {
		buf_puts(out, e->file);
		if (e->line > 0)
			buf_addf(out, ":%d", e->line);
		if (e->line > 0 && e->column > 0)
			buf_addf(out, ":%d", e->column);
		buf_puts(out, ": ");
	} else if (e->line > 0) {
		buf_addf(out, "line %d", e->line);
		if (e->column > 0)
			buf_addf(out, ", column %d", e->column);
		buf_puts(out, ": ");
	}
}

void err_format(const struct err *e, struct buf *out)
{
	format_place(e, out);
	buf_puts(out, "error: ");
	buf_puts(out, e->message ? e->message : e->code ? "out of memory" : "none");
	if (e->pointer && *e->pointer)
		buf_addf(out, " (at %s)", e->pointer);
	for (const char *line = e->hint; line && *line;) {
		size_t n = strcspn(line, "\n");

		buf_puts(out, "\n  ");
		buf_add(out, line, n);
		line += n + (line[n] == '\n');
	}
}

int err_exit_status(const struct err *e)
{
	switch (e->code) {
	case ERR_NONE:
		return 0;
	case ERR_POLICY:
	case ERR_MEMORY:
	case ERR_INTERNAL:
		return 3;
	default:
		return 2;
	}
}
