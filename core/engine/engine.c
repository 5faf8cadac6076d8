/* SPDX-License-Identifier: MIT */
#include "engine/engine.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "engine/evaluation.h"
#include "engine/failure.h"
#include "engine/gates.h"
#include "engine/json_lua.h"
#include "engine/verdicts.h"

#define POLICY_FILE_MAX (1u << 20)
#define ENGINE_VERSION "0.1.0"

const char *const part_names[PART_COUNT] = { "when", "check", "measure", "each" };

struct engine_options engine_options_default(void)
{
	return (struct engine_options){ .lang = "en", .soft_ms = 250, .load_ms = 1000, .state_bytes = 64u << 20, .block_bytes = 16u << 20 };
}

int engine_new(const struct engine_options *o, struct engine **out, struct err *err)
{
	struct engine *e = calloc(1, sizeof *e);
	*out = NULL;
	if (!e)
		return err_set(err, ERR_MEMORY, "not enough memory");
	e->options = *o;
	e->beat = o->beat ? o->beat : &e->own_beat;
	e->plain.weekend = 0x60;
	struct buf *bufs[] = { &e->element, &e->pointer, &e->text, &e->details, &e->measure_text, &e->traceback, &e->error_file, &e->error_source,
		&e->ctx.steps, &e->ctx.reads, &e->ctx.parameters, &e->ctx.notes };
	for (size_t i = 0; i < sizeof bufs / sizeof *bufs; i++)
		buf_init(bufs[i]);
	e->ctx.engine = e;
	e->ctx.flips_base = e->ctx.flips_first = e->ctx.flips_at = INT64_MAX;
	e->ctx.zone = o->zone ? o->zone : &e->utc;
	e->ctx.calendar = o->calendar ? o->calendar : &e->plain;
	if (!e->options.lang)
		e->options.lang = "en";
	e->prefix = strdup("policies/");
	engine_set_as_of(e, o->as_of_ms);
	*out = e;
	return e->prefix ? 0 : err_set(err, ERR_MEMORY, "not enough memory");
}

void engine_free(struct engine *e)
{
	if (!e)
		return;
	for (size_t i = 0; i < e->policy_count + e->profile_file_count; i++)
		loader_drop(&e->policies[i]);
	state_free(e->author);
	for (size_t i = 0; i < e->file_count; i++) {
		free(e->files[i].path);
		free(e->files[i].text);
	}
	for (size_t i = 0; i < e->phrases_count; i++)
		phrases_free(e->phrases[i].phrases);
	struct buf *bufs[] = { &e->element, &e->pointer, &e->text, &e->details, &e->measure_text, &e->traceback, &e->error_file, &e->error_source,
		&e->ctx.steps, &e->ctx.reads, &e->ctx.parameters, &e->ctx.notes };
	for (size_t i = 0; i < sizeof bufs / sizeof *bufs; i++)
		buf_release(bufs[i]);
	past_forget(&e->ctx);
	verdicts_free(e->verdicts);
	free(e->ctx.absences);
	free(e->ctx.unknowns);
	free(e->ctx.monies);
	arena_release(&e->ctx.scratch);
	arena_release(&e->project);
	arena_release(&e->arena);
	schema_free(e->schema);
	free(e->schema_json);
	free(e->files);
	free(e->prefix);
	free(e->policies);
	free(e->rules);
	free(e->counts);
	free(e->every);
	free(e->test_paths);
	free(e->phrases);
	free(e);
}

void engine_set_as_of(struct engine *e, int64_t as_of_ms)
{
	if (as_of_ms < e->terms_from || as_of_ms >= e->terms_until) {
		e->epoch++;
		e->terms_from = INT64_MIN;
		e->terms_until = INT64_MAX;
	}
	e->options.as_of_ms = e->ctx.as_of_ms = as_of_ms;
	e->ctx.today = zone_day(e->ctx.zone, as_of_ms);
}

int64_t engine_as_of(const struct engine *e) { return e->ctx.as_of_ms; }

void engine_set_waivers(struct engine *e, const struct waiver *waivers, size_t count)
{
	e->waivers = waivers;
	e->waiver_count = count;
}

void engine_set_prefix(struct engine *e, const char *prefix)
{
	char *copy = strdup(prefix);
	if (copy) {
		free(e->prefix);
		e->prefix = copy;
	}
}

