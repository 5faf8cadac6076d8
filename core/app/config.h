/* SPDX-License-Identifier: MIT */
/*
 * config: what plumb was told, and by whom: plumb.json, then the environment, then the command line; the later wins.
 *
 * Every key has the three forms ("limits.soft_ms" in the file, PLUMB_SOFT_MS, --soft-ms) and one description, in
 * config_keys. An unknown key or a value of the wrong type is an error with file, line and "did you mean". Paths in the
 * file are relative to the file's folder.
 */
#ifndef PLUMB_APP_CONFIG_H
#define PLUMB_APP_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "model/verdict.h"
#include "report/messages.h"

enum config_key {
	CONFIG_POLICIES, CONFIG_STORE, CONFIG_USER, CONFIG_LANG, CONFIG_TIMEZONE, CONFIG_CALENDAR, CONFIG_WORKERS, CONFIG_FAIL_ON, CONFIG_ALLOW_UNKNOWN,
	CONFIG_LENIENT, CONFIG_WIDTH, CONFIG_QUARANTINE_AFTER, CONFIG_SOFT_MS, CONFIG_LOAD_MS, CONFIG_STATE_MB, CONFIG_BLOCK_MB,
	CONFIG_DOCUMENT_MB, CONFIG_DEPTH,
	CONFIG_COUNT
};
enum config_type { CONFIG_TEXT, CONFIG_PATH, CONFIG_NUMBER, CONFIG_BOOL, CONFIG_CHOICE };
enum config_origin { ORIGIN_DEFAULT, ORIGIN_FILE, ORIGIN_ENVIRONMENT, ORIGIN_FLAG };

struct config_key_info {
	const char *name;           /* in plumb.json; a dot: a member of an object */
	const char *flag;           /* without the dashes */
	const char *variable;
	enum config_type type;
	const char *const *choices; /* ends with NULL */
	int64_t least, most, standard; /* of a number; standard: when nobody says anything */
};
extern const struct config_key_info config_keys[CONFIG_COUNT];

struct config_value {
	enum config_origin origin;
	char *text;                 /* TEXT, PATH, CHOICE; NULL: not given */
	int64_t number;             /* NUMBER, BOOL */
};
struct config {
	struct config_value values[CONFIG_COUNT];
	char *file;                 /* the plumb.json that was read, or NULL */
};

/* file NULL: plumb.json of the working directory, when there is one. Then the environment. */
int config_load(struct config *c, const char *file, struct err *err);
/* A value as text; `source` is what the message names: "--workers", "PLUMB_WORKERS". */
int config_set(struct config *c, enum config_key key, const char *text, enum config_origin origin, const char *source, struct err *err);
void config_release(struct config *c);

static inline const char *config_text(const struct config *c, enum config_key key) { return c->values[key].text; }
static inline int64_t config_number(const struct config *c, enum config_key key) { return c->values[key].number; }
static inline bool config_bool(const struct config *c, enum config_key key) { return c->values[key].number != 0; }
/* Asked for, else LC_ALL, LC_MESSAGES, LANG in this order: the first that is set counts. */
enum lang config_lang(const struct config *c);
enum severity config_fail_on(const struct config *c);

#endif
