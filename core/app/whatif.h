/* SPDX-License-Identifier: MIT */
/*
 * whatif: a project judged as it is and as it would be with some of its values other than they are. Nothing is stored.
 *
 * The answer as JSON:
 *
 *   { "project", "name", "as_of", "changes": [ { "path", "pointer", "from", "to" } ... ],
 *     "verdicts": [ { "rule", "element", "gate", "before", "after" } ... ],   those that change; gate: where it is no finding but what keeps
 *                   the project from that phase, which comes next; before, after:
 *                   { "verdict", "severity", "message" }, or null: there is no such element then
 *     "unchanged": how many verdicts stay what they are }
 *
 * from and to are null where a value is absent. Defaults and computed values follow from what was changed.
 */
#ifndef PLUMB_APP_WHATIF_H
#define PLUMB_APP_WHATIF_H

#include "app/find.h"

struct whatif_change {
	const char *text; /* "risks[credit].score=7", "/risks/0/score=7"; to remove: the path alone */
	bool remove;
};
struct whatif_request {
	struct find_request find;
	const struct whatif_change *changes; size_t change_count;
};
int whatif_run(struct session *s, const struct whatif_request *q, struct buf *json, struct err *err);

#endif
