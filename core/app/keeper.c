/* SPDX-License-Identifier: MIT */
#include "app/keeper.h"

#include <pwd.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"

#define STORE_FILE "plumb.db"

static void on_news(uv_async_t *news)
{
	struct keeper *k = news->data;

	if (!k->store)
		return;
	store_reap(k->store);
	if (k->reaped)
		k->reaped(k->ctx);
}

static void wake(void *ctx)
{
	struct keeper *k = ctx;

	uv_async_send(&k->news);
}

int keeper_open(struct keeper *k, const struct store_options *o, struct err *err)
{
	*k = (struct keeper){ 0 };
	return store_open(o, &k->store, err);
}

int keeper_attach(struct keeper *k, struct session *s, struct err *err)
{
	int status = uv_async_init(&s->loop, &k->news, on_news);

	if (status)
		return err_set(err, ERR_IO, "the store cannot be watched: %s", uv_strerror(status));
	k->watching = true;
	k->news.data = k;
	uv_unref((uv_handle_t *)&k->news);
	store_on_wake(k->store, wake, k);
	return 0;
}

void keeper_on_reaped(struct keeper *k, void (*reaped)(void *ctx), void *ctx)
{
	k->reaped = reaped;
	k->ctx = ctx;
}

void keeper_drain(struct keeper *k)
{
	k->reaped = NULL;
	if (k->store)
		store_drain(k->store);
}

void keeper_close(struct keeper *k)
{
	store_close(k->store);
	k->store = NULL;
	if (k->watching)
		uv_close((uv_handle_t *)&k->news, NULL);
	k->watching = false;
}

const char *keeper_path(const struct config *c)
{
	const char *path = config_text(c, CONFIG_STORE);

	return path ? path : STORE_FILE;
}

bool keeper_path_exists(const struct config *c)
{
	return access(keeper_path(c), F_OK) == 0;
}

struct origin keeper_origin(const struct config *c, const char *reason, char actor[ACTOR_MAX])
{
	const char *name = config_text(c, CONFIG_USER);
	struct passwd *user = name ? NULL : getpwuid(geteuid());

	if (!name && user)
		name = user->pw_name;
	if (name)
		snprintf(actor, ACTOR_MAX, "%s", name);
	else
		snprintf(actor, ACTOR_MAX, "uid %u", (unsigned)geteuid());
	return (struct origin){ actor, reason ? reason : "", clock_now_ms() };
}