int engine_add_file(struct engine *e, const char *path, const char *text, size_t len, struct err *err)
{
	if (e->file_count == e->file_cap) {
		size_t cap = e->file_cap ? e->file_cap * 2 : 64;
		struct file *grown = realloc(e->files, cap * sizeof *grown);
		if (!grown)
			return err_set(err, ERR_MEMORY, "not enough memory");
		e->files = grown;
		e->file_cap = cap;
	}
	struct file *f = &e->files[e->file_count];
	*f = (struct file){ .path = strdup(path), .text = malloc(len + 1), .len = len };
	if (!f->path || !f->text) {
		free(f->path);
		free(f->text);
		return err_set(err, ERR_MEMORY, "not enough memory");
	}
	memcpy(f->text, text, len);
	f->text[len] = 0;
	e->file_count++;
	return 0;
}

struct file *engine_file(const struct engine *e, const char *path)
{
	for (size_t i = 0; i < e->file_count; i++)
		if (strcmp(e->files[i].path, path) == 0)
			return &e->files[i];
	return NULL;
}

/* ---- which file is what ---- */

static bool ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);
	return n >= m && strcmp(s + n - m, end) == 0;
}

static bool under(const char *path, const char *folder) { return strncmp(path, folder, strlen(folder)) == 0; }

static bool is_texts(const char *path) { return ends_with(path, ".zh.lua") || ends_with(path, ".en.lua"); }
static bool is_test(const char *path) { return ends_with(path, "_test.lua"); }
static bool is_policy(const char *path)
{
	return ends_with(path, ".lua") && !is_test(path) && !is_texts(path) && strcmp(path, "schema.lua") != 0 &&
		!under(path, "lib/") && !under(path, "data/") && !under(path, "samples/") && !under(path, "profiles/");
}

static int compare_files(const void *a, const void *b)
{
	return strcmp(((const struct file *)a)->path, ((const struct file *)b)->path);
}

static bool is_profile(const char *path)
{
	return under(path, "profiles/") && ends_with(path, ".lua") && !is_test(path) && !is_texts(path);
}

/* ---- the schema ---- */

static int decode_builtin(lua_State *L)
{
	size_t len;
	const char *base = schema_builtin(&len);
	lua_pushcfunction(L, json_lua_decode);
	lua_pushlstring(L, base, len);
	lua_call(L, 1, 1);
	return 1;
}

/* schema.extend(base, source, chunkname) in the author's state -> JSON text | nil, problem */
static int extend_schema(lua_State *L)
{
	const struct file *f = lua_touserdata(L, 1);
	const char *chunkname = lua_touserdata(L, 2);
	if (state_require(L, "schema") < 0)
		return luaL_error(L, "the module 'schema' is not built in");
	lua_getfield(L, -1, "extend");
	lua_pushcfunction(L, decode_builtin); /* only where the file does not start from nothing */
	lua_pushlstring(L, f->text, f->len);
	lua_pushstring(L, chunkname);
	lua_call(L, 3, 2);
	return 2;
}

static int load_schema(struct engine *e, struct diagnostics *d, struct err *err)
{
	size_t len;
	const char *builtin = schema_builtin(&len);
	const struct file *f = engine_file(e, "schema.lua");
	if (f) {
		struct buf name = BUF_INIT;
		lua_State *L = e->author->L;
		e->beat->file = (uint32_t)(f - e->files);
		buf_addf(&name, "@%sschema.lua", e->prefix);
		lua_pushcfunction(L, extend_schema);
		lua_pushlightuserdata(L, (void *)(uintptr_t)f);
		lua_pushlightuserdata(L, name.data);
		deadline_watch(L, e->options.load_ms);
		int status = lua_pcall(L, 2, 2, 0);
		deadline_rest();
		if (status != LUA_OK || lua_type(L, -2) != LUA_TSTRING) {
			const char *message = NULL, *hint = NULL;
			int line = 0;
			if (status == LUA_OK && lua_istable(L, -1)) {
				int t = lua_gettop(L);
				lua_getfield(L, t, "message");
				lua_getfield(L, t, "hint");
				lua_getfield(L, t, "line");
				message = lua_tostring(L, t + 1);
				hint = lua_tostring(L, t + 2);
				line = (int)lua_tointeger(L, t + 3);
			} else if (lua_type(L, -1) == LUA_TSTRING) {
				message = lua_tostring(L, -1);
			}
			char *source = source_line(f->text, f->len, line);
			int column = 0, width = 0;
			if (line > 0 && source && message)
				failure_point(source, message, &column, &width);
			diagnostics_add(d, false, name.data + 1, line, column, width, "schema", message ? message : "the schema could not be read", hint, line > 0 ? source : NULL);
			free(source);
		} else {
			const char *json = lua_tolstring(L, -2, &len);
			e->schema_json = malloc(len + 1);
			if (e->schema_json)
				memcpy(e->schema_json, json, len + 1);
		}
		lua_settop(L, 0);
		buf_release(&name);
	}
	if (!e->schema_json) {
		e->schema_json = malloc(len + 1);
		if (!e->schema_json)
			return err_set(err, ERR_MEMORY, "not enough memory");
		memcpy(e->schema_json, builtin, len);
		e->schema_json[len] = 0;
	}
	e->schema_len = len;
	int rc = schema_from_json(e->schema_json, len, &e->schema, err);
	e->ctx.schema = e->schema;
	return rc;
}

