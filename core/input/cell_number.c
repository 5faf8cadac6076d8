/* SPDX-License-Identifier: MIT */
/* cell_number: a decimal as people write it, to one that computers read; all of it or nothing. */
#include <stdio.h>
#include <string.h>

#include "input/cell.h"

enum { DIGITS_MAX = 48 };

struct scan {
	const char *at, *end;
};

static bool take(struct scan *s, const char *word)
{
	const size_t n = strlen(word);

	if (!n || (size_t)(s->end - s->at) < n || memcmp(s->at, word, n))
		return false;
	s->at += n;
	return true;
}

static void blanks(struct scan *s)
{
	while (take(s, " ") || take(s, "\t") || take(s, "\xC2\xA0") || take(s, "\xE2\x80\xAF"))
		;
}

static bool digit(const struct scan *s)
{
	return s->at < s->end && *s->at >= '0' && *s->at <= '9';
}

/* +1, -1, or 0 where there is no sign. U+2212 is the minus of typographers. */
static int sign_of(struct scan *s)
{
	if (take(s, "+"))
		return 1;
	return take(s, "-") || take(s, "\xE2\x88\x92") ? -1 : 0;
}

static bool currency(struct scan *s, const struct words *signs)
{
	for (size_t i = 0; i < signs->count; i++)
		if (take(s, signs->text[i]))
			return true;
	return false;
}

struct digits {
	char text[DIGITS_MAX];
	size_t count;
};

static bool put(struct digits *d, char c)
{
	if (d->count == DIGITS_MAX)
		return false;
	d->text[d->count++] = c;
	return true;
}

/* Digits, in groups of three behind the first where the separator stands between them. */
static bool whole(struct scan *s, const char *thousands, struct digits *d)
{
	size_t run = 0;
	bool grouped = false;

	for (;;) {
		if (digit(s)) {
			run++;
			if (!put(d, *s->at++))
				return false;
			continue;
		}
		if (run && *thousands) {
			struct scan ahead = *s;
			if (take(&ahead, thousands) && digit(&ahead)) {
				if (grouped ? run != 3 : run > 3)
					return false;
				grouped = true;
				run = 0;
				*s = ahead;
				continue;
			}
		}
		return !grouped || run == 3;
	}
}

static bool fraction(struct scan *s, char decimal, struct digits *d)
{
	if (s->at == s->end || *s->at != decimal)
		return true;
	s->at++;
	if (!digit(s) || !put(d, '.'))
		return false;
	while (digit(s))
		if (!put(d, *s->at++))
			return false;
	return true;
}

/* An exponent of at most three digits, as other programs write very large and very small numbers. */
static bool exponent(struct scan *s, int *out)
{
	int count = 0, e = 0;

	if (!take(s, "e") && !take(s, "E"))
		return true;
	const int sign = sign_of(s);
	for (; digit(s) && count < 4; count++)
		e = e * 10 + (*s->at++ - '0');
	*out = sign < 0 ? -e : e;
	return count && count < 4;
}

bool cell_decimal(const struct cell_rules *r, const char *text, size_t n, bool percent, bool with_currency, int shift, char out[72])
{
	static const struct words none;
	const struct words *signs = with_currency ? &r->currency_signs : &none;
	struct scan s = { text, text + n };
	struct digits d = { .count = 0 };
	int e = 0, sign;
	bool bracket, signed_currency;

	blanks(&s);
	bracket = take(&s, "(");
	blanks(&s);
	sign = sign_of(&s);
	blanks(&s);
	signed_currency = currency(&s, signs);
	blanks(&s);
	if (signed_currency && !sign)
		sign = sign_of(&s);
	if (!whole(&s, r->thousands, &d) || !fraction(&s, r->decimal, &d) || !d.count || !exponent(&s, &e))
		return false;
	blanks(&s);
	if (percent && take(&s, "%"))
		shift = 0;
	else if (!signed_currency)
		currency(&s, signs);
	blanks(&s);
	if (bracket && (sign || !take(&s, ")")))
		return false;
	blanks(&s);
	if (s.at != s.end)
		return false;
	snprintf(out, 72, "%s%s%.*se%d", bracket || sign < 0 ? "-" : "", d.text[0] == '.' ? "0" : "", (int)d.count, d.text, e + shift);
	return true;
}
