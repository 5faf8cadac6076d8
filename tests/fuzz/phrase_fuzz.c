/* SPDX-License-Identifier: MIT */
/*
 * phrase_fuzz: any text against a fixed list, any bytes as a list.
 * Oracles: hits lie within the text in order, none inside another; a text that is found folded is found twice in two copies.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "model/phrase.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MAX 64

static const char fixed[] = "{\"sets\":{\"g\":[\"ab\",\"争创\"]},\"entries\":["
	"{\"text\":\"最佳\",\"level\":\"banned\",\"unless\":[\"最佳赏味期\",\"x最佳\"],\"unless_before\":[\"@g\"]},"
	"{\"text\":\"b\",\"level\":\"caution\",\"unless_after\":[\"c\"]},{\"text\":\"abab\",\"level\":\"caution\"},"
	"{\"text\":\"é\",\"level\":\"caution\"},{\"text\":\"か\",\"level\":\"caution\"},{\"text\":\"a b\",\"level\":\"evidence\"},"
	"{\"text\":\"100%\",\"level\":\"evidence\"},{\"text\":\"%有效\",\"level\":\"evidence\"},{\"text\":\"가\",\"level\":\"caution\"}]}";

static void require(bool ok)
{
	if (!ok)
		abort();
}

static size_t search(const struct phrases *p, const char *text, size_t len)
{
	struct phrase_hit hits[MAX];
	size_t n = phrases_find(p, text, len, hits, MAX);
	for (size_t i = 0; i < n && i < MAX; i++) {
		const struct phrase_hit *h = &hits[i];
		require(h->bytes > 0 && (size_t)h->byte + h->bytes <= len && h->at > 0 && h->length > 0 && h->at - 1 <= h->byte);
		if (i)
			require(h->byte > h[-1].byte && h->byte + h->bytes > h[-1].byte + h[-1].bytes && h->at > h[-1].at);
	}
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct phrases *list;
	if (!list)
		require(phrases_from_json(fixed, sizeof fixed - 1, &list, NULL) == 0);
	char *text = malloc(2 * size + 3);
	require(text != NULL);
	memcpy(text, data, size);
	size_t once = search(list, text, size);
	/* a full stop keeps the copies apart: contexts, boundaries and spaces do not reach over it */
	memcpy(text + size, ".|.", 3);
	memcpy(text + size + 3, data, size);
	require(search(list, text, 2 * size + 3) == 2 * once);
	free(text);

	struct phrases *own;
	if (phrases_from_json((const char *)data, size, &own, NULL) == 0) {
		search(own, (const char *)data, size);
		search(own, fixed, sizeof fixed - 1);
		phrases_free(own);
	}
	return 0;
}
