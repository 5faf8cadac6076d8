/* SPDX-License-Identifier: MIT */
/* probe: see probe.h. */
#include "engine/probe.h"

#include <math.h>
#include <string.h>

#include "engine/evaluation.h"

enum { TEXT_MOST = 400 }; /* longer texts are compared for other reasons than to be changed */

void probe_clear(struct probe *p)
{
	p->read_count = p->comparison_count = 0;
	p->digest = 0xcbf29ce484222325ULL;
	p->full = false;
	arena_clear(&p->texts);
}

void probe_release(struct probe *p) { arena_release(&p->texts); }

static void digest(struct probe *p, uint64_t v) { p->digest = (p->digest ^ v) * 0x100000001b3ULL; }

static void add_reading(struct probe *p, struct reading r)
{
	for (size_t i = 0; i < p->read_count; i++)
		if (p->reads[i].record == r.record && p->reads[i].field == r.field && p->reads[i].marker == r.marker)
			return;
	if (p->read_count < PROBE_READS)
		p->reads[p->read_count++] = r;
}

void probe_read(lua_State *L, value_t record, const struct field *f)
{
	struct probe *p = ctx_of(L)->probe;
	value_t v = to_value(L, -1);
	if (p->full)
		return;
	digest(p, value_kind(record) << 16 | f->index);
	add_reading(p, (struct reading){ record, f, is_marker(v) ? v : 0 });
}

void probe_gap(struct ctx *c, value_t marker)
{
	if (c->probe->full)
		return;
	digest(c->probe, marker);
	add_reading(c->probe, (struct reading){ .marker = marker });
}

void probe_step(struct ctx *c, lua_Integer site, int truth)
{
	if (!c->probe->full)
		digest(c->probe, (uint64_t)site << 2 | (uint64_t)(truth + 1));
}

static struct operand operand_at(lua_State *L, int i)
{
	struct operand o = { .type = OPERAND_OTHER };
	value_t v = to_value(L, i);
	switch (lua_type(L, i)) {
	case LUA_TNUMBER: o.type = OPERAND_NUMBER; o.number = lua_tonumber(L, i); break;
	case LUA_TBOOLEAN: o.type = OPERAND_BOOL; o.number = lua_toboolean(L, i); break;
	case LUA_TSTRING:
		o.text = lua_tolstring(L, i, &o.len);
		o.text = o.len <= TEXT_MOST ? arena_strndup(&ctx_of(L)->probe->texts, o.text, o.len) : NULL;
		o.type = o.text ? OPERAND_TEXT : OPERAND_OTHER;
		break;
	case LUA_TLIGHTUSERDATA:
		switch (value_tag(v)) {
		case VALUE_MONEY: o.type = OPERAND_MONEY; to_money(L, i, &o.number, &o.currency); break;
		case VALUE_DATE: case VALUE_DATETIME: case VALUE_DURATION: case VALUE_ABSENT: o.type = OPERAND_VALUE; o.value = v; break;
		default: break;
		}
		break;
	case LUA_TTABLE: /* a money parameter in another currency */
		if (to_money(L, i, &o.number, &o.currency))
			o.type = OPERAND_MONEY;
		break;
	default: break;
	}
	return o;
}

void probe_compare(lua_State *L, lua_Integer site, enum compared how, int left, int right, int result)
{
	struct ctx *c = ctx_of(L);
	struct probe *p = c->probe;
	int truth = truth_at(L, result);
	if (p->full)
		return;
	probe_step(c, site, truth);
	if (p->comparison_count < PROBE_COMPARISONS)
		p->comparisons[p->comparison_count++] = (struct comparison){ .site = (uint32_t)site, .how = how, .part = c->part, .truth = truth,
			.left = operand_at(L, left), .right = operand_at(L, right) };
}

struct operand probe_operand(struct ctx *c, const struct field *f, uint64_t slot)
{
	struct operand o = { .type = OPERAND_OTHER };
	union { uint64_t u; double d; } x = { slot };
	switch ((enum field_type)f->type) {
	case FIELD_STRING: case FIELD_TEXT: case FIELD_REF: o.type = OPERAND_TEXT; o.text = record_string(c->words, slot, &o.len); break;
	case FIELD_ENUM: o.type = OPERAND_TEXT; o.text = c->schema->symbols[slot]; o.len = c->schema->symbol_lengths[slot]; break;
	case FIELD_INT: o.type = OPERAND_NUMBER; o.number = (double)(int64_t)slot; break;
	case FIELD_NUMBER: case FIELD_PERCENT: o.type = OPERAND_NUMBER; o.number = x.d; break;
	case FIELD_MONEY:
		o.type = OPERAND_NUMBER;
		o.number = x.d;
		if (isnan(x.d)) {
			const uint64_t *foreign = c->words + (uint32_t)slot;
			memcpy(&o.number, &foreign[0], sizeof o.number);
			o.type = OPERAND_MONEY;
			o.currency = (uint32_t)foreign[1];
		}
		break;
	case FIELD_BOOL: o.type = OPERAND_BOOL; o.number = slot != 0; break;
	case FIELD_DATE: case FIELD_DURATION: o.type = OPERAND_VALUE; o.value = slot; break;
	case FIELD_DATETIME: o.type = OPERAND_VALUE; o.value = moment_here(c, slot); break;
	default: break;
	}
	return o;
}

bool operand_equal(const struct operand *a, const struct operand *b)
{
	if (a->type != b->type)
		return false;
	switch (a->type) {
	case OPERAND_NUMBER: case OPERAND_BOOL: return a->number == b->number;
	case OPERAND_MONEY: return a->number == b->number && a->currency == b->currency;
	case OPERAND_TEXT: return a->len == b->len && memcmp(a->text, b->text, a->len) == 0;
	case OPERAND_VALUE: return a->value == b->value;
	default: return false;
	}
}
