/* SPDX-License-Identifier: MIT */
/* judge_state: what the files of the judge share. Only core/work/judge*.c include this. */
#ifndef PLUMB_WORK_JUDGE_STATE_H
#define PLUMB_WORK_JUDGE_STATE_H

#include "work/forecast.h"
#include "work/heads.h"
#include "work/judge.h"

#define FRAME_ENOUGH (1u << 20)   /* results are sent when there are so many bytes of them */
#define DOCUMENT_MOST (32u << 20) /* bytes of results of one document */
#define CHANGES_MOST (8u << 20)   /* a forecast ends at so many bytes of what changes */

struct judge {
	struct engine *engine;
	const struct schema *schema;
	struct beat *beat;
	struct json_reader *reader;
	struct record_builder *builder;
	struct json_limits limits;
	enum intake intake;
	uint32_t rules, quarantine_after;
	struct heads heads;
	struct forecast *forecast; /* made when the first one is asked for */
	/* per rule */
	uint32_t *trips;       /* in all documents so far */
	uint32_t *trips_before; /* at the start of the batch */
	uint64_t *counts_before; /* [rule * VERDICT_COUNT + verdict] at the start of the batch */
	uint64_t *counts_document; /* and of the document */
	uint64_t *off;         /* a bit each: not to be judged on this document */
	uint64_t *watched;     /* a bit each: its quiet verdicts are listed too */
	/* of the batch */
	const struct batch_head *head;
	uint32_t document;
	struct buf items;      /* judgements or violations of the document, encoded */
	struct buf ready;      /* what its gate rules say, encoded */
	struct buf changes;    /* and the transitions of its forecast */
	uint32_t change_count;
	struct buf canonical;  /* the document that was taken in */
	struct buf body;       /* results, encoded */
	struct buf frame;
	struct arena arena;
	/* of the document */
	uint32_t listed, listed_ready, blocking, next_rule, tripped;
	bool any_off, any_watched;
	/* of the group */
	const struct group *group;
	int64_t group_from, group_until; /* the moment for which it is judged, and the next one at which that may change */
};

static inline bool judge_has(const uint64_t *bits, uint32_t rule) { return bits[rule / 64] >> (rule % 64) & 1; }
static inline bool judge_is_foretold(const struct judge *j) { return j->head->until_ms != INT64_MIN; }

/* ---- judge.c ---- */
/* The result and the items that were listed for it, to those that are sent. */
void judge_finish(struct judge *j, const struct project_result *r);
void judge_refuse(struct judge *j, const struct pool_document *d, const struct json_value *root, const char *why, int line, int column);
/* Which rules are not to be judged on this document: j->off. */
void judge_choose_off(struct judge *j, const struct pool_document *d);
/* The `error` of a rule that is not judged on this document; its message may be put into `message`. */
struct judgement judge_off_verdict(struct judge *j, uint32_t rule, char message[64]);
/* A rule that fails on many elements of a document has failed once. */
void judge_count_trip(struct judge *j, const struct judgement *v);
bool judge_looks_across(const struct judge *j, uint32_t rule);

/* ---- judge_groups.c ---- */
/* What a record gives to groups. */
void judge_share(struct judge *j, const struct pool_document *d, const struct json_value *root, struct record record);
/* A document that is a group. */
void judge_group(struct judge *j, const struct pool_document *d);

#endif
