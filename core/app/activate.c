/* SPDX-License-Identifier: MIT */
#include "app/activate.h"

#include <stdlib.h>

#include "app/version.h"

static int describe(const struct session *s, struct activation *out, struct err *err)
{
	struct stored_file *files = calloc(s->folder.count + 1, sizeof *files);
	struct stored_rule *rules = calloc(s->loaded.rule_count + 1, sizeof *rules);

	*out = (struct activation){ .hash = s->loaded.generation, .engine = PLUMB_VERSION, .files = files, .file_count = s->folder.count, .rules = rules,
		.rule_count = s->loaded.rule_count };
	if (!files || !rules)
		return err_set(err, ERR_MEMORY, "out of memory");
	for (size_t i = 0; i < s->folder.count; i++)
		files[i] = (struct stored_file){ s->folder.files[i].path, s->folder.files[i].text, s->folder.files[i].len };
	for (size_t i = 0; i < s->loaded.rule_count; i++)
		rules[i] = (struct stored_rule){ .id = s->loaded.rules[i].id, .formerly = s->loaded.rules[i].formerly };
	return 0;
}

int activate(struct session *s, struct keeper *k, const struct origin *by, struct activation *out, struct err *err)
{
	size_t errors = session_policy_errors(s);
	int status = describe(s, out, err);

	if (!status && errors) {
		status = err_set(err, ERR_POLICY, "policies that do not load cannot become the active ones");
		err_hint(err, "put the errors above right first; until then the last good ones stay");
	}
	out->by = by;
	return status ? status : generation_activate(k->store, out, err);
}

void activation_release(struct activation *a)
{
	free((void *)a->files);
	free(a->rules);
	*a = (struct activation){ 0 };
}