/* ---- policies ---- */

static char *policy_id(struct engine *e, const char *path)
{
	char *id = arena_strndup(&e->arena, path, strlen(path) - 4);
	for (char *c = id; c && *c; c++)
		*c = *c == '/' ? '.' : *c;
	return id;
}

char *engine_source_line(const struct engine *e, const char *file, size_t file_len, int n)
{
	size_t prefix = strlen(e->prefix);
	if (n <= 0 || file_len < prefix || strncmp(file, e->prefix, prefix) != 0)
		return NULL;
	for (size_t i = 0; i < e->file_count; i++)
		if (strlen(e->files[i].path) == file_len - prefix && strncmp(e->files[i].path, file + prefix, file_len - prefix) == 0)
			return source_line(e->files[i].text, e->files[i].len, n);
	return NULL;
}

static void prepare_policy(struct engine *e, struct policy *p, const struct file *f)
{
	*p = (struct policy){ .path = f->path, .source = f->text, .source_len = f->len };
	p->info.id = policy_id(e, f->path);
	p->info.file = arena_printf(&e->arena, "%s%s", e->prefix, f->path);
	p->chunkname = arena_printf(&e->arena, "@%s%s", e->prefix, f->path);
	for (int lang = 0; lang < 2; lang++) {
		char *path = arena_printf(&e->arena, "%.*s.%s.lua", (int)(strlen(f->path) - 4), f->path, lang ? "zh" : "en");
		const struct file *texts = path ? engine_file(e, path) : NULL;
		if (texts) {
			p->texts_source[lang] = texts->text;
			p->texts_len[lang] = texts->len;
		}
	}
}

static bool refuse_file(struct engine *e, const struct policy *p, const struct file *f, struct diagnostics *d)
{
	const char *what = NULL, *hint = NULL;
	if (f->len > POLICY_FILE_MAX)
		what = "the file is larger than 1 MB", hint = "split it into several policies";
	else if (f->len && f->text[0] == '\033')
		what = "the file is Lua bytecode", hint = "policies are plain source";
	for (size_t i = 0; !what && i < e->policy_count; i++)
		if (&e->policies[i] != p && e->policies[i].info.id && p->info.id && strcmp(e->policies[i].info.id, p->info.id) == 0 && &e->policies[i] < p) {
			what = arena_printf(&e->arena, "the policy '%s' is written twice: here and in %s", p->info.id, e->policies[i].info.file);
			hint = "rename one of the files";
		}
	if (what)
		diagnostics_add(d, false, p->info.file, 0, 0, 0, "policy-file", what, hint, NULL);
	return what != NULL;
}

static int load_file(struct engine *e, const struct file *f, bool profile, struct diagnostics *d, struct err *err)
{
	struct policy *p = &e->policies[e->policy_count + e->profile_file_count];
	prepare_policy(e, p, f);
	p->is_profile = profile;
	e->beat->file = (uint32_t)(f - e->files);
	*(profile ? &e->profile_file_count : &e->policy_count) += 1;
	if (!p->info.id || !p->info.file || !p->chunkname)
		return err_set(err, ERR_MEMORY, "not enough memory");
	if (refuse_file(e, p, f, d))
		p->broken = true;
	else
		loader_policy(e, p, d);
	return 0;
}

