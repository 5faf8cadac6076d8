/* SPDX-License-Identifier: MIT */
/* roster: see roster.h. Sorting brings the same texts together; then each is counted among its neighbours. */
#include "model/roster.h"

#include <stdlib.h>

#include "base/text.h"

void roster_init(struct roster *ro, const struct schema *s, struct record r, uint32_t list, const struct kind *k)
{
	*ro = (struct roster){ .schema = s, .record = r, .kind = k, .list = list, .count = list ? record_list_count(r.words, list) : 0 };
	buf_init(&ro->text);
}

void roster_release(struct roster *ro)
{
	free(ro->sorted);
	free(ro->places);
	buf_release(&ro->text);
	ro->sorted = NULL;
	ro->places = NULL;
}

static int text_of(const struct identity *a, const struct identity *b)
{
	return text_order(a->text, a->len, b->text, b->len);
}

static int by_text(const void *a, const void *b)
{
	const struct identity *x = a, *y = b;
	const int order = text_of(x, y);

	return order ? order : (x->index > y->index) - (x->index < y->index);
}

int identity_order(const struct identity *a, const struct identity *b)
{
	const int order = text_of(a, b);

	return order ? order : (a->nth > b->nth) - (a->nth < b->nth);
}

static void read_texts(struct roster *ro)
{
	size_t at = 0;

	for (uint32_t i = 0; i < ro->count; i++) {
		const size_t before = ro->text.len;

		record_identity(ro->schema, ro->record, record_list_at(ro->record.words, ro->list, i), ro->kind, &ro->text);
		ro->sorted[i] = (struct identity){ .len = (uint32_t)(ro->text.len - before), .index = i };
	}
	for (uint32_t i = 0; i < ro->count; at += ro->sorted[i++].len) /* now that the text moves no more */
		ro->sorted[i].text = ro->text.data + at;
}

bool roster_make(struct roster *ro)
{
	if (ro->sorted)
		return true;
	ro->sorted = calloc(ro->count + 1u, sizeof *ro->sorted);
	ro->places = calloc(ro->count + 1u, sizeof *ro->places);
	if (ro->sorted && ro->places)
		read_texts(ro);
	if (!ro->sorted || !ro->places || ro->text.failed) {
		roster_release(ro);
		return false;
	}
	qsort(ro->sorted, ro->count, sizeof *ro->sorted, by_text);
	for (uint32_t at = 0; at < ro->count; at++) {
		struct identity *id = &ro->sorted[at];

		if (!id->len)
			id->nth = id->index + 1;
		else
			id->nth = at && !text_of(id - 1, id) ? id[-1].nth + 1 : 1;
		ro->places[id->index] = at;
	}
	return true;
}

void roster_put(const struct roster *ro, uint32_t i, struct buf *out)
{
	const struct identity *id = &ro->sorted[ro->places[i]];

	buf_add(out, id->text, id->len);
	if (!id->len || id->nth > 1)
		buf_addf(out, "#%u", id->nth);
}
