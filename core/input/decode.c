/* SPDX-License-Identifier: MIT */
/* decode: see decode.h. iconv does the work; here are the names, the marks and what is broken. */
#include "input/decode.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

#define MARK_MAX 4      /* bytes of a byte order mark */
#define CHARACTER_MAX 8 /* bytes of a character, in any encoding */

/* What people call an encoding, and what iconv calls it. GB 18030 contains what GBK and GB 2312 have. */
static const char *const aliases[][2] = {
	{ "utf-8", "UTF-8" }, { "utf8", "UTF-8" }, { "utf-16", "UTF-16" }, { "utf16", "UTF-16" }, { "utf-16le", "UTF-16LE" }, { "utf-16be", "UTF-16BE" },
	{ "latin-1", "ISO-8859-1" }, { "latin1", "ISO-8859-1" }, { "iso-8859-1", "ISO-8859-1" }, { "iso-8859-15", "ISO-8859-15" },
	{ "windows-1252", "CP1252" }, { "cp1252", "CP1252" }, { "ansi", "CP1252" }, { "ascii", "ASCII" }, { "us-ascii", "ASCII" },
	{ "gb18030", "GB18030" }, { "gbk", "GB18030" }, { "gb2312", "GB18030" }, { "big5", "BIG5" }, { "shift_jis", "SHIFT_JIS" }, { "euc-kr", "EUC-KR" },
};
#define ALIAS_COUNT (sizeof(aliases) / sizeof(*aliases))

static int unknown(const char *encoding, struct err *err)
{
	const char *known[ALIAS_COUNT], *near;

	for (size_t i = 0; i < ALIAS_COUNT; i++)
		known[i] = aliases[i][0];
	near = text_nearest(encoding, known, ALIAS_COUNT);
	err_set(err, ERR_INPUT, "there is no encoding '%.40s'", encoding);
	return near ? err_hint(err, "did you mean '%s'?", near) : err_hint(err, "such as utf-8, utf-16, latin-1, windows-1252, gb18030");
}

static int open_iconv(struct decoder *d, struct err *err)
{
	d->passes = !strcmp(d->name, "UTF-8");
	d->unit = !strncmp(d->name, "UTF-16", 6) ? 2 : 1;
	if (d->open)
		iconv_close(d->cd);
	d->open = false;
	if (d->passes)
		return 0;
	d->cd = iconv_open("UTF-8", d->name);
	if (d->cd == (iconv_t)-1)
		return errno == ENOMEM ? err_set(err, ERR_MEMORY, "out of memory") : unknown(d->name, err);
	d->open = true;
	return 0;
}

int decoder_init(struct decoder *d, const char *encoding, struct err *err)
{
	*d = (struct decoder){ .name = "UTF-8", .given = encoding, .rest = BUF_INIT };
	if (encoding) {
		/* a '/' would ask iconv to transliterate or to leave out what it cannot read */
		if (!*encoding || strlen(encoding) >= sizeof d->name || strchr(encoding, '/'))
			return unknown(encoding, err);
		strcpy(d->name, encoding);
		for (size_t i = 0; i < ALIAS_COUNT; i++)
			if (!strcasecmp(encoding, aliases[i][0]))
				strcpy(d->name, aliases[i][1]);
	}
	return open_iconv(d, err);
}

void decoder_release(struct decoder *d)
{
	if (d->open)
		iconv_close(d->cd);
	d->open = false;
	buf_release(&d->rest);
}

static int contradiction(const struct decoder *d, const char *mark, struct err *err)
{
	err_set(err, ERR_INPUT, "the file begins with the byte order mark of %s, and the mapping says %s", mark, d->name);
	return err_hint(err, "leave \"encoding\" out: the mark says it");
}

/* Looks at the first bytes; answers how many are the mark, or an error. */
static int begin(struct decoder *d, const char *s, size_t n, struct err *err)
{
	static const struct { const char *mark; size_t len; const char *name; } marks[] = {
		{ "\xEF\xBB\xBF", 3, "UTF-8" }, { "\xFF\xFE", 2, "UTF-16LE" }, { "\xFE\xFF", 2, "UTF-16BE" }, { "\x84\x31\x95\x33", 4, "GB18030" },
	};
	d->begun = true;
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		if (n < marks[i].len || memcmp(s, marks[i].mark, marks[i].len))
			continue;
		if (d->given && strcmp(d->name, marks[i].name) && !(d->unit == 2 && !strcmp(d->name, "UTF-16") && marks[i].len == 2))
			return contradiction(d, marks[i].name, err);
		strcpy(d->name, marks[i].name);
		const int status = open_iconv(d, err);
		return status ? status : (int)marks[i].len;
	}
	if (!strcmp(d->name, "UTF-16")) { /* without a mark: what Windows writes */
		strcpy(d->name, "UTF-16LE");
		return open_iconv(d, err);
	}
	return 0;
}

/* Converts what is whole; answers how many bytes are left over. */
static size_t convert(struct decoder *d, const char *s, size_t n, struct buf *out)
{
	char *in = (char *)s; /* iconv does not write there; its declaration is older than const */
	size_t left = n;

	while (left) {
		if (!buf_reserve(out, left + left / 2 + 16))
			return 0;
		char *to = out->data + out->len;
		size_t room = out->cap - out->len - 1;
		const size_t had = room;
		const size_t done = iconv(d->cd, &in, &left, &to, &room);
		const int why = errno;
		out->len += had - room;
		out->data[out->len] = 0;
		if (done != (size_t)-1)
			break;
		if (why == EINVAL)
			return left;
		if (why == EILSEQ) {
			const size_t step = left < d->unit ? left : d->unit;
			buf_putc(out, DECODE_BAD);
			in += step;
			left -= step;
			iconv(d->cd, NULL, NULL, NULL, NULL);
		}
	}
	return left;
}

int decoder_feed(struct decoder *d, const char *bytes, size_t n, bool last, struct buf *out, struct err *err)
{
	size_t from = 0, left = 0;

	if (d->begun && d->passes) {
		buf_add(out, bytes, n);
		return out->failed ? err_set(err, ERR_MEMORY, "out of memory") : 0;
	}
	buf_add(&d->rest, bytes, n);
	if (d->rest.failed)
		return err_set(err, ERR_MEMORY, "out of memory");
	if (!d->begun) {
		if (d->rest.len < MARK_MAX && !last)
			return 0;
		const int mark = begin(d, d->rest.data, d->rest.len, err);
		if (mark < 0)
			return mark;
		from = (size_t)mark;
	}
	if (d->passes)
		buf_add(out, d->rest.data + from, d->rest.len - from);
	else
		left = convert(d, d->rest.data + from, d->rest.len - from, out);
	if (left && (last || left > CHARACTER_MAX)) {
		buf_putc(out, DECODE_BAD);
		left = 0;
	}
	if (left)
		memmove(d->rest.data, d->rest.data + d->rest.len - left, left);
	d->rest.len = left;
	return out->failed ? err_set(err, ERR_MEMORY, "out of memory") : 0;
}
