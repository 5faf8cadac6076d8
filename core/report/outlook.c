/* SPDX-License-Identifier: MIT */
/* outlook: what the formats share: who conforms when, and the soonest changes. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/outlook_writer.h"
#include "report/tally.h"

static const struct outlook_format *const formats[] = {
	[REPORT_TEXT] = &outlook_text, [REPORT_JSON] = &outlook_json, [REPORT_CSV] = &outlook_csv, [REPORT_MARKDOWN] = &outlook_markdown,
};

int outlook_new(const struct outlook_options *options, struct outlook **out, struct err *err)
{
	struct outlook *o = calloc(1, sizeof *o);

	*out = o;
	if (!o)
		return err_set(err, ERR_MEMORY, "out of memory");
	o->o = *options;
	if (o->o.width < REPORT_WIDTH_LEAST || o->o.width > REPORT_WIDTH_MOST)
		o->o.width = REPORT_WIDTH_MOST;
	o->lang = lang_from(options->lang);
	o->format = formats[options->format];
	o->input = "";
	o->kept_until = INT64_MAX;
	buf_init(&o->buf);
	buf_init(&o->scratch);
	return 0;
}

void outlook_free(struct outlook *o)
{
	if (!o)
		return;
	for (size_t i = 0; i < o->kept_count; i++)
		free(o->kept[i]);
	free(o->kept);
	arena_release(&o->arena);
	buf_release(&o->buf);
	buf_release(&o->scratch);
	free(o);
}

void outlook_begin(struct outlook *o, const struct outlook_header *h)
{
	const char *const given[] = { h->version, h->generation, h->as_of, h->until, h->input };
	const char **taken[] = { &o->header.version, &o->header.generation, &o->header.as_of, &o->header.until, &o->header.input };

	for (size_t i = 0; i < sizeof given / sizeof *given; i++)
		if (!(*taken[i] = arena_strdup(&o->arena, given[i] ? given[i] : "")))
			o->error = ENOMEM;
	if (!o->error)
		o->format->begin(o);
}

void outlook_input(struct outlook *o, const char *name)
{
	const char *copy;

	if (!strcmp(o->input, name))
		return;
	copy = arena_strdup(&o->arena, name);
	if (copy)
		o->input = copy;
	else
		o->error = ENOMEM;
}

struct outlook_summary *outlook_summary(struct outlook *o)
{
	return &o->summary;
}

/* ---- who conforms when ---- */

static bool counts(const struct outlook *o, enum verdict v, enum severity s, bool advisory)
{
	return verdict_counts(v, s, advisory, o->o.fail_on, o->o.allow_unknown);
}

static struct course follow(struct outlook *o, const struct project_result *p)
{
	struct course c = { 0 };
	size_t against = 0;

	if (*p->refusal)
		return (struct course){ .fails_once = true };
	for (size_t i = 0; i < p->count; i++)
		against += counts(o, p->judgements[i].verdict, p->judgements[i].severity, p->judgements[i].advisory);
	c.conforms = !against;
	c.fails_once = against;
	for (size_t i = 0; i < p->transition_count; i++) {
		const struct transition *t = &p->transitions[i];
		bool last = i + 1 == p->transition_count || p->transitions[i + 1].at != t->at; /* what changes at one moment changes at once */

		against += counts(o, t->to.verdict, t->to.severity, t->to.advisory);
		against -= counts(o, t->from, t->from_severity, t->from_advisory);
		c.fails_once |= last && against;
	}
	c.conforms_then = !against;
	return c;
}

/* How bad a verdict is. */
static int weight(enum verdict v, enum severity s, bool advisory)
{
	switch (v) {
	case VERDICT_ERROR: return 2 * SEVERITY_COUNT + 2;
	case VERDICT_FAIL: case VERDICT_UNKNOWN: return advisory ? 1 : 2 * (int)s + 2 + (v == VERDICT_FAIL);
	default: return 0;
	}
}

bool transition_is_green(const struct transition *t)
{
	return weight(t->to.verdict, t->to.severity, t->to.advisory) < weight(t->from, t->from_severity, t->from_advisory);
}

static void add(struct outlook *o, const struct project_result *p, const struct course *c)
{
	struct outlook_summary *s = &o->summary;

	if (*p->refusal) {
		s->refused++;
		return;
	}
	s->projects++;
	s->conforming += c->conforms;
	s->conforming_then += c->conforms_then;
	s->failing += c->fails_once;
	for (size_t i = 0; i < p->count; i++)
		s->errors += p->judgements[i].verdict == VERDICT_ERROR;
	for (size_t i = 0; i < p->transition_count; i++) {
		const struct transition *t = &p->transitions[i];
		bool green = transition_is_green(t);

		s->red += !green;
		s->green += green;
		s->errors += t->to.verdict == VERDICT_ERROR && t->from != VERDICT_ERROR;
	}
	if (p->forecast_to < o->o.until_ms) {
		s->cut_at = s->cut++ && s->cut_at < p->forecast_to ? s->cut_at : p->forecast_to;
	}
}

