/* SPDX-License-Identifier: MIT */
/* config: one table of keys, three sources. */
#include "app/config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "json/locate.h"
#include "json/read.h"

#define CONFIG_FILE "plumb.json"

static const char *const langs[] = { "en", "zh", NULL };
static const char *const severities[] = { "info", "warning", "error", "critical", NULL };

const struct config_key_info config_keys[CONFIG_COUNT] = {
	[CONFIG_POLICIES] = { "policies", "policies", "PLUMB_POLICIES", CONFIG_PATH, NULL, 0, 0, 0 },
	[CONFIG_STORE] = { "store", "store", "PLUMB_STORE", CONFIG_PATH, NULL, 0, 0, 0 },
	[CONFIG_USER] = { "user", "user", "PLUMB_USER", CONFIG_TEXT, NULL, 0, 0, 0 },
	[CONFIG_LANG] = { "lang", "lang", "PLUMB_LANG", CONFIG_CHOICE, langs, 0, 0, 0 },
	[CONFIG_TIMEZONE] = { "timezone", "timezone", "PLUMB_TIMEZONE", CONFIG_TEXT, NULL, 0, 0, 0 },
	[CONFIG_CALENDAR] = { "calendar", "calendar", "PLUMB_CALENDAR", CONFIG_TEXT, NULL, 0, 0, 0 },
	[CONFIG_WORKERS] = { "workers", "workers", "PLUMB_WORKERS", CONFIG_NUMBER, NULL, 0, 256, 0 },
	[CONFIG_FAIL_ON] = { "fail_on", "fail-on", "PLUMB_FAIL_ON", CONFIG_CHOICE, severities, 0, 0, 0 },
	[CONFIG_ALLOW_UNKNOWN] = { "allow_unknown", "allow-unknown", "PLUMB_ALLOW_UNKNOWN", CONFIG_BOOL, NULL, 0, 1, 0 },
	[CONFIG_LENIENT] = { "lenient", "lenient", "PLUMB_LENIENT", CONFIG_BOOL, NULL, 0, 1, 0 },
	[CONFIG_WIDTH] = { "width", "width", "PLUMB_WIDTH", CONFIG_NUMBER, NULL, 80, 100, 100 },
	[CONFIG_QUARANTINE_AFTER] = { "quarantine_after", "quarantine-after", "PLUMB_QUARANTINE_AFTER", CONFIG_NUMBER, NULL, 1, 1000000, 3 },
	[CONFIG_SOFT_MS] = { "limits.soft_ms", "soft-ms", "PLUMB_SOFT_MS", CONFIG_NUMBER, NULL, 10, 600000, 250 },
	[CONFIG_LOAD_MS] = { "limits.load_ms", "load-ms", "PLUMB_LOAD_MS", CONFIG_NUMBER, NULL, 10, 600000, 1000 },
	[CONFIG_STATE_MB] = { "limits.state_mb", "state-mb", "PLUMB_STATE_MB", CONFIG_NUMBER, NULL, 4, 4096, 64 },
	[CONFIG_BLOCK_MB] = { "limits.block_mb", "block-mb", "PLUMB_BLOCK_MB", CONFIG_NUMBER, NULL, 1, 1024, 16 },
	[CONFIG_DOCUMENT_MB] = { "limits.document_mb", "document-mb", "PLUMB_DOCUMENT_MB", CONFIG_NUMBER, NULL, 1, 30, 8 },
	[CONFIG_DEPTH] = { "limits.depth", "depth", "PLUMB_DEPTH", CONFIG_NUMBER, NULL, 2, 1024, 64 },
};

void config_release(struct config *c)
{
	for (int k = 0; k < CONFIG_COUNT; k++)
		free(c->values[k].text);
	free(c->file);
	*c = (struct config){ 0 };
}

static int take(struct config_value *v, char *text, int64_t number, enum config_origin origin, struct err *err)
{
	free(v->text);
	*v = (struct config_value){ origin, text, number };
	return text ? 0 : err_set(err, ERR_MEMORY, "out of memory");
}

static int set_choice(struct config_value *v, const struct config_key_info *k, const char *text, enum config_origin origin, const char *source, struct err *err)
{
	struct buf known = BUF_INIT;
	const char *near;
	size_t n = 0;

	for (; k->choices[n]; n++)
		if (!strcmp(k->choices[n], text))
			return take(v, strdup(text), 0, origin, err);
	for (size_t i = 0; i < n; i++)
		buf_addf(&known, "%s%s", i ? ", " : "", k->choices[i]);
	near = text_nearest(text, k->choices, n);
	err_set(err, ERR_USAGE, "%s: '%s' is none of %s", source, text, known.data);
	if (near)
		err_hint(err, "did you mean '%s'?", near);
	buf_release(&known);
	return ERR_USAGE;
}

