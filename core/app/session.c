/* SPDX-License-Identifier: MIT */
/* session: from a configuration to a pool that is ready. */
#include "app/session.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "store/generations.h"

static const int stopping[3] = { SIGINT, SIGTERM, SIGHUP };

int session_zone(struct zone *z, const struct config *c, struct err *err)
{
	const char *name = config_text(c, CONFIG_TIMEZONE);
	int status = zone_load(z, name ? name : "UTC", err);

	if (status && err)
		err->code = ERR_USAGE;
	return status;
}

/* A path (it has a slash or ends in .json), else data/calendar.NAME.json of the policies. */
int session_calendar(struct calendar *cal, const struct config *c, const struct folder *f, struct err *err)
{
	const char *name = config_text(c, CONFIG_CALENDAR);
	const struct generation_file *file = NULL;
	struct buf text = BUF_INIT;
	int status;

	if (!name) {
		*cal = (struct calendar){ .weekend = 0x60 };
		if (!folder_find(f, "data/calendar.default.json"))
			return 0;
		name = "default";
	}
	if (strchr(name, '/') || (strlen(name) > 5 && !strcmp(name + strlen(name) - 5, ".json"))) {
		status = buf_read_file(&text, name, FOLDER_FILE_MAX);
		if (status) {
			err_set(err, ERR_USAGE, "the calendar cannot be read: %s", strerror(-status));
			err_at(err, name, 0, 0);
			buf_release(&text);
			return ERR_USAGE;
		}
		status = calendar_from_json(cal, text.data, text.len, err);
	} else {
		buf_addf(&text, "data/calendar.%s.json", name);
		file = folder_find(f, text.data);
		if (!file) {
			err_set(err, ERR_USAGE, "there is no calendar '%s' in the policies", name);
			err_hint(err, "a calendar is a file data/calendar.%s.json of the policies, or a path", name);
			buf_release(&text);
			return ERR_USAGE;
		}
		name = file->path;
		status = calendar_from_json(cal, file->text, file->len, err);
	}
	if (status && err) {
		err->code = ERR_USAGE;
		err_at(err, name, err->line, err->column);
	}
	buf_release(&text);
	return status;
}

int session_moment(const struct zone *z, const char *option, const char *text, int64_t *ms, struct err *err)
{
	value_t moment;
	int32_t day;

	if (date_parse(text, strlen(text), &day)) {
		*ms = zone_day_start_ms(z, day);
	} else if (datetime_parse(text, strlen(text), &moment)) {
		*ms = value_datetime_instant(moment);
	} else {
		err_set(err, ERR_USAGE, "--%s: '%s' is neither a date nor a time", option, text);
		return err_hint(err, "write 2026-11-23 or 2026-11-23T09:30:00+08:00");
	}
	return 0;
}

static int resolve_as_of(struct session *s, const char *text, int64_t *ms, struct err *err)
{
	int status = text ? session_moment(&s->zone, "as-of", text, ms, err) : 0;

	if (status)
		return status;
	if (!text)
		*ms = clock_now_ms();
	date_format(s->as_of, zone_day(&s->zone, *ms));
	return 0;
}

static struct pool_options options_of(const struct config *c)
{
	struct pool_options o = pool_options_default();

	o.workers = (unsigned)config_number(c, CONFIG_WORKERS);
	o.soft_ms = (unsigned)config_number(c, CONFIG_SOFT_MS);
	o.load_ms = (unsigned)config_number(c, CONFIG_LOAD_MS);
	o.state_bytes = (size_t)config_number(c, CONFIG_STATE_MB) << 20;
	o.block_bytes = (size_t)config_number(c, CONFIG_BLOCK_MB) << 20;
	o.quarantine_after = (unsigned)config_number(c, CONFIG_QUARANTINE_AFTER);
	o.limits = (struct json_limits)JSON_LIMITS_DEFAULT;
	o.limits.bytes = (size_t)config_number(c, CONFIG_DOCUMENT_MB) << 20;
	o.limits.depth = (unsigned)config_number(c, CONFIG_DEPTH);
	return o;
}

void session_stop(struct session *s)
{
	s->stopped = true; /* session_run looks after every turn of the loop */
}

void session_run(struct session *s)
{
	while (!s->stopped && !s->signal)
		if (!uv_run(&s->loop, UV_RUN_ONCE))
			break; /* nothing is left that could stop it */
	s->stopped = false;
}

