/* SPDX-License-Identifier: MIT */
#include "cli/storage.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "cli/term.h"
#include "store/care.h"
#include "store/history.h"
#include "store/projects.h"

int storage_open(struct storage *x, struct cli *c, enum store_access access, struct err *err)
{
	const struct store_options o = { .path = keeper_path(&c->config), .access = access, .command = c->command->name };
	int status;

	*x = (struct storage){ .cli = c };
	x->by = keeper_origin(&c->config, c->values[OPT_REASON], x->actor);
	status = session_zone(&x->zone, &c->config, err);
	return status ? status : store_open(&o, &x->store, err);
}

int storage_end(struct storage *x, int status, struct err *err)
{
	struct cli *c = x->cli;

	term_progress_end();
	if (status == ERR_CANCELLED && x->has_session && x->session.signal) {
		term_error(c, C(STOPPED), signal_name(x->session.signal));
		status = 128 + x->session.signal;
	} else if (err->code) {
		status = term_fail(c, err);
	}
	err_release(err);
	schema_free(x->schema);
	if (x->has_session)
		session_close(&x->session);
	store_close(x->store);
	zone_release(&x->zone);
	return status;
}

int storage_since(const struct storage *x, int64_t *ms, struct err *err)
{
	const char *text = x->cli->values[OPT_SINCE];

	*ms = 0;
	return text ? session_moment(&x->zone, "since", text, ms, err) : 0;
}

/* The moment that far back. Days are of 24 hours; a month ago is the same time of the same day, or of that month's last. */
static int64_t ago(const struct zone *z, int64_t now, enum duration_unit unit, int64_t count)
{
	static const int64_t seconds[] = { [DURATION_SECOND] = 1, [DURATION_MINUTE] = 60, [DURATION_HOUR] = 3600, [DURATION_DAY] = 86400, [DURATION_WEEK] = 7 * 86400 };
	int32_t today;

	if (unit != DURATION_MONTH)
		return now - count * seconds[unit] * 1000;
	today = zone_day(z, now);
	return zone_day_start_ms(z, date_add_months(today, -(int)count)) + now - zone_day_start_ms(z, today);
}

int storage_older_than(const struct storage *x, int64_t *ms, struct err *err)
{
	const char *text = x->cli->values[OPT_OLDER_THAN];
	value_t duration;

	*ms = 0;
	if (!text)
		return 0;
	if (!duration_parse(text, strlen(text), &duration) || value_duration_count(duration) < 0) {
		err_set(err, ERR_USAGE, "--older-than: '%s' is no duration", text);
		return err_hint(err, "write a whole number and a unit: 36h, 14d, 2w, 3mo");
	}
	if (value_duration_unit(duration) == DURATION_BUSINESS_DAY) {
		err_set(err, ERR_USAGE, "--older-than: '%s' counts working days, which differ by the policies' calendars", text);
		return err_hint(err, "write it in days, weeks or months: 14d, 2w, 3mo");
	}
	*ms = ago(&x->zone, x->by.at_ms, value_duration_unit(duration), value_duration_count(duration)) + 1;
	*ms = *ms > 0 ? *ms : 1;
	return 0;
}

int storage_schema(struct storage *x, struct err *err)
{
	int status;

	x->has_session = true;
	status = session_open_intake(&x->session, &x->cli->config, INTAKE_WHOLE, x->store, err);
	return status ? status : schema_from_json(x->session.loaded.schema_json, x->session.loaded.schema_len, &x->schema, err);
}

static bool any(void *ctx, const struct change_row *r)
{
	(void)r;
	*(bool *)ctx = true;
	return false;
}

int storage_project(struct storage *x, const char *id, struct buf *text, struct err *err)
{
	struct stored_project p;
	struct err never = ERR_INIT;
	bool was = false;
	int got = project_find(x->store, id, text, &p, err), status;

	if (got)
		return got < 0 ? got : 0;
	status = history_of_project(x->store, id, NULL, 0, any, &was, &never);
	err_release(&never);
	if (status || !was)
		return err->code;
	err_release(err);
	buf_clear(text);
	return 0;
}

static bool same_file(const char *a, const char *b)
{
	struct stat x, y;

	return stat(a, &x) == 0 && stat(b, &y) == 0 && S_ISREG(x.st_mode) && x.st_ino == y.st_ino && x.st_dev == y.st_dev;
}

int storage_output(const struct cli *c, char *const *inputs, int count, struct output *o, struct err *err)
{
	const char *name = c->values[OPT_OUTPUT], *store = keeper_path(&c->config), *taken = NULL;

	if (name && keeper_path_exists(&c->config) && store_is_at(store, name))
		taken = "--output: this is the store, or a file that belongs to it";
	for (int i = 0; name && !taken && i < count; i++)
		if (same_file(name, inputs[i]))
			taken = "--output: this file is read, and would be lost";
	if (!taken)
		return output_open(o, name, err);
	err_set(err, ERR_USAGE, "%s", taken);
	err_hint(err, "name another file");
	return err_at(err, name, 0, 0);
}

void storage_clock(const struct storage *x, int64_t ms, char out[40])
{
	const int64_t seconds = ms / 1000 - (ms % 1000 < 0);

	datetime_format(out, value_datetime(seconds, 0, zone_offset(&x->zone, seconds) / 60));
	out[10] = ' ';
	out[16] = 0;
}

void storage_day(const struct storage *x, int64_t ms, char out[32])
{
	date_format(out, zone_day(&x->zone, ms));
}

bool storage_pace(const struct cli *c, struct pace *p)
{
	const int64_t now = clock_monotonic_ns();

	if (!p->next_ns)
		p->next_ns = c->started_ns + 1000000000;
	if (now < p->next_ns || !term_progress_wanted())
		return false;
	p->next_ns = now + 200000000;
	return true;
}
