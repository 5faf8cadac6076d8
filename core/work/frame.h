/* SPDX-License-Identifier: MIT */
/*
 * frame: what goes over the socket between host and worker: length of the payload (32 bits, little endian), type (8 bits),
 * payload.
 *
 * Writing: frame_begin, add the payload to the buffer, frame_end.
 * Reading: bytes go where frame_space says, frame_fed tells how many, then frame_next until it answers 0. What the other
 * side sends is not trusted: a frame beyond the limit or of no known type is malformed, and nothing after it can be read.
 */
#ifndef PLUMB_WORK_FRAME_H
#define PLUMB_WORK_FRAME_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

enum frame_type {
	/* to the worker */
	FRAME_LOAD = 1, /* load_request, generation */
	FRAME_BATCH,    /* batch_head, documents */
	FRAME_EXPLAIN,  /* explain_request */
	FRAME_TEST,     /* test_request */
	/* to the host */
	FRAME_LOADED,   /* loaded */
	FRAME_RESULTS,  /* results_head, then for each document: project_result, its judgements, its violations */
	FRAME_ANSWER,   /* answer */
	FRAME_FAILED,   /* err: the generation cannot be used at all */
	FRAME_TYPE_END
};

#define FRAME_HEAD 5
#define FRAME_MAX ((64u << 20) + (8u << 20)) /* a generation of 64 MB and what goes with it */

struct frame {
	enum frame_type type;
	const char *payload; /* valid until more is fed */
	size_t len;
};

/* Where the frame begins in the buffer, for frame_end. */
size_t frame_begin(struct buf *b, enum frame_type type);
/* `more`: bytes of the payload that will follow from elsewhere. A payload beyond FRAME_MAX makes the buffer `failed`. */
void frame_end(struct buf *b, size_t begin, size_t more);

struct frame_reader {
	struct buf in;
	size_t taken; /* bytes of `in` that were handed out */
};
#define FRAME_READER_INIT { BUF_INIT, 0 }

void frame_reader_release(struct frame_reader *r);
/* Room for bytes to come; NULL when memory is out. */
char *frame_space(struct frame_reader *r, size_t *room);
void frame_fed(struct frame_reader *r, size_t n);
/* 1: a frame; 0: more bytes are needed; -1: malformed. */
int frame_next(struct frame_reader *r, struct frame *out);

#endif
