/* SPDX-License-Identifier: MIT */
/*
 * judge: a worker's batch of documents, from JSON text to encoded results: verdicts, or (pool_options.intake) the canonical
 * document.
 *
 * Besides what the engine does it sees to it that every rule has its say on every project exactly once: for a rule that an
 * earlier worker died of, or one in quarantine, it gives the `error` itself.
 */
#ifndef PLUMB_WORK_JUDGE_H
#define PLUMB_WORK_JUDGE_H

#include "engine/engine.h"
#include "work/protocol.h"

struct judge;
/* Called with a frame that is ready to be sent; false: stop. */
typedef bool (*judge_send)(void *ctx, struct buf *frame);

/* e and beat are borrowed. */
int judge_new(struct engine *e, const struct pool_options *o, bool lenient, struct beat *beat, struct judge **out, struct err *err);
void judge_free(struct judge *j);
/* The documents follow their head in `r`. ERR_INTERNAL: they do not. ERR_CANCELLED: `send` said so. */
int judge_batch(struct judge *j, const struct batch_head *head, struct wire_reader *r, judge_send send, void *ctx, struct err *err);
/* One document as a record that is valid until the next one. ERR_INPUT says what is wrong with it. */
int judge_record(struct judge *j, const struct pool_document *d, struct record *out, struct err *err);

/* The groups of the document that is explained next are judged, traced (engine_explain_group), or what they said is given. */
int judge_explain_groups(struct judge *j, const struct pool_document *d, struct err *err);

#endif