bool session_wait_readable(struct session *s, int fd)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };

	while (!s->signal) {
		int n = poll(&ready, 1, 100);

		if (n > 0 || (n < 0 && errno != EINTR))
			return true;
		uv_run(&s->loop, UV_RUN_NOWAIT); /* signals are seen on the loop */
	}
	return false;
}

static void on_signal(uv_signal_t *handle, int number)
{
	struct session *s = handle->data;

	s->signal = number;
	/* the next one is for the system: it ends us, and with us the workers */
	for (size_t i = 0; i < 3; i++)
		uv_signal_stop(&s->signals[i]);
}

static void on_loaded(void *ctx, const struct loaded *l, const struct err *e)
{
	struct session *s = ctx;

	if (l) {
		s->loaded = *l;
		s->ready = true;
	} else {
		err_set(&s->failure, e->code, "%s", e->message ? e->message : "the workers could not be started");
		err_at(&s->failure, e->file, e->line, e->column);
		if (e->hint)
			err_hint(&s->failure, "%s", e->hint);
	}
	session_stop(s);
}

static int watch_signals(struct session *s, struct err *err)
{
	for (size_t i = 0; i < 3; i++) {
		struct sigaction now;

		uv_signal_init(&s->loop, &s->signals[i]);
		s->signals[i].data = s;
		uv_unref((uv_handle_t *)&s->signals[i]);
		/* nohup and background jobs of a shell ignore signals on purpose */
		if (sigaction(stopping[i], NULL, &now) == 0 && now.sa_handler == SIG_IGN)
			continue;
		int status = uv_signal_start(&s->signals[i], on_signal, stopping[i]);

		if (status)
			return err_set(err, ERR_IO, "signals cannot be watched: %s", uv_strerror(status));
	}
	return 0;
}

