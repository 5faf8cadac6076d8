/* SPDX-License-Identifier: MIT */
/*
 * explain: the traced evaluation, shown. The JSON:
 *
 *   { "rule", "file", "line", "covers": [...], "severity", "message", "remedy",
 *     "from", "trial", "deprecated", "replaced_by", "formerly"                where the rule has them
 *     "params": [ { "name", "type", "value", "doc",                           those that were read
 *                   "set_by": { "profile", "file", "line", "default", "reason", "approved_by", "expires" } } ... ]
 *     "gate", "enforcement" of a rule that guards one, "next_gate": is that phase the project's next one (of a phase only),
 *     "set_by": [ { "profile", "file", "line", "off", "severity", "enforcement", "gate", "reason", "approved_by", "expires" } ... ]
 *                                                                             what profiles say of the rule on this project
 *     "verdicts": [ { "verdict", "severity", "element", "pointer", "message", "missing": [...], "measure", "limit", "details",
 *                     "waiver": { "number", "reason", "requested_by", "approved_by", "expires_at", "until", "stale" },
 *                     "steps": [ { "line", "column", "part", "kind", "text", "left_text", "right_text", "left", "right", "result" } ... ],
 *                     "reads": [ { "path", "value" } ... ],                   fields, histories; findings { ... } and then each rule that has some
 *                     "notes": [...],
 *                     "would_pass": [ { "changes": [ { "path", "pointer", "from", "to", "relation", "text", "type" | "given" } ... ],
 *                                       "verdict" } ... ] } ... ] }
 *
 * would_pass (of fail and unknown; left out where nothing was found): the smallest changes that would turn the verdict, see
 * remedy.h. relation: "is", "at_most", "at_least", "other_than" (text says than what), "absent"; `to` is the value that was judged;
 * `given: true` stands where a value is absent and any plausible one does. verdict: "pass", or "not_applicable".
 */
#include <math.h>
#include <string.h>

#include "engine/evaluation.h"
#include "engine/json_lua.h"
#include "engine/remedy.h"
#include "json/read.h"

enum { REMEDIED_MAX = 50 }; /* verdicts for which changes are looked for */

/* A verdict that was not a pass: its place in the JSON, and what is to be turned. */
struct trouble {
	size_t at; /* in `verdicts`: before its closing brace */
	struct remedy_target target;
};

struct explaining {
	struct engine *e;
	struct rule *r;
	const char *only;      /* the element for which changes are looked for; NULL: all */
	struct buf verdicts;
	struct trouble troubles[REMEDIED_MAX];
	size_t trouble_count, verdict_count;
	struct arena arena;
	struct buf parameters; /* JSON strings of all names read, comma separated */
	struct json_reader *sites_reader;
	struct json_value sites;
	bool have_sites;
};

static void put_text(struct json_out *o, const char *key, const char *value)
{
	if (value && *value) {
		json_key(o, key);
		json_put_text(o, value);
	}
}

/* The step of `a and b` is what became of a. */
static bool is_connective(struct json_value site)
{
	struct json_value v;
	size_t n;
	const char *kind = json_get(site, "kind", &v) && json_type(v) == JSON_T_STRING ? json_string(v, &n) : "";
	return strcmp(kind, "and") == 0 || strcmp(kind, "or") == 0;
}

/* A step, with what its site says of it. */
static void put_step(struct explaining *x, struct json_value step, struct json_out *o)
{
	static const char *const of_site[] = { "line", "column", "kind", "text" };
	struct json_value v, site;
	struct json_iter it;
	int64_t number = json_get(step, "site", &v) ? json_int(v) : 0;
	json_begin_object(o);
	for (json_iter_begin(&it, x->sites); x->have_sites && json_iter_next(&it);) {
		if ((int64_t)it.index + 1 != number)
			continue;
		site = it.value;
		bool operand = is_connective(site);
		for (size_t i = 0; i < sizeof of_site / sizeof *of_site; i++)
			if (json_get(site, operand && i == 3 ? "left" : of_site[i], &v)) {
				json_key(o, of_site[i]);
				json_put_value(o, v, false);
			}
		if (json_get(site, "left", &v)) {
			json_key(o, "left_text");
			json_put_value(o, v, false);
		}
		if (json_get(site, "right", &v)) {
			json_key(o, "right_text");
			json_put_value(o, v, false);
		}
		break;
	}
	for (json_iter_begin(&it, step); json_iter_next(&it);) {
		json_key_n(o, it.key, it.key_len);
		json_put_value(o, it.value, false);
	}
	json_end_object(o);
}

