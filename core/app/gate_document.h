/* SPDX-License-Identifier: MIT */
/* gate_document: a project as it would be in another phase, or with another status of one of its elements. */
#ifndef PLUMB_APP_GATE_DOCUMENT_H
#define PLUMB_APP_GATE_DOCUMENT_H

#include "app/session.h"

struct gate_document {
	struct buf after;     /* the document, canonical */
	struct buf words;     /* what the texts point into */
	const char *phase;    /* of the project as it is; "" */
	const char *from;     /* its phase, or the element's status; "" */
	const char *element;  /* as reports write it; "": the project */
};
void gate_document_init(struct gate_document *d);
void gate_document_release(struct gate_document *d);
/* element "": the project. ERR_INPUT, ERR_USAGE: there is no such element, or it has no such status. */
int gate_document_make(const struct session *s, const struct buf *text, const char *element, const char *to, struct gate_document *out, struct err *err);

#endif
