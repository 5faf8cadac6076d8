/* SPDX-License-Identifier: MIT */
#include "app/forecast.h"

#include <string.h>

#include "app/portfolio.h"
#include "app/told.h"

struct forecasting {
	const struct forecast_request *q;
	struct told told;
	bool memory; /* was out */
};

static void on_result(void *ctx, const char *input, const struct project_result *p)
{
	struct forecasting *f = ctx;
	struct project_result narrowed;

	if (*p->refusal && f->q->refused)
		f->q->refused(f->q->ctx, input, p);
	if (!told_narrow(&f->told, p, &narrowed)) {
		f->memory = true;
		return;
	}
	outlook_input(f->q->report, input);
	outlook_project(f->q->report, &narrowed);
}

static void on_failed(void *ctx, const struct err *e)
{
	struct forecasting *f = ctx;

	if (f->q->failed)
		f->q->failed(f->q->ctx, e);
}

static void on_progress(void *ctx, const struct feed_progress *p)
{
	struct forecasting *f = ctx;

	f->q->progress(f->q->ctx, p);
}

static int run(struct session *s, struct forecasting *f, size_t *failed_inputs, struct err *err)
{
	const struct forecast_request *q = f->q;
	struct feed_request request = { .inputs = q->inputs, .input_count = q->input_count, .source = q->source, .result = on_result, .failed = on_failed,
		.progress = q->progress ? on_progress : NULL, .ctx = f };
	struct portfolio *portfolio = NULL;
	struct feed *feed = NULL;
	int status = s->loaded.across ? portfolio_open(s, &request, q->until_ms, &portfolio, err) : 0;

	pool_forecast(s->pool, q->until_ms);
	request.portfolio = portfolio;
	if (!status)
		status = feed_new(s, &request, &feed, err);
	if (!status) {
		status = feed_run(feed, err);
		*failed_inputs = feed_failed_inputs(feed);
	}
	feed_free(feed);
	portfolio_close(portfolio);
	return status || !f->memory ? status : err_set(err, ERR_MEMORY, "out of memory");
}

int forecast_until(struct session *s, const struct forecast_request *q, size_t *failed_inputs, struct err *err)
{
	struct forecasting f = { .q = q };
	int status = told_choose(&f.told, s, q->rule, err);

	*failed_inputs = 0;
	if (!status)
		status = run(s, &f, failed_inputs, err);
	told_release(&f.told);
	return status;
}

int forecast_moment(const struct session *s, const char *text, int64_t *ms, char day[40], struct err *err)
{
	value_t moment;
	int32_t days;

	if (date_parse(text, strlen(text), &days)) {
		*ms = zone_day_start_ms(&s->zone, days + 1) - 1;
	} else if (datetime_parse(text, strlen(text), &moment)) {
		*ms = value_datetime_instant(moment);
	} else {
		err_set(err, ERR_USAGE, "--until: '%s' is neither a date nor a time", text);
		return err_hint(err, "write 2026-11-23 or 2026-11-23T09:30:00+08:00");
	}
	date_format(day, zone_day(&s->zone, *ms));
	if (*ms >= s->generation.as_of_ms)
		return 0;
	err_set(err, ERR_USAGE, "--until: %s is before the day as of which projects are judged, %s", text, s->as_of);
	return err_hint(err, "a forecast looks ahead; --as-of says from where");
}