static void put_steps(struct explaining *x, struct json_out *o)
{
	struct ctx *c = &x->e->ctx;
	struct buf text = BUF_INIT;
	struct json_limits limits = { 64u << 20, 64, 1u << 20, 10000000 };
	struct json_reader *r = json_reader_new();
	struct json_value steps;
	struct json_iter it;
	buf_addf(&text, "[%s]", c->steps.data);
	json_key(o, "steps");
	json_begin_array(o);
	if (r && json_read(r, text.data, text.len, &limits, &steps, NULL) == 0)
		for (json_iter_begin(&it, steps); json_iter_next(&it);)
			put_step(x, it.value, o);
	json_end_array(o);
	json_reader_free(r);
	buf_release(&text);
}

static void put_raw(struct json_out *o, const char *key, const char *text, char open, char close)
{
	json_key(o, key);
	o->after_key = false;
	buf_putc(o->buf, open);
	buf_puts(o->buf, text);
	buf_putc(o->buf, close);
	o->comma = true;
}

/* until: the last day on which it excuses, in the zone. */
static void put_waiver(struct json_out *o, const struct ctx *c, const struct waiver *w)
{
	char day[32];
	date_format(day, zone_day(c->zone, w->expires_at - 1));
	json_key(o, "waiver");
	json_begin_object(o);
	json_key(o, "number");
	json_put_int(o, w->number);
	put_text(o, "reason", w->reason);
	put_text(o, "requested_by", w->requested_by);
	put_text(o, "approved_by", w->approved_by);
	json_key(o, "expires_at");
	json_put_int(o, w->expires_at);
	put_text(o, "until", day);
	json_key(o, "stale");
	json_put_bool(o, w->stale);
	json_end_object(o);
}

static void note_trouble(struct explaining *x, const struct judgement *j)
{
	uint32_t number = (uint32_t)x->verdict_count++;
	bool wanted = !x->only || strcmp(x->only, j->element) == 0;
	if ((j->verdict != VERDICT_FAIL && j->verdict != VERDICT_UNKNOWN) || !wanted || x->trouble_count == REMEDIED_MAX)
		return;
	struct remedy_target t = { x->r->index, number, arena_strdup(&x->arena, j->element), arena_strdup(&x->arena, j->pointer) };
	if (t.element && t.pointer)
		x->troubles[x->trouble_count++] = (struct trouble){ x->verdicts.len, t };
}

static void on_judgement(void *ctx, const struct judgement *j)
{
	struct explaining *x = ctx;
	struct ctx *c = &x->e->ctx;
	if (!x->have_sites && x->r->policy->traced.sites && x->sites_reader) {
		struct json_limits limits = { 64u << 20, 64, 1u << 20, 10000000 };
		const char *s = x->r->policy->traced.sites;
		x->have_sites = json_read(x->sites_reader, s, strlen(s), &limits, &x->sites, NULL) == 0;
	}
	if (x->verdicts.len)
		buf_putc(&x->verdicts, ',');
	struct json_out o = json_out(&x->verdicts, 0);
	json_begin_object(&o);
	put_text(&o, "verdict", verdict_names[j->verdict]);
	put_text(&o, "severity", severity_names[j->severity]);
	json_key(&o, "element");
	json_put_text(&o, j->element);
	json_key(&o, "pointer");
	json_put_text(&o, j->pointer);
	put_text(&o, "message", j->message);
	if (j->advisory) {
		json_key(&o, "advisory");
		json_put_bool(&o, true);
	}
	if (j->missing_count) {
		json_key(&o, "missing");
		json_begin_array(&o);
		for (uint32_t i = 0; i < j->missing_count; i++)
			json_put_text(&o, j->missing[i]);
		json_end_array(&o);
	}
	put_text(&o, "measure", j->measure_text);
	put_text(&o, "limit", j->limit_text);
	if (*j->details) {
		put_raw(&o, "details", j->details, ' ', ' ');
	}
	if (j->waiver)
		put_waiver(&o, c, j->waiver);
	if (j->verdict == VERDICT_ERROR) {
		put_text(&o, "file", j->file);
		json_key(&o, "line");
		json_put_int(&o, j->line);
		put_text(&o, "traceback", j->traceback);
	}
	if (j->flips_at != INT64_MAX) {
		json_key(&o, "flips_at");
		json_put_int(&o, j->flips_at);
	}
	put_steps(x, &o);
	put_raw(&o, "reads", c->reads.data, '[', ']');
	put_raw(&o, "notes", c->notes.data, '[', ']');
	note_trouble(x, j);
	json_end_object(&o);
	if (c->parameters.len)
		buf_addf(&x->parameters, "%s%s", x->parameters.len ? "," : "", c->parameters.data);
}