/* What policies are looked at with, and the modules that they may require. */
static int open_author(struct engine *e, struct diagnostics *d, struct err *err)
{
	int rc = author_open(e, err);
	if (rc == 0)
		author_modules(e, d);
	return rc;
}

/* A language file is read with the policy that it lies beside: is there one? */
static void refuse_stray_texts(struct engine *e, const struct file *f, struct diagnostics *d)
{
	const char *path = arena_printf(&e->arena, "%.*s.lua", (int)(strlen(f->path) - strlen(".zh.lua")), f->path), *near = NULL;
	const char **paths = path && !engine_file(e, path) ? malloc(sizeof *paths * e->file_count) : NULL;
	size_t count = 0;
	if (!paths)
		return;
	for (size_t i = 0; i < e->file_count; i++)
		if (is_policy(e->files[i].path))
			paths[count++] = e->files[i].path;
	near = text_nearest(path, paths, count);
	diagnostics_add(d, false, arena_printf(&e->arena, "%s%s", e->prefix, f->path), 0, 0, 0, "stray-texts",
		arena_printf(&e->arena, "a language file lies beside its policy, and there is no %s%s", e->prefix, path),
		near ? arena_printf(&e->arena, "did you mean to name it after %s?", near) : NULL, NULL);
	free(paths);
}

/* Policies first: profiles speak of them. */
static int load_files(struct engine *e, struct diagnostics *d, struct err *err)
{
	int rc = 0;
	bool profiles = false;
	for (size_t i = 0; i < e->file_count; i++)
		profiles |= is_profile(e->files[i].path);
	if (profiles && (rc = open_author(e, d, err)) < 0)
		return rc;
	if (profiles && author_profiles(e) < 0)
		return err_set(err, ERR_MEMORY, "not enough memory");
	for (size_t i = 0; rc == 0 && i < e->file_count; i++) {
		if (is_test(e->files[i].path))
			e->test_paths[e->test_count++] = e->files[i].path;
		if (is_texts(e->files[i].path))
			refuse_stray_texts(e, &e->files[i], d);
		if (!is_policy(e->files[i].path))
			continue;
		if (!e->policy_count && !profiles)
			rc = open_author(e, d, err); /* half of the start, and a schema alone does without */
		if (rc == 0)
			rc = load_file(e, &e->files[i], false, d, err);
	}
	if (rc == 0)
		lifecycle_link(e, d);
	if (rc == 0)
		gates_link(e, d);
	if (rc == 0)
		rc = verdicts_link(e, d, err);
	for (size_t i = 0; rc == 0 && i < e->file_count; i++)
		if (is_profile(e->files[i].path))
			rc = load_file(e, &e->files[i], true, d, err);
	if (rc == 0 && profiles && (rc = profile_resolve(e, d, err)) == 0)
		gates_link_settings(e, d);
	return rc == 0 && !across_link(e) ? err_set(err, ERR_MEMORY, "out of memory") : rc;
}

int engine_load(struct engine *e, struct diagnostics *d, struct err *err)
{
	if (e->file_count)
		qsort(e->files, e->file_count, sizeof *e->files, compare_files);
	e->policies = calloc(e->file_count + 1, sizeof *e->policies);
	e->test_paths = calloc(e->file_count + 1, sizeof *e->test_paths);
	e->rules = calloc(1, sizeof *e->rules);
	if (!e->policies || !e->test_paths || !e->rules)
		return err_set(err, ERR_MEMORY, "not enough memory");
	e->beat->rule = UINT32_MAX;
	e->author = state_new(&e->ctx, AUTHOR_BYTES, AUTHOR_BLOCK);
	if (!e->author)
		return err_set(err, ERR_MEMORY, "not enough memory for a Lua state");
	lua_gc(e->author->L, LUA_GCINC, 1000, 0, 0); /* loading makes little garbage: collect it in few rounds */
	int rc = load_schema(e, d, err);
	if (rc < 0)
		return rc;
	rc = load_files(e, d, err);
	if (rc < 0)
		return rc;
	const size_t rules = e->rule_count + e->match_count, words = rules / 64 + 1;
	e->counts = calloc(rules * VERDICT_COUNT + 1, sizeof *e->counts);
	e->every = malloc(words * sizeof *e->every);
	if (!e->counts || !e->every)
		return err_set(err, ERR_MEMORY, "not enough memory");
	memset(e->every, 0xff, words * sizeof *e->every);
	if (d->errors)
		return err_set(err, ERR_POLICY, "%zu mistake%s in the policies", d->errors, d->errors == 1 ? "" : "s");
	return 0;
}

