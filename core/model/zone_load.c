/* SPDX-License-Identifier: MIT */
/*
 * zone_load: a zone by name from the system's tz database: $TZDIR, else /usr/share/zoneinfo. Only the host does this.
 * "UTC" needs no database.
 */
#include "model/zone_file.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"

#define FILE_LIMIT (1u << 20)
#define NAMES_MAX 2000

/* Region/City: letters, digits and _ + - between slashes; no way out of the folder. */
static bool plain_name(const char *name)
{
	size_t len = strlen(name);
	if (len == 0 || len >= sizeof((struct zone *)0)->name || name[0] == '/' || name[len - 1] == '/' || strstr(name, "//"))
		return false;
	for (const char *p = name; *p; p++) {
		bool letter = (*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z');
		if (!letter && !(*p >= '0' && *p <= '9') && !strchr("_+-/", *p))
			return false;
	}
	return true;
}

struct names {
	struct arena arena;
	const char **items;
	size_t count;
};

/* All zones below dir/prefix. Their names start with a capital; what is no zone ("posix", "tzdata.zi") does not. */
static void collect(struct names *n, const char *dir, const char *prefix, int depth)
{
	const char *path = arena_printf(&n->arena, "%s/%s", dir, prefix);
	DIR *d = path ? opendir(path) : NULL;
	if (!d)
		return;
	for (struct dirent *e; (e = readdir(d)) && n->count < NAMES_MAX;) {
		if (e->d_name[0] < 'A' || e->d_name[0] > 'Z')
			continue;
		const char *name = arena_printf(&n->arena, "%s%s", prefix, e->d_name);
		if (!name)
			break;
		if (e->d_type != DT_DIR)
			n->items[n->count++] = name;
		else if (depth < 3 && (name = arena_printf(&n->arena, "%s/", name)))
			collect(n, dir, name, depth + 1);
	}
	closedir(d);
}

static int no_such_zone(const char *dir, const char *name, struct err *err)
{
	int code = err_set(err, ERR_INPUT, "no time zone is called '%s'", name);
	struct names n = { ARENA_INIT, NULL, 0 };
	n.items = malloc((NAMES_MAX + 1) * sizeof *n.items);
	if (!n.items)
		return code;
	n.items[n.count++] = "UTC";
	collect(&n, dir, "", 0);
	const char *near = text_nearest(name, n.items, n.count);
	if (near)
		err_hint(err, "did you mean '%s'?", near);
	else if (n.count == 1)
		err_hint(err, "there is no tz database in %s; install the package tzdata", dir);
	else
		err_hint(err, "time zones are named as in the tz database: Asia/Shanghai, Europe/Berlin, UTC");
	free(n.items);
	arena_release(&n.arena);
	return code;
}

int zone_load(struct zone *z, const char *name, struct err *err)
{
	*z = (struct zone){ 0 };
	if (!plain_name(name)) {
		int code = err_set(err, ERR_INPUT, "'%s' cannot be the name of a time zone", name);
		err_hint(err, "time zones are named as in the tz database: Asia/Shanghai, Europe/Berlin, UTC");
		return code;
	}
	memcpy(z->name, name, strlen(name) + 1);
	if (strcmp(name, "UTC") == 0)
		return 0;

	const char *dir = getenv("TZDIR");
	if (!dir || !*dir)
		dir = "/usr/share/zoneinfo";
	struct buf path = BUF_INIT, bytes = BUF_INIT;
	buf_addf(&path, "%s/%s", dir, name);
	bool capital = name[0] >= 'A' && name[0] <= 'Z'; /* "localtime", "posix/...", "right/..." are not zones of their own */
	int code = path.failed ? -ENOMEM : !capital ? -ENOENT : buf_read_file(&bytes, path.data, FILE_LIMIT);
	if (code == -ENOMEM)
		code = err_set(err, ERR_MEMORY, "out of memory");
	else if (code < 0)
		code = no_such_zone(dir, name, err);
	else if ((code = zone_parse(z, (const unsigned char *)bytes.data, bytes.len, err)) < 0)
		err_at(err, path.data, 0, 0);
	if (code < 0)
		zone_release(z);
	buf_release(&bytes);
	buf_release(&path);
	return code;
}