static int set_number(struct config_value *v, const struct config_key_info *k, const char *text, enum config_origin origin, const char *source, struct err *err)
{
	char *end;
	long long n;

	errno = 0;
	n = strtoll(text, &end, 10);
	if (!((*text >= '0' && *text <= '9') || *text == '-') || *end || errno || n < k->least || n > k->most)
		return err_set(err, ERR_USAGE, "%s: '%s' is not a whole number from %lld to %lld", source, text, (long long)k->least, (long long)k->most);
	return take(v, strdup(text), n, origin, err);
}

static int set_bool(struct config_value *v, const char *text, enum config_origin origin, const char *source, struct err *err)
{
	static const char *const yes[] = { "true", "yes", "1", "on" }, *const no[] = { "false", "no", "0", "off" };

	for (size_t i = 0; i < 4; i++) {
		if (!strcmp(text, yes[i]))
			return take(v, strdup("true"), 1, origin, err);
		if (!strcmp(text, no[i]))
			return take(v, strdup("false"), 0, origin, err);
	}
	return err_set(err, ERR_USAGE, "%s: '%s' is neither true nor false", source, text);
}

int config_set(struct config *c, enum config_key key, const char *text, enum config_origin origin, const char *source, struct err *err)
{
	const struct config_key_info *k = &config_keys[key];
	struct config_value *v = &c->values[key];

	switch (k->type) {
	case CONFIG_CHOICE:
		return set_choice(v, k, text, origin, source, err);
	case CONFIG_NUMBER:
		return set_number(v, k, text, origin, source, err);
	case CONFIG_BOOL:
		return set_bool(v, text, origin, source, err);
	default:
		if (!*text)
			return err_set(err, ERR_USAGE, "%s: it is empty", source);
		return take(v, strdup(text), 0, origin, err);
	}
}

/* ---- plumb.json ---- */

struct file {
	const char *path, *text;
	size_t len;
};

static int wrong(const struct file *f, const char *pointer, struct err *err)
{
	int line = 0, column = 0;

	json_locate(f->text, f->len, pointer, &line, &column);
	err_at(err, f->path, line, column);
	return err_pointer(err, pointer);
}

static const char *type_word(enum config_type t)
{
	static const char *const words[] = { "a text", "a text (a path)", "a number", "true or false", "a text" };

	return words[t];
}

/* A path as the file means it: relative to the file's own folder. */
static char *beside(const char *file, const char *path)
{
	const char *slash = strrchr(file, '/');
	struct buf joined = BUF_INIT;

	if (*path != '/' && slash)
		buf_add(&joined, file, (size_t)(slash - file) + 1);
	buf_puts(&joined, path);
	return buf_detach(&joined);
}

static int set_member(struct config *c, const struct file *f, enum config_key key, struct json_value value, const char *pointer, struct err *err)
{
	const struct config_key_info *k = &config_keys[key];
	enum json_type type = json_type(value);
	struct buf source = BUF_INIT;
	char number[32], *path = NULL;
	const char *text = NULL;
	size_t len;
	int status;

	if (k->type == CONFIG_NUMBER && type == JSON_T_INT) {
		snprintf(number, sizeof number, "%lld", (long long)json_int(value));
		text = number;
	} else if (k->type == CONFIG_BOOL && (type == JSON_T_TRUE || type == JSON_T_FALSE)) {
		text = type == JSON_T_TRUE ? "true" : "false";
	} else if (k->type != CONFIG_NUMBER && k->type != CONFIG_BOOL && type == JSON_T_STRING) {
		text = json_string(value, &len);
	}
	if (!text) {
		err_set(err, ERR_USAGE, "'%s' must be %s", k->name, type_word(k->type));
		return wrong(f, pointer, err);
	}
	if (k->type == CONFIG_PATH || (key == CONFIG_CALENDAR && strchr(text, '/')))
		text = path = beside(f->path, text);
	if (!text)
		return err_set(err, ERR_MEMORY, "out of memory");
	buf_addf(&source, "'%s'", k->name);
	status = config_set(c, key, text, ORIGIN_FILE, source.data, err);
	if (status)
		wrong(f, pointer, err);
	buf_release(&source);
	free(path);
	return status;
}