/* ---- looking in ---- */

const struct schema *engine_schema(const struct engine *e) { return e->schema; }
const char *engine_schema_json(const struct engine *e, size_t *len)
{
	*len = e->schema_len;
	return e->schema_json;
}
size_t engine_rule_count(const struct engine *e) { return e->rule_count; }
const struct rule_info *engine_rule(const struct engine *e, uint32_t rule) { return &e->rules[rule].info; }
size_t engine_policy_count(const struct engine *e) { return e->policy_count; }
const struct policy_info *engine_policy(const struct engine *e, size_t policy) { return &e->policies[policy].info; }
bool engine_uses_history(const struct engine *e) { return e->uses_history; }
void engine_set_past(struct engine *e, const struct past_list *past)
{
	past_forget(&e->ctx);
	e->ctx.given_past = past ? *past : (struct past_list){ 0 };
}
uint64_t *engine_counts(struct engine *e) { return e->counts; }
int64_t engine_flips_at(const struct engine *e) { return e->ctx.flips_first; }
size_t engine_test_files(const struct engine *e, const char *const **paths)
{
	*paths = e->test_paths;
	return e->test_count;
}

int engine_find_rule(const struct engine *e, const char *id)
{
	int found = -1;
	size_t n = strlen(id);
	for (size_t i = 0; i < e->rule_count; i++) {
		const char *full = e->rules[i].info.id;
		size_t len = strlen(full);
		if (strcmp(full, id) == 0)
			return (int)i;
		if (len > n && full[len - n - 1] == '.' && strcmp(full + len - n, id) == 0)
			found = found == -1 ? (int)i : -2;
	}
	return found < 0 ? -1 : found;
}

void engine_generation(const struct engine *e, char out[65])
{
	unsigned char hash[32];
	crypto_generichash_state st;
	crypto_generichash_init(&st, NULL, 0, sizeof hash);
	crypto_generichash_update(&st, (const unsigned char *)ENGINE_VERSION, strlen(ENGINE_VERSION) + 1);
	crypto_generichash_update(&st, (const unsigned char *)e->schema_json, e->schema_len + 1);
	for (size_t i = 0; i < e->file_count; i++) {
		uint64_t len = e->files[i].len;
		crypto_generichash_update(&st, (const unsigned char *)e->files[i].path, strlen(e->files[i].path) + 1);
		crypto_generichash_update(&st, (const unsigned char *)&len, sizeof len);
		crypto_generichash_update(&st, (const unsigned char *)e->files[i].text, len);
	}
	crypto_generichash_final(&st, hash, sizeof hash);
	sodium_bin2hex(out, 65, hash, sizeof hash);
}

/* ---- word lists ---- */

static const struct phrases *keep_phrases(struct engine *e, const char *name, struct phrases *p, struct err *err)
{
	struct phrases_entry *grown = realloc(e->phrases, (e->phrases_count + 1) * sizeof *grown);
	char *copy = grown ? arena_strdup(&e->arena, name) : NULL;
	if (grown)
		e->phrases = grown;
	if (!copy) {
		phrases_free(p);
		err_set(err, ERR_MEMORY, "not enough memory");
		return NULL;
	}
	e->phrases[e->phrases_count++] = (struct phrases_entry){ copy, p };
	return p;
}

const struct phrases *engine_phrases(struct engine *e, const char *name, struct err *err)
{
	struct buf path = BUF_INIT;
	struct phrases *p = NULL;
	for (size_t i = 0; i < e->phrases_count; i++)
		if (strcmp(e->phrases[i].name, name) == 0)
			return e->phrases[i].phrases;
	buf_addf(&path, "data/%s.json", name);
	const struct file *f = engine_file(e, path.data);
	buf_release(&path);
	if (!f) {
		err_set(err, ERR_POLICY, "there is no word list '%s': it would be the file data/%s.json", name, name);
		return NULL;
	}
	if (phrases_from_json(f->text, f->len, &p, err) < 0)
		return NULL;
	return keep_phrases(e, name, p, err);
}
