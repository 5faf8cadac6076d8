/* SPDX-License-Identifier: MIT */
/* merge: see merge.h. The members of both objects are sorted as one run: those of the same name become neighbours. */
#include "model/merge.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

struct member {
	const char *key;
	size_t key_len;
	struct json_value value;
	bool part; /* stands in the part: behind the one of the same name in the whole */
};

static int by_name(const struct member *a, const struct member *b)
{
	return text_order(a->key, a->key_len, b->key, b->key_len);
}

static int by_name_and_side(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	const int order = by_name(x, y);

	return order ? order : x->part - y->part;
}

static void gather(struct json_value object, bool part, struct buf *members)
{
	struct json_iter it;

	for (json_iter_begin(&it, object); json_iter_next(&it);) {
		const struct member m = { it.key, it.key_len, it.value, part };

		buf_add(members, &m, sizeof m);
	}
}

static struct member member_at(const struct buf *members, size_t at)
{
	struct member m;

	memcpy(&m, members->data + at, sizeof m);
	return m;
}

/* members: of all objects that are open, a stack. As deep as the reader's limit. */
static void merge(struct json_value whole, struct json_value part, struct json_out *o, struct buf *members)
{
	const size_t from = members->len, size = sizeof(struct member);

	if (json_type(whole) != JSON_T_OBJECT || json_type(part) != JSON_T_OBJECT) {
		json_put_value(o, part, true);
		return;
	}
	gather(whole, false, members);
	gather(part, true, members);
	const size_t end = members->len;
	if (end > from)
		qsort(members->data + from, (end - from) / size, size, by_name_and_side);
	json_begin_object(o);
	for (size_t at = from; at < end && !members->failed; at += size) {
		const struct member m = member_at(members, at), next = at + size < end ? member_at(members, at + size) : m;

		json_key_n(o, m.key, m.key_len);
		if (!m.part && next.part && !by_name(&m, &next)) {
			merge(m.value, next.value, o, members);
			at += size;
		} else {
			json_put_value(o, m.value, true);
		}
	}
	json_end_object(o);
	members->len = from;
}

void document_merge(struct json_value whole, struct json_value part, struct json_out *o)
{
	struct buf members = BUF_INIT;

	merge(whole, part, o, &members);
	o->buf->failed |= members.failed;
	buf_release(&members);
}
