/* SPDX-License-Identifier: MIT */
/* pool_load: what workers say of the generation, and what is done when none of them gets so far. */
#include <stdlib.h>
#include <string.h>

#include "work/pool_state.h"

static bool same_rules(const struct loaded *a, const struct loaded *b)
{
	if (a->rule_count != b->rule_count)
		return false;
	for (size_t i = 0; i < a->rule_count; i++)
		if (strcmp(a->rules[i].id, b->rules[i].id))
			return false;
	return true;
}

static bool read_loaded(struct loaded *out, const char *payload, size_t len, struct arena *arena)
{
	struct wire_reader r = wire_reader(payload, len, arena);

	if (!wire_unpack(&r, &loaded_shape, out) || !wire_at_end(&r))
		return false;
	for (size_t i = 0; i < out->rule_count; i++)
		if (!out->rules[i].id || !out->rules[i].policy || !out->rules[i].file || !out->rules[i].digest)
			return false;
	return true;
}

static bool adopt_loaded(struct pool *p, const struct frame *f)
{
	struct loaded *l = arena_alloc(&p->arena, sizeof(*l));

	buf_clear(&p->loaded_frame);
	buf_add(&p->loaded_frame, f->payload, f->len);
	if (!l || p->loaded_frame.failed || !read_loaded(l, p->loaded_frame.data, f->len, &p->arena))
		return false;
	free(p->counts);
	free(p->trips);
	p->counts = calloc(l->rule_count + 1, VERDICT_COUNT * sizeof(*p->counts));
	p->trips = calloc(l->rule_count + 1, sizeof(*p->trips));
	if (!p->counts || !p->trips)
		return false;
	p->loaded = l;
	return true;
}

bool pool_take_loaded(struct pool *p, const struct frame *f)
{
	struct arena arena = ARENA_INIT;
	struct loaded l;
	bool ok;

	if (!p->loaded)
		return adopt_loaded(p, f);
	ok = read_loaded(&l, f->payload, f->len, &arena) && same_rules(p->loaded, &l);
	arena_release(&arena);
	return ok;
}

uint32_t pool_file(const struct pool *p, uint32_t n)
{
	for (uint32_t i = 0; i < p->file_count; i++) {
		bool left_out = false;

		for (size_t k = 0; k < p->skipped_count; k++)
			left_out |= p->skipped[k].file == i;
		if (!left_out && !n--)
			return i;
	}
	return NOBODY;
}

void pool_break(struct pool *p, const struct err *why)
{
	if (p->failed.code)
		return;
	err_set(&p->failed, why->code, "%s", why->message);
	if (why->file)
		err_at(&p->failed, why->file, why->line, why->column);
	if (why->hint)
		err_hint(&p->failed, "%s", why->hint);
	pool_stir(p);
}

void pool_count_failure(struct pool *p, unsigned most, const char *fmt, ...)
{
	struct buf message = BUF_INIT;
	struct err why = ERR_INIT;
	va_list ap;

	if (++p->failures < most || pool_working(p))
		return;
	va_start(ap, fmt);
	buf_vaddf(&message, fmt, ap);
	va_end(ap);
	err_set(&why, ERR_IO, "%s", message.data);
	pool_break(p, &why);
	err_release(&why);
	buf_release(&message);
}
