/* SPDX-License-Identifier: MIT */
/* fixture: a folder of its own for each test, removed afterwards. */
#ifndef APP_FIXTURE_H
#define APP_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/err.h"

static char room[64];

static inline int enter_room(void **state)
{
	(void)state;
	strcpy(room, "/tmp/plumb-test-XXXXXX");
	return mkdtemp(room) && chdir(room) == 0 ? 0 : -1;
}

static inline int leave_room(void **state)
{
	char command[256];

	(void)state;
	snprintf(command, sizeof command, "chmod -R u+rwX %s; rm -rf %s", room, room);
	return chdir("/") || system(command) ? -1 : 0;
}

static inline void put(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static inline void assert_error(struct err *e, enum err_code code, const char *part)
{
	struct buf text = BUF_INIT;

	assert_int_equal(e->code, code);
	err_format(e, &text);
	if (!strstr(text.data, part))
		fail_msg("'%s' is not in: %s", part, text.data);
	buf_release(&text);
	err_release(e);
}

#endif
