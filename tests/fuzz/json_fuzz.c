/* SPDX-License-Identifier: MIT */
/*
 * json_fuzz: the fast reader and the strict one must refuse the same texts, and what is accepted must
 * survive being written and read again. Run by `make fuzz`: built by clang with -fsanitize=fuzzer,address.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "json/locate.h"
#include "json/refuse.h"
#include "json/write.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int holds)
{
	if (!holds)
		abort();
}

static void check_refusal(const char *text, size_t len, const struct json_limits *limits, const struct err *e)
{
	const int strict = json_refuse(text, len, limits, JSON_NO_TOKEN, NULL);

	require(e->message != NULL);
	require(strncmp(e->message, "not JSON", 8) != 0); /* the strict reader found nothing */
	require(strict == (int)e->code || !strncmp(e->message, "duplicate key", 13));
	require(e->line > 0 || e->code == ERR_LIMIT);
}

static void check_value(const char *text, size_t len, const struct json_limits *limits, struct json_value root)
{
	const struct json_limits wide = { SIZE_MAX / 4, limits->depth, SIZE_MAX, SIZE_MAX };
	struct json_reader *again = json_reader_new();
	struct buf first = BUF_INIT, second = BUF_INIT;
	struct json_out o = json_out(&first, 0);
	int line, column;

	require(json_refuse(text, len, limits, JSON_NO_TOKEN, NULL) == 0);
	require(json_locate(text, len, "", &line, &column));
	json_put_value(&o, root, true);
	require(json_read(again, first.data, first.len, &wide, &root, NULL) == 0);
	o = json_out(&second, 0);
	json_put_value(&o, root, true);
	require(first.len == second.len && !memcmp(first.data, second.data, first.len));
	buf_release(&first);
	buf_release(&second);
	json_reader_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct json_reader *reader;
	const struct json_limits limits = { 4096, 8, 32, 50 };
	char *text = malloc(size + !size); /* its own size: a byte read beyond it is seen */
	struct json_value root;
	struct err e = ERR_INIT;

	if (!reader)
		reader = json_reader_new();
	if (size)
		memcpy(text, data, size);
	if (json_read(reader, text, size, &limits, &root, &e))
		check_refusal(text, size, &limits, &e);
	else
		check_value(text, size, &limits, root);
	err_release(&e);
	free(text);
	return 0;
}
