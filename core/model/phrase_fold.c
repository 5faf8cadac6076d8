/* SPDX-License-Identifier: MIT */
#include "model/phrase_fold.h"

#include <utf8proc.h>

#define CODES_MAX 40
#define EXPANSION_MAX 18 /* the longest compatibility decomposition, U+FDFA */
#define BAD_BYTE (-1)

#define SELF4(c) c, c + 1, c + 2, c + 3
#define SELF16(c) SELF4(c), SELF4(c + 4), SELF4(c + 8), SELF4(c + 12)
const char fold_plain[256] = {
	[' '] = SELF16(' '), SELF16('0'), '@', /* all but letters stand for themselves */
	'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z',
	'[', '\\', ']', '^', '_', SELF16('`'), SELF4('p'), SELF4('t'), SELF4('x'), '|', '}', '~',
};

static int32_t read_code(const struct fold *f, size_t at, size_t *bytes)
{
	utf8proc_int32_t code;
	utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)f->text + at, (utf8proc_ssize_t)(f->len - at), &code);
	if (n <= 0) {
		*bytes = 1;
		return BAD_BYTE;
	}
	*bytes = (size_t)n;
	return code;
}

static bool is_space(int32_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a)
		|| c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

/* Scripts that put no space between words: a space between two such characters says nothing. */
static bool is_cjk(int32_t c)
{
	return (c >= 0x3005 && c <= 0x3007) || (c >= 0x3041 && c <= 0x30ff) || (c >= 0x3400 && c <= 0x4dbf)
		|| (c >= 0x4e00 && c <= 0x9fff) || (c >= 0xf900 && c <= 0xfaff) || (c >= 0xff66 && c <= 0xff9f)
		|| (c >= 0x20000 && c <= 0x3ffff);
}

/* Latin, Greek, Cyrillic, Armenian */
static bool is_word(int32_t c)
{
	if (c < 0x80)
		return c >= 0 && fold_is_alnum((char)c);
	if (c < 0xaa || c > 0x58f)
		return false;
	utf8proc_category_t k = utf8proc_category(c);
	return k >= UTF8PROC_CATEGORY_LU && k <= UTF8PROC_CATEGORY_LO;
}

/* Belongs to the character before it: combining marks, and vowels and tails of Hangul syllables. */
static bool is_mark(int32_t c)
{
	if (c < 0x300)
		return false;
	return (c >= 0x1160 && c <= 0x11ff) || (c >= 0xd7b0 && c <= 0xd7ff) || utf8proc_get_property(c)->combining_class != 0;
}

/* What c folds to; 0: it is dropped. */
static size_t fold_code(int32_t c, int32_t out[EXPANSION_MAX])
{
	if (c >= 0 && c < 0x80) {
		out[0] = (unsigned char)fold_plain[c];
		return out[0] != 0;
	}
	if (c == BAD_BYTE || (c >= 0x4e00 && c <= 0x9fff)) { /* unified ideographs are as they are */
		out[0] = c;
		return 1;
	}
	int boundary = 0;
	utf8proc_ssize_t n = utf8proc_decompose_char(c, out, EXPANSION_MAX,
		UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE, &boundary);
	if (n < 0 || n > EXPANSION_MAX) {
		out[0] = c;
		return 1;
	}
	return (size_t)n;
}

static void put_codes(struct fold_unit *u, const int32_t *codes, size_t n)
{
	u->count = 0;
	for (size_t i = 0; i < n; i++) {
		if (codes[i] == BAD_BYTE)
			u->bytes[u->count++] = (char)0xff;
		else
			u->count += (size_t)utf8proc_encode_char(codes[i], (utf8proc_uint8_t *)u->bytes + u->count);
	}
}

/* Marks of different classes may come in any order: sort them, keeping the order within a class. */
static void order_marks(int32_t *codes, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		int32_t code = codes[i];
		int rank = utf8proc_get_property(code)->combining_class;
		size_t at = i;
		for (; rank && at > 0 && utf8proc_get_property(codes[at - 1])->combining_class > rank; at--)
			codes[at] = codes[at - 1];
		codes[at] = code;
	}
}

/* At white space: takes the run. True: it counts, as one space. */
static bool take_space(struct fold *f, struct fold_unit *u)
{
	int32_t ignored[EXPANSION_MAX], c = 0;
	size_t bytes;
	u->start = f->at;
	for (; f->at < f->len; f->at += bytes) {
		c = read_code(f, f->at, &bytes);
		if (is_space(c))
			u->end = f->at + bytes;
		else if (fold_code(c, ignored) != 0)
			break;
	}
	if (f->after_cjk && f->at < f->len && is_cjk(c))
		return false;
	f->after_cjk = false;
	u->word = false;
	u->count = 1;
	u->bytes[0] = ' ';
	return true;
}

bool fold_next(struct fold *f, struct fold_unit *u)
{
	int32_t codes[CODES_MAX], c;
	size_t bytes, n;
	for (;; f->at += bytes) {
		if (f->at >= f->len)
			return false;
		c = read_code(f, f->at, &bytes);
		if (is_space(c)) {
			if (take_space(f, u))
				return true;
			bytes = 0;
			continue;
		}
		n = fold_code(c, codes);
		if (n)
			break;
	}
	u->start = f->at;
	u->end = f->at += bytes;
	f->after_cjk = is_cjk(c);
	u->word = is_word(codes[0]);

	/* no marks follow where an ideograph or plain ASCII does */
	size_t at = f->at;
	while (at < f->len && n <= CODES_MAX - EXPANSION_MAX) {
		unsigned char lead = (unsigned char)f->text[at];
		if (fold_plain[lead] || (lead >= 0xe4 && lead <= 0xe9))
			break;
		c = read_code(f, at, &bytes);
		size_t more = is_space(c) ? 1 : fold_code(c, codes + n);
		if (more && (is_space(c) || !is_mark(codes[n])))
			break;
		at += bytes;
		n += more;
		if (more)
			u->end = f->at = at;
	}
	if (codes[0] != BAD_BYTE && n > 1)
		order_marks(codes, n);
	put_codes(u, codes, n);
	return true;
}