static void put_setter(struct json_out *o, const struct setting *s)
{
	put_text(o, "profile", s->profile->name);
	put_text(o, "file", s->profile->file);
	json_key(o, "line");
	json_put_int(o, s->line);
	put_text(o, "reason", s->reason);
	put_text(o, "approved_by", s->approved_by);
	put_text(o, "expires", s->expires);
}

static void put_settings(struct json_out *o, const struct rule *r)
{
	const struct policy *p = r->policy;
	json_key(o, "set_by");
	json_begin_array(o);
	for (size_t i = 0; i < p->setting_count; i++) {
		const struct setting *s = p->settings[i];
		if (s->parameter || s->rule != r->index || !terms_applies(p, i))
			continue;
		json_begin_object(o);
		put_setter(o, s);
		if (s->off >= 0) {
			json_key(o, "off");
			json_put_bool(o, s->off);
		}
		if (s->severity >= 0)
			put_text(o, "severity", severity_names[s->severity]);
		if (s->enforcement >= 0)
			put_text(o, "enforcement", enforcement_names[s->enforcement]);
		put_text(o, "gate", s->gate);
		json_end_object(o);
	}
	json_end_array(o);
}

static void put_lifecycle(struct json_out *o, const struct rule *r)
{
	put_text(o, "from", r->from);
	put_text(o, "trial", r->trial);
	if (r->info.deprecated) {
		json_key(o, "deprecated");
		json_put_text(o, r->info.deprecated);
	}
	put_text(o, "replaced_by", r->replaced_by);
	put_text(o, "formerly", r->info.formerly);
}

/* The parameters that were read, and the one that is the rule's limit, with their values. */
static int put_parameters(lua_State *L)
{
	struct explaining *x = lua_touserdata(L, 1);
	struct json_out *o = lua_touserdata(L, 2);
	struct policy *p = x->r->policy;
	lua_rawgeti(L, LUA_REGISTRYINDEX, terms_list(p));
	lua_rawgeti(L, LUA_REGISTRYINDEX, terms_values(p));
	lua_Integer n = luaL_len(L, 3);
	for (lua_Integer i = 1; i <= n; i++) {
		lua_geti(L, 3, i);
		lua_getfield(L, 5, "name");
		const char *name = lua_tostring(L, -1);
		lua_pushfstring(L, "\"%s\"", name);
		bool read = strstr(x->parameters.data, lua_tostring(L, -1)) != NULL;
		if (!read && !(x->r->limit_name && strcmp(x->r->limit_name, name) == 0)) {
			lua_settop(L, 4);
			continue;
		}
		json_begin_object(o);
		put_text(o, "name", name);
		lua_getfield(L, 5, "type");
		put_text(o, "type", lua_tostring(L, -1));
		bool is_share = strcmp(lua_tostring(L, -1), "percent") == 0;
		lua_getfield(L, 4, name);
		json_key(o, "value");
		struct buf b = BUF_INIT;
		struct json_out inner = json_out(&b, 0);
		if (lua_istable(L, -1) && json_lua_write(L, -1, &inner, 64u << 10)) {
			o->after_key = false;
			buf_add(o->buf, b.data, b.len);
			o->comma = true;
		} else {
			buf_clear(&b);
			if (is_share && lua_type(L, -1) == LUA_TNUMBER)
				buf_addf(&b, "%.10g%%", 100 * lua_tonumber(L, -1)); /* as it was written */
			else
				format_value(L, -1, NULL, &b);
			json_put_string(o, b.data, b.len);
		}
		buf_release(&b);
		lua_getfield(L, 5, "doc");
		put_text(o, "doc", lua_tostring(L, -1));
		const struct setting *s = terms_setter(p, name);
		if (s) {
			json_key(o, "set_by");
			json_begin_object(o);
			put_setter(o, s);
			put_text(o, "default", s->standard);
			json_end_object(o);
		}
		json_end_object(o);
		lua_settop(L, 4);
	}
	return 0;
}

