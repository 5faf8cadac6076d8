/* SPDX-License-Identifier: MIT */
/*
 * err: an error as a value. Functions that can fail return 0 or a negative err_code and fill one;
 * whoever is at the top prints it once. Library code never prints, aborts or exits.
 *
 * Every error says what was wrong (`message`), where (`file`, `line`, `column`, `pointer`: those
 * that are known), and what to do next (`hint`).
 */
#ifndef PLUMB_BASE_ERR_H
#define PLUMB_BASE_ERR_H

#include <stdbool.h>

#include "base/buf.h"

enum err_code {
	ERR_NONE = 0,
	ERR_USAGE = -1,    /* wrong command line or configuration: exit status 2 */
	ERR_INPUT = -2,    /* a document, file or mapping that is not as it must be: 2 */
	ERR_POLICY = -3,   /* a policy does not load or failed: 3 */
	ERR_LIMIT = -4,    /* a stated limit was exceeded: 2 */
	ERR_IO = -5,       /* the system refused: 2 */
	ERR_MEMORY = -6,   /* 3 */
	ERR_INTERNAL = -7, /* plumb's own fault: 3 */
	ERR_CANCELLED = -8,
};

struct err {
	enum err_code code;
	char *message; /* owned; NULL when code is ERR_NONE */
	char *file;    /* owned, or NULL */
	int line, column; /* 1-based; 0: unknown */
	char *pointer; /* JSON Pointer (RFC 6901) into the document, owned, or NULL */
	char *hint;    /* owned, or NULL */
};
#define ERR_INIT { ERR_NONE, NULL, NULL, 0, 0, NULL, NULL }

void err_release(struct err *e); /* empty again */
/* Sets code and message (dropping what was there); returns code, so `return err_set(e, ...)`. e may be NULL. */
int err_set(struct err *e, enum err_code code, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* These add to an error that was set; they return its code. */
int err_at(struct err *e, const char *file, int line, int column);
int err_pointer(struct err *e, const char *pointer);
int err_hint(struct err *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* "file:line:column: error: message (at /pointer)\n  hint" without colours or newline at the end */
void err_format(const struct err *e, struct buf *out);
int err_exit_status(const struct err *e); /* 2 or 3, as above */

#endif