static int unknown_key(const struct file *f, const char *name, const char *pointer, struct err *err)
{
	const char *names[CONFIG_COUNT + 1], *near;

	for (int k = 0; k < CONFIG_COUNT; k++)
		names[k] = config_keys[k].name;
	names[CONFIG_COUNT] = "limits";
	near = text_nearest(name, names, CONFIG_COUNT + 1);
	err_set(err, ERR_USAGE, "there is no setting '%s'", name);
	if (near)
		err_hint(err, "did you mean '%s'?", near);
	return wrong(f, pointer, err);
}

static int read_object(struct config *c, const struct file *f, struct json_value object, const char *prefix, struct err *err)
{
	struct buf name = BUF_INIT, pointer = BUF_INIT;
	struct json_iter it;
	int status = 0;

	for (json_iter_begin(&it, object); !status && json_iter_next(&it);) {
		int key = 0;

		buf_clear(&name);
		buf_clear(&pointer);
		buf_addf(&name, "%s%s%.*s", prefix, *prefix ? "." : "", (int)it.key_len, it.key);
		buf_addf(&pointer, "%s%s/", *prefix ? "/" : "", prefix);
		for (size_t i = 0; i < it.key_len; i++) /* RFC 6901 */
			if (it.key[i] == '~' || it.key[i] == '/')
				buf_puts(&pointer, it.key[i] == '~' ? "~0" : "~1");
			else
				buf_putc(&pointer, it.key[i]);
		while (key < CONFIG_COUNT && strcmp(config_keys[key].name, name.data))
			key++;
		if (key < CONFIG_COUNT)
			status = set_member(c, f, (enum config_key)key, it.value, pointer.data, err);
		else if (!strcmp(name.data, "limits") && json_type(it.value) == JSON_T_OBJECT)
			status = read_object(c, f, it.value, "limits", err);
		else if (!strcmp(name.data, "limits"))
			status = (err_set(err, ERR_USAGE, "'limits' must be an object"), wrong(f, pointer.data, err));
		else
			status = unknown_key(f, name.data, pointer.data, err);
	}
	buf_release(&name);
	buf_release(&pointer);
	return status;
}

static int read_file(struct config *c, const char *path, struct err *err)
{
	static const struct json_limits limits = { 1u << 20, 8, 256, 1000 };
	struct json_reader *reader = json_reader_new();
	struct buf text = BUF_INIT;
	struct json_value root;
	struct file f;
	int status = buf_read_file(&text, path, limits.bytes);

	if (!reader) {
		status = err_set(err, ERR_MEMORY, "out of memory");
	} else if (status) {
		err_set(err, ERR_USAGE, "the configuration cannot be read: %s", strerror(-status));
		err_at(err, path, 0, 0);
		status = ERR_USAGE;
	} else if ((status = json_read(reader, text.data, text.len, &limits, &root, err))) {
		err->code = ERR_USAGE;
		status = err_at(err, path, err->line, err->column);
	} else if (json_type(root) != JSON_T_OBJECT) {
		err_set(err, ERR_USAGE, "the configuration must be a JSON object");
		status = err_at(err, path, 1, 1);
	} else {
		f = (struct file){ path, text.data, text.len };
		status = read_object(c, &f, root, "", err);
	}
	json_reader_free(reader);
	buf_release(&text);
	return status;
}

int config_load(struct config *c, const char *file, struct err *err)
{
	int status;

	*c = (struct config){ 0 };
	for (int k = 0; k < CONFIG_COUNT; k++)
		c->values[k].number = config_keys[k].standard;
	if (!file && access(CONFIG_FILE, F_OK) == 0)
		file = CONFIG_FILE;
	if (file) {
		c->file = strdup(file);
		if (!c->file)
			return err_set(err, ERR_MEMORY, "out of memory");
		status = read_file(c, file, err);
		if (status)
			return status;
	}
	for (int k = 0; k < CONFIG_COUNT; k++) {
		const char *value = getenv(config_keys[k].variable);

		if (!value || !*value)
			continue;
		status = config_set(c, (enum config_key)k, value, ORIGIN_ENVIRONMENT, config_keys[k].variable, err);
		if (status)
			return status;
	}
	return 0;
}

enum lang config_lang(const struct config *c)
{
	static const char *const variables[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

	if (c->values[CONFIG_LANG].text)
		return lang_from(c->values[CONFIG_LANG].text);
	for (size_t i = 0; i < 3; i++) {
		const char *value = getenv(variables[i]);

		if (value && *value)
			return lang_from(value);
	}
	return LANG_EN;
}

enum severity config_fail_on(const struct config *c)
{
	const char *text = c->values[CONFIG_FAIL_ON].text;

	for (int s = 0; text && severities[s]; s++)
		if (!strcmp(severities[s], text))
			return (enum severity)s;
	return SEVERITY_ERROR;
}
