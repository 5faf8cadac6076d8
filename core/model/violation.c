/* SPDX-License-Identifier: MIT */
/* violation: the list of what is wrong with one document (record.h). */
#include <stdlib.h>

#include "json/locate.h"
#include "model/record.h"

void violations_release(struct violations *v)
{
	for (size_t i = 0; i < v->count; i++) {
		free(v->items[i].pointer);
		free(v->items[i].message);
		free(v->items[i].hint);
	}
	free(v->items);
	*v = (struct violations){ 0 };
}

void violations_locate(struct violations *v, const char *text, size_t len, size_t first_line)
{
	for (size_t i = 0; i < v->count; i++) {
		struct violation *item = &v->items[i];
		if (json_locate(text, len, item->pointer, &item->line, &item->column) && first_line > 1)
			item->line += (int)(first_line - 1);
	}
}

void violations_format(const struct violations *v, const char *file, struct buf *out)
{
	for (size_t i = 0; i < v->count; i++) {
		const struct violation *item = &v->items[i];
		if (i)
			buf_putc(out, '\n');
		if (file)
			buf_addf(out, "%s:", file);
		if (item->line)
			buf_addf(out, "%d:%d:", item->line, item->column);
		buf_addf(out, "%serror: %s (at %s)", file || item->line ? " " : "", item->message, *item->pointer ? item->pointer : "the document's root");
		if (item->hint)
			buf_addf(out, "\n  %s", item->hint);
	}
	if (v->dropped)
		buf_addf(out, "\n  and %zu more", v->dropped);
}
