/* SPDX-License-Identifier: MIT */
/*
 * probe: what a traced evaluation read and compared, as values instead of text, for the search of changes (engine/remedy.h).
 *
 * While ctx.probe is set, an evaluation fills it in place of the steps and reads that explain shows. Texts and markers are
 * those of the evaluation: they end with the next one.
 */
#ifndef PLUMB_ENGINE_PROBE_H
#define PLUMB_ENGINE_PROBE_H

#include "engine/state.h"

enum { PROBE_READS = 512, PROBE_COMPARISONS = 256 };

enum compared { COMPARED_EQ, COMPARED_NE, COMPARED_LT, COMPARED_LE, COMPARED_GT, COMPARED_GE };

struct operand {
	enum { OPERAND_OTHER, OPERAND_NUMBER, OPERAND_MONEY, OPERAND_TEXT, OPERAND_BOOL, OPERAND_VALUE } type;
	double number;           /* NUMBER; MONEY in another currency than the project's; BOOL: 0 or 1 */
	uint32_t currency;       /* MONEY */
	value_t value;           /* VALUE: a date, moment, duration, or the marker of an absent field */
	const char *text; size_t len; /* TEXT */
};
struct comparison {
	uint32_t site;           /* of the traced source; 0: in a library */
	enum compared how;
	int part;                /* enum part */
	int truth;               /* 1, 0, or -1: unknown */
	struct operand left, right;
};
/* A field that was read. */
struct reading {
	value_t record;          /* the object that has it; 0: that is absent too, and only `marker` knows the path */
	const struct field *field; /* NULL with `record` 0 */
	value_t marker;          /* ABSENT; 0: it is there */
};
struct probe {
	struct reading reads[PROBE_READS];
	size_t read_count;
	struct comparison comparisons[PROBE_COMPARISONS];
	size_t comparison_count;
	uint64_t digest;         /* of the course that the evaluation took: equal courses, equal digests */
	bool full;               /* what comes now is not wanted */
	struct arena texts;
};

void probe_clear(struct probe *p);
void probe_release(struct probe *p);
/* The value read is on the top. */
void probe_read(lua_State *L, value_t record, const struct field *f);
/* A field of something that is absent itself was read. */
void probe_gap(struct ctx *c, value_t marker);
void probe_compare(lua_State *L, lua_Integer site, enum compared how, int left, int right, int result);
/* Some other condition had this outcome. */
void probe_step(struct ctx *c, lua_Integer site, int truth);
/* What a field of the current project holds, as a comparison would meet it. */
struct operand probe_operand(struct ctx *c, const struct field *f, uint64_t slot);
bool operand_equal(const struct operand *a, const struct operand *b);

#endif
