/* SPDX-License-Identifier: MIT */
#include "app/stored.h"

#include <string.h>

int stored_open(struct stored *x, const struct config *c, bool keep, const char *command, struct err *err)
{
	struct store_options o = { .path = keeper_path(c), .access = STORE_WRITE, .command = command };

	*x = (struct stored){ .why = ERR_INIT, .keeps = keep };
	x->origin = keeper_origin(c, "", x->actor);
	if (keep && keeper_open(&x->keeper, &o, &x->why) == 0)
		return 0;
	x->keeps = false;
	if (!keep)
		err_set(&x->why, ERR_USAGE, "findings are those of now");
	o.access = STORE_READ;
	return keeper_open(&x->keeper, &o, err);
}

static int refuse(struct stored *x, const char *message, const char *hint)
{
	err_set(&x->why, ERR_USAGE, "%s", message);
	err_hint(&x->why, "%s", hint);
	x->keeps = false;
	return 0;
}

int stored_settle(struct stored *x, struct session *s, const struct config *c, struct err *err)
{
	char active[65];
	int status = x->keeps ? generation_active(x->keeper.store, active, err) : 0;

	if (status || !x->keeps)
		return status;
	if (session_policy_errors(s))
		return refuse(x, "some of the policies did not load", "put the errors above right");
	if (*active && strcmp(active, s->loaded.generation) && config_text(c, CONFIG_POLICIES))
		return refuse(x, "these policies are not the active ones of the store", "plumb policies activate makes them so");
	status = keeper_attach(&x->keeper, s, err);
	if (!status)
		status = activate(s, &x->keeper, &x->origin, &x->generation, err);
	if (status == ERR_IO) { /* it cannot be written to, as on a full disk: judging goes on */
		x->why = *err;
		*err = (struct err)ERR_INIT;
		x->keeps = false;
		return 0;
	}
	x->activated = !status && !x->generation.was_active;
	return status;
}

void stored_close(struct stored *x)
{
	keeper_close(&x->keeper);
	activation_release(&x->generation);
	err_release(&x->why);
}