/* ---- the soonest changes ---- */

static int by_time(const void *a, const void *b)
{
	const struct kept_change *x = *(struct kept_change *const *)a, *y = *(struct kept_change *const *)b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

static void sort_kept(struct outlook *o)
{
	if (o->kept_count)
		qsort(o->kept, o->kept_count, sizeof *o->kept, by_time);
	while (o->o.changes_max && o->kept_count > o->o.changes_max)
		free(o->kept[--o->kept_count]);
	if (o->o.changes_max && o->kept_count == o->o.changes_max)
		o->kept_until = o->kept[o->kept_count - 1]->at; /* what comes at the same moment, but after it, has no place either */
}

static const char *put_text(char **at, const char *s)
{
	char *begin = *at;

	*at = stpcpy(begin, s) + 1;
	return begin;
}

static void keep(struct outlook *o, const struct project_result *p, const struct transition *t)
{
	const char *const texts[] = { p->id, p->name, t->to.element, t->to.message };
	size_t size = sizeof(struct kept_change);
	struct kept_change *k;
	char *at;

	o->order++;
	if (t->at >= o->kept_until)
		return;
	if (o->kept_count == o->kept_cap) {
		size_t cap = o->kept_cap * 2 + 64;
		struct kept_change **kept = realloc(o->kept, cap * sizeof *kept);

		if (!kept) {
			o->failed = true;
			return;
		}
		o->kept = kept;
		o->kept_cap = cap;
	}
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		size += strlen(texts[i]) + 1;
	k = malloc(size);
	if (!k) {
		o->failed = true;
		return;
	}
	*k = (struct kept_change){ .at = t->at, .order = o->order, .rule = t->to.rule, .from = t->from, .to = t->to.verdict, .from_severity = t->from_severity,
		.severity = t->to.severity, .from_advisory = t->from_advisory, .advisory = t->to.advisory, .green = transition_is_green(t) };
	at = (char *)(k + 1);
	k->project = put_text(&at, texts[0]);
	k->name = put_text(&at, texts[1]);
	k->element = put_text(&at, texts[2]);
	k->message = put_text(&at, texts[3]);
	o->kept[o->kept_count++] = k;
	if (o->o.changes_max && o->kept_count >= 2 * o->o.changes_max + 64)
		sort_kept(o);
}

/* ---- the whole ---- */

void outlook_project(struct outlook *o, const struct project_result *p)
{
	struct course c;

	if (o->error)
		return;
	c = follow(o, p);
	add(o, p, &c);
	for (size_t i = 0; o->format->keeps && i < p->transition_count; i++)
		keep(o, p, &p->transitions[i]);
	if (o->format->project)
		o->format->project(o, p, &c);
	if (o->buf.len >= EMIT_FLUSH_AT)
		emit_flush(o->o.out, &o->buf, &o->error);
}

int outlook_end(struct outlook *o, double seconds, struct err *err)
{
	if (!o->error) {
		sort_kept(o);
		o->format->end(o, seconds);
		emit_flush(o->o.out, &o->buf, &o->error);
	}
	return emit_finish(o->o.out, o->buf.failed || o->scratch.failed || o->failed, &o->error, o->lang, err);
}

void outlook_day(const struct outlook *o, int64_t at, char day[32], char time[8])
{
	static const struct zone utc = { .name = "UTC" };
	const struct zone *z = o->o.zone ? o->o.zone : &utc;
	int32_t days = zone_day(z, at);
	char text[40];

	date_format(day, days);
	time[0] = 0;
	if (zone_day_start_ms(z, days) == at)
		return;
	datetime_format(text, value_datetime(at / 1000 - (at % 1000 < 0), 0, zone_offset(z, at / 1000 - (at % 1000 < 0)) / 60));
	memcpy(time, text + 11, 5);
	time[5] = 0;
}

const char *outlook_word(const struct outlook *o, enum verdict v, enum severity s, bool advisory)
{
	switch (v) {
	case VERDICT_ERROR: return message_text(o->lang, MSG_POLICY_WORD);
	case VERDICT_UNKNOWN: return message_text(o->lang, MSG_UNKNOWN);
	case VERDICT_WAIVED: return message_text(o->lang, MSG_WAIVED);
	case VERDICT_FAIL: return advisory ? message_text(o->lang, MSG_TRIAL) : severity_text(o->lang, s);
	default: return message_text(o->lang, MSG_CONFORMS);
	}
}