/* libuv ends the whole program when it finds no descriptors for the first loop and its signals. */
static int check_descriptors(struct err *err)
{
	enum { NEEDED = 12 };
	int taken[NEEDED], n = 0;

	while (n < NEEDED && (taken[n] = open("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0)
		n++;
	for (int i = 0; i < n; i++)
		close(taken[i]);
	if (n == NEEDED)
		return 0;
	err_set(err, ERR_IO, "too many files are open");
	return err_hint(err, "raise the limit (ulimit -n)");
}

static int begin(struct session *s, struct err *err)
{
	int status;

	*s = (struct session){ .folder = { .arena = ARENA_INIT }, .failure = ERR_INIT };
	status = check_descriptors(err);
	if (status)
		return status;
	status = uv_loop_init(&s->loop);
	if (status)
		return err_set(err, ERR_IO, "no event loop: %s", uv_strerror(status));
	s->opened = true;
	return watch_signals(s, err);
}

static int set_generation(struct session *s, const struct config *c, const char *as_of, struct err *err)
{
	int status = session_zone(&s->zone, c, err);

	s->generation = (struct generation){ .files = s->folder.files, .count = s->folder.count, .prefix = s->folder.prefix,
		.zone = &s->zone, .lang = lang_name(config_lang(c)), .lenient = config_bool(c, CONFIG_LENIENT) };
	return status ? status : resolve_as_of(s, as_of, &s->generation.as_of_ms, err);
}

/* Until the workers have loaded. */
static int load(struct session *s, const struct config *c, enum intake intake, struct err *err)
{
	struct pool_options options = options_of(c);
	int status;

	options.intake = intake;
	status = pool_new(&s->loop, &options, &s->generation, &s->pool, err);
	if (status)
		return status;
	pool_load(s->pool, on_loaded, s);
	session_run(s);
	if (s->ready)
		return 0;
	if (s->signal)
		return err_set(err, ERR_CANCELLED, "stopped while the policies were loaded");
	*err = s->failure;
	s->failure = (struct err)ERR_INIT;
	return err->code ? (int)err->code : err_set(err, ERR_INTERNAL, "the workers went away while they loaded the policies");
}

/* The policies: those that the configuration names, else those that the store was judged by last, else the built-in library. */
static int open_folder(struct session *s, const struct config *c, struct store *store, const char *only, struct err *err)
{
	const char *dir = config_text(c, CONFIG_POLICIES);
	char active[65] = "";
	int status = !dir && store ? generation_active(store, active, err) : 0;

	if (status)
		return status;
	return *active ? folder_from_store(&s->folder, store, active, only, err) : folder_open_file(&s->folder, dir, only, err);
}

int session_open_store(struct session *s, const struct config *c, struct store *store, const char *as_of, struct err *err)
{
	int status;

	if ((status = begin(s, err)) || (status = open_folder(s, c, store, NULL, err)))
		return status;
	if (!s->folder.count && !s->folder.problems.count) {
		err_set(err, ERR_POLICY, "there are no policies (*.lua) in it");
		err_at(err, s->folder.prefix, 0, 0);
		return err_hint(err, "plumb init DIR makes a folder with the built-in library to start from");
	}
	if ((status = set_generation(s, c, as_of, err)) || (status = session_calendar(&s->calendar, c, &s->folder, err)))
		return status;
	s->generation.calendar = &s->calendar;
	return load(s, c, INTAKE_NONE, err);
}

int session_open(struct session *s, const struct config *c, const char *as_of, struct err *err)
{
	return session_open_store(s, c, NULL, as_of, err);
}

/* The first error as the reason why nothing goes on; 0 when there is none. */
static int first_error(const struct diagnostics *d, struct err *err)
{
	for (size_t i = 0; i < d->count; i++) {
		const struct diagnostic *item = &d->items[i];

		if (item->warning)
			continue;
		err_set(err, ERR_POLICY, "%s", item->message ? item->message : "the schema cannot be read");
		err_at(err, item->file, item->line, item->column);
		return item->hint ? err_hint(err, "%s", item->hint) : ERR_POLICY;
	}
	return 0;
}

int session_open_intake(struct session *s, const struct config *c, enum intake intake, struct store *store, struct err *err)
{
	int status;

	if ((status = begin(s, err)) || (status = open_folder(s, c, store, "schema.lua", err))
	    || (status = first_error(&s->folder.problems, err)) || (status = set_generation(s, c, NULL, err))
	    || (status = load(s, c, intake, err)))
		return status;
	return first_error(&s->loaded.diagnostics, err);
}

static void on_closed(void *ctx)
{
	struct session *s = ctx;

	s->pool = NULL;
}

static void close_handle(uv_handle_t *handle, void *ctx)
{
	(void)ctx;
	if (!uv_is_closing(handle))
		uv_close(handle, NULL);
}

void session_close(struct session *s)
{
	if (s->pool) {
		pool_close(s->pool, on_closed, s);
		while (s->pool && uv_run(&s->loop, UV_RUN_ONCE))
			;
	}
	if (s->opened) {
		uv_walk(&s->loop, close_handle, NULL);
		uv_run(&s->loop, UV_RUN_DEFAULT);
		uv_loop_close(&s->loop);
	}
	folder_release(&s->folder);
	zone_release(&s->zone);
	calendar_release(&s->calendar);
	err_release(&s->failure);
	s->opened = false;
}

size_t session_policy_errors(const struct session *s)
{
	return s->folder.problems.errors + s->loaded.diagnostics.errors;
}

int session_find_rule(const struct session *s, const char *name, struct err *err)
{
	size_t n = strlen(name), count = s->loaded.rule_count, matches = 0;
	const char **ids = calloc(2 * count + 1, sizeof *ids), *near;
	struct buf list = BUF_INIT;
	int found = -1;

	for (size_t i = 0; ids && i < count; i++) {
		const char *id = s->loaded.rules[i].id, *last = strrchr(id, '.');
		size_t len = strlen(id);

		ids[2 * i] = id;
		ids[2 * i + 1] = last ? last + 1 : id;
		if (!strcmp(id, name)) {
			found = (int)i;
			matches = 1;
			break;
		}
		if (len > n && id[len - n - 1] == '.' && !strcmp(id + len - n, name)) {
			buf_addf(&list, "%s%s", matches++ ? ", " : "", id);
			found = (int)i;
		}
	}
	if (matches != 1) {
		near = ids ? text_nearest(name, ids, 2 * count) : NULL;
		if (matches)
			err_set(err, ERR_USAGE, "'%s' means several rules: %s", name, list.data);
		else
			err_set(err, ERR_USAGE, "there is no rule '%s'", name);
		if (!matches && near)
			err_hint(err, "did you mean '%s'?", near);
		found = -1;
	}
	buf_release(&list);
	free(ids);
	return found;
}