/* Writes the verdicts, each in trouble with what would make it pass. */
static void put_verdicts(struct explaining *x, struct record record, struct json_out *o)
{
	struct remedy *remedy = x->trouble_count ? remedy_new(x->e, record, x->r->policy->traced.sites) : NULL;
	struct buf all = BUF_INIT, found = BUF_INIT;
	size_t from = 0;
	buf_putc(&all, '[');
	for (size_t i = 0; remedy && i < x->trouble_count; i++) {
		struct json_out one = json_out(&found, 0);
		buf_clear(&found);
		remedy_write(remedy, &x->troubles[i].target, &one);
		buf_add(&all, x->verdicts.data + from, x->troubles[i].at - from);
		from = x->troubles[i].at;
		if (found.len > 2)
			buf_addf(&all, ",\"would_pass\":%s", found.data);
	}
	buf_add(&all, x->verdicts.data + from, x->verdicts.len - from);
	buf_putc(&all, ']');
	json_key(o, "verdicts");
	json_put_raw(o, all.data, all.len);
	o->buf->failed |= all.failed || found.failed;
	buf_release(&all);
	buf_release(&found);
	remedy_free(remedy);
}

/* The gate that it guards on this project, how, and whether the project is before it; of elements nobody asks that. */
static void put_gate(struct json_out *o, const struct engine *e, const struct rule *r)
{
	const bool settled = r->policy->current != NULL;
	const char *gate = settled ? r->now.gate : r->info.gate;
	if (!gate)
		return;
	put_text(o, "gate", gate);
	put_text(o, "enforcement", enforcement_names[settled ? r->now.enforcement : r->info.enforcement]);
	if (!phases_find(&e->phases, gate))
		return;
	json_key(o, "next_gate");
	json_put_bool(o, e->gate && strcmp(e->gate->name, gate) == 0);
}

int engine_explain(struct engine *e, uint32_t rule, struct record rec, const char *only, struct buf *json, struct err *err)
{
	if (rule >= e->rule_count)
		return err_set(err, ERR_USAGE, "there is no rule %u", rule);
	struct rule *r = &e->rules[rule];
	struct explaining x = { .e = e, .r = r, .only = only, .verdicts = BUF_INIT, .parameters = BUF_INIT, .sites_reader = json_reader_new() };
	bool zh = strcmp(e->options.lang, "zh") == 0;
	e->ctx.recording = true;
	int rc = engine_judge_rule(e, rule, rec, on_judgement, &x, err);
	e->ctx.recording = false;
	struct json_out o = json_out(json, 0);
	json_begin_object(&o);
	put_text(&o, "rule", r->info.id);
	put_text(&o, "file", r->info.file);
	json_key(&o, "line");
	json_put_int(&o, r->info.line);
	json_key(&o, "covers");
	json_begin_array(&o);
	for (size_t i = 0; i < r->info.covers_count; i++)
		json_put_text(&o, r->info.covers[i]);
	json_end_array(&o);
	put_text(&o, "severity", severity_names[r->policy->current ? r->now.severity : r->info.severity]);
	put_text(&o, "message", zh && r->info.message.zh ? r->info.message.zh : r->info.message.en);
	put_text(&o, "remedy", zh && r->info.remedy.zh ? r->info.remedy.zh : r->info.remedy.en);
	put_gate(&o, e, r);
	put_lifecycle(&o, r);
	put_settings(&o, r);
	json_key(&o, "params");
	json_begin_array(&o);
	int measure_line = 0;
	if (r->policy->state && r->policy->current) {
		lua_State *L = r->policy->state->L;
		lua_settop(L, 0);
		if (r->functions[MODE_FAST][PART_MEASURE] != LUA_NOREF) {
			lua_Debug where;
			lua_rawgeti(L, LUA_REGISTRYINDEX, r->functions[MODE_FAST][PART_MEASURE]);
			if (lua_isfunction(L, -1) && lua_getinfo(L, ">S", &where))
				measure_line = where.linedefined;
			lua_settop(L, 0);
		}
		lua_pushcfunction(L, put_parameters);
		lua_pushlightuserdata(L, &x);
		lua_pushlightuserdata(L, &o);
		if (lua_pcall(L, 2, 0, 0) != LUA_OK)
			lua_settop(L, 0);
	}
	json_end_array(&o);
	if (measure_line > 0) {
		json_key(&o, "measure_line");
		json_put_int(&o, measure_line);
	}
	put_verdicts(&x, rec, &o);
	json_end_object(&o);
	json_reader_free(x.sites_reader);
	buf_release(&x.verdicts);
	buf_release(&x.parameters);
	arena_release(&x.arena);
	return rc;
}
