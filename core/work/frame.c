/* SPDX-License-Identifier: MIT */
/* frame: see frame.h. */
#include "work/frame.h"

#include <string.h>

#include "base/fault.h"

#define ROOM_MIN (64u << 10)
#define ROOM_KEPT (4u << 20) /* a buffer that grew beyond this is given back when it is empty */

size_t frame_begin(struct buf *b, enum frame_type type)
{
	const char head[FRAME_HEAD] = { 0, 0, 0, 0, (char)type };
	const size_t begin = b->len;

	buf_add(b, head, sizeof(head));
	return begin;
}

void frame_end(struct buf *b, size_t begin, size_t more)
{
	const size_t n = b->failed ? 0 : b->len - begin - FRAME_HEAD + more;

	if (n > FRAME_MAX)
		b->failed = true;
	if (b->failed)
		return;
	for (int i = 0; i < 4; i++)
		b->data[begin + (size_t)i] = (char)(n >> 8 * i);
	if (fault_hit(FAULT_FRAME))
		b->data[begin + 4] = (char)0xff;
}

void frame_reader_release(struct frame_reader *r)
{
	buf_release(&r->in);
	r->taken = 0;
}

char *frame_space(struct frame_reader *r, size_t *room)
{
	if (r->taken == r->in.len && r->in.cap > ROOM_KEPT)
		frame_reader_release(r);
	if (r->taken) {
		memmove(r->in.data, r->in.data + r->taken, r->in.len - r->taken);
		r->in.len -= r->taken;
		r->taken = 0;
	}
	if (r->in.cap - r->in.len < ROOM_MIN && !buf_reserve(&r->in, ROOM_MIN))
		return NULL;
	*room = r->in.cap - r->in.len;
	return r->in.data + r->in.len;
}

void frame_fed(struct frame_reader *r, size_t n)
{
	r->in.len += n;
}

int frame_next(struct frame_reader *r, struct frame *out)
{
	const unsigned char *p = (const unsigned char *)r->in.data + r->taken;
	const size_t have = r->in.len - r->taken;
	size_t n;

	if (have < FRAME_HEAD)
		return 0;
	n = (size_t)p[0] | (size_t)p[1] << 8 | (size_t)p[2] << 16 | (size_t)p[3] << 24;
	if (n > FRAME_MAX || p[4] < FRAME_LOAD || p[4] >= FRAME_TYPE_END)
		return -1;
	if (have - FRAME_HEAD < n)
		return 0;
	*out = (struct frame) { (enum frame_type)p[4], (const char *)p + FRAME_HEAD, n };
	r->taken += FRAME_HEAD + n;
	return 1;
}
