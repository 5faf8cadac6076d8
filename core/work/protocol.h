/* SPDX-License-Identifier: MIT */
/*
 * protocol: the messages between host and worker, and the shapes in which they travel.
 *
 * A worker answers every BATCH with RESULTS frames (the one that is `last` ends it), every EXPLAIN and TEST with an ANSWER,
 * LOAD with LOADED or FAILED, in the order in which they were asked.
 */
#ifndef PLUMB_WORK_PROTOCOL_H
#define PLUMB_WORK_PROTOCOL_H

#include "base/err.h"
#include "work/pool.h"
#include "work/wire.h"

#define NOBODY UINT32_MAX /* no rule, no document, no file */

/* ---- LOAD ---- */
struct skipped_file {
	uint32_t file;       /* index into the generation */
	const char *message; /* why: "did not finish loading within 1000 ms" */
	uint32_t line;       /* 0: unknown */
};
struct load_request {
	struct pool_options options; /* what concerns the worker */
	const struct skipped_file *skipped; size_t skipped_count;
};

/* ---- BATCH ---- */

/* How often a rule exceeded a budget or crashed in this sweep, in all documents before. */
struct trip { uint32_t rule, count; };
/* What an earlier worker died of: not to be tried again. */
struct skip {
	uint32_t document;    /* number within the batch */
	uint32_t rule;        /* NOBODY: the document itself */
	enum failure failure;
	uint32_t line;        /* of the rule, where it was seen last; 0: unknown */
	const char *message;
};
struct batch_head {
	uint64_t number;
	uint32_t documents;   /* that many pool_document follow */
	int64_t until_ms;     /* a forecast up to then; INT64_MIN: none */
	const struct trip *trips; size_t trip_count;
	const struct skip *skips; size_t skip_count;
};

/* ---- RESULTS ---- */
struct tally { uint32_t rule; enum verdict verdict; uint64_t count; };
struct results_head {
	uint64_t number;      /* of the batch */
	uint32_t first, documents;
	bool last;            /* the two lists below are those of the whole batch */
	const struct tally *tallies; size_t tally_count;
	const struct trip *trips; size_t trip_count;
};

/* ---- the rest ---- */
struct explain_request { const char *rule, *element; struct pool_document document; };
struct test_request { const char *file; };
struct answer {
	const char *json; size_t len;
	struct err err;       /* code 0: json is the answer */
};

extern const struct wire_shape load_request_shape, generation_shape, batch_head_shape, document_shape, explain_request_shape,
	test_request_shape, loaded_shape, results_head_shape, result_shape, judgement_shape, violation_shape, transition_shape, share_shape, group_verdict_shape, answer_shape, err_shape;

/* A failure that says that a rule exceeded its budget or crashed. */
static inline bool failure_is_trip(enum failure f)
{
	return f == FAILURE_TIMEOUT || f == FAILURE_MEMORY || f == FAILURE_CRASH;
}
/* Finds the rule's count in a short list. */
uint32_t trips_of(const struct trip *trips, size_t n, uint32_t rule);

#endif
