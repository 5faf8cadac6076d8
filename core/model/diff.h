/* SPDX-License-Identifier: MIT */
/*
 * diff: what changed from one version of a project to the next, for a history that people read and policies ask.
 *
 * Two things are told, in the order of the canonical document, unknown members behind the known ones:
 *
 * A *change* is of what the documents gave; defaults and computed values change nothing.
 *   a value       risks[credit].impact   "2" to "3": scalars, money and sets, whole, as their canonical text compares
 *                                        (an amount in the project's currency is a number: when the currency changes,
 *                                        that is the change)
 *   an element    risks[credit]          one change when it comes or goes: its whole canonical JSON. Elements are the
 *                                        same by identity (record_element_id), wherever they stand; then their fields
 *                                        are compared. An element whose id or key changed goes, and another comes
 *   the order     risks                  when elements that stay stand in another order: from and to are lists of the
 *                                        identities of those that stay. It comes behind the elements' own changes
 *   an object     budget.total           that comes or goes is told by its fields alone, a list by its elements alone
 *   emptiness     budget                 an object or list without members has nothing to tell itself by: it is the
 *                                        value {} or []: from NULL where one was emptied or came empty, to NULL where an
 *                                        empty one goes; nothing where it gets members
 *   unknown       colour                 members kept under --lenient (record_raw): untyped JSON, by name; '.', '[' and
 *                                        '\' in a name have a backslash before them
 *
 * Applied in this order to the first document, putting what comes at the end of its list and dropping objects and
 * lists (not elements) whose last member goes, the changes make the second one, but for the place of new elements.
 *
 * A *sample* is the new value of a field that the schema marks `tracked`, given or not, where it is another than
 * before; also of those in elements and objects that come (each value that is there) or go (each turns NULL).
 */
#ifndef PLUMB_MODEL_DIFF_H
#define PLUMB_MODEL_DIFF_H

#include "model/record.h"

/* Either function may be NULL: not wanted. Texts are valid during the call. */
struct diff_sink {
	/* from, to: canonical JSON, NULL: absent. */
	void (*change)(void *ctx, const char *path, const char *from, const char *to);
	/* value: canonical JSON, NULL: absent now. */
	void (*sample)(void *ctx, const char *path, const char *value);
	void *ctx;
};

/*
 * From a to b, both built by `s`. a NULL, a new project: no changes, a sample for each tracked value. b NULL, the
 * project is gone: nothing is told, its history ends with the last sample. Equal records are passed over without
 * allocation; lists cost n log n. Fails with ERR_MEMORY only; what was told until then is incomplete.
 */
int record_diff(const struct schema *s, const struct record *a, const struct record *b, const struct diff_sink *sink, struct err *err);

#endif
