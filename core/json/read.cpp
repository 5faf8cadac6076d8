/* SPDX-License-Identifier: MIT */
/*
 * read: simdjson parses; one walk over its tape finds what it lets pass. This is the hot path.
 *
 * DESIGN. The fast path only decides *whether* a text is fit; what is wrong with it, and where, is told
 * by json_refuse, which reads the text again. So the rules stand twice, and tests/fuzz/json_fuzz.c holds the
 * two against each other.
 *
 * What simdjson accepts and plumb does not: integers above int64 (tape type 'u'), duplicate keys, \u0000,
 * lone surrogates, and whatever is beyond the limits. Keys go through one table of slots; an object marks
 * its slots with a stamp of its own, so that nothing has to be cleared between objects.
 */
#include <charconv>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>

#include <simdjson.h>

extern "C" {
#include "base/err.h"
#include "base/fault.h"
#include "base/text.h"
#include "json/read.h"
#include "json/refuse.h"
#include "json/scan.h"
/* json/write.h, which C++ does not read */
size_t json_format_number(char out[32], double v);
}

namespace {

constexpr size_t SMALLEST = 16 << 10; /* bytes of text that the first allocation is for */
constexpr size_t LARGE = 1 << 20;     /* memory for texts of this size is not kept for small ones */
constexpr size_t FIT = SIZE_MAX;      /* check(): nothing is wrong */

struct slot {
	uint32_t stamp; /* of the object that the key is in */
	uint32_t at;    /* tape position of the key */
};

} // namespace

struct json_reader {
	simdjson::dom::parser parser;
	simdjson::dom::document doc;
	std::unique_ptr<char[]> text; /* room + SIMDJSON_PADDING bytes */
	size_t room = 0;
	std::unique_ptr<slot[]> slots;
	size_t slot_count = 0; /* a power of two, or 0 */
	uint32_t stamp = 0;
};

namespace {

void drop(json_reader *r)
{
	r->parser.implementation.reset();
	r->doc = simdjson::dom::document();
	r->text.reset();
	r->slots.reset();
	r->room = r->slot_count = 0;
}

/* Makes the reader fit for a text of len bytes. Sizes are powers of two: growing documents do not reallocate each time. */
bool prepare(json_reader *r, size_t len, size_t depth)
{
	if (r->room >= LARGE && len < r->room / 8)
		drop(r);
	if (r->room >= len && r->parser.max_depth() == depth)
		return true;
	size_t room = r->room > SMALLEST ? r->room : SMALLEST;
	while (room < len)
		room *= 2;
	drop(r);
	if (fault_hit(FAULT_ALLOC))
		return false;
	r->text.reset(new (std::nothrow) char[room + simdjson::SIMDJSON_PADDING]());
	if (!r->text || r->parser.allocate(room, depth) || r->doc.allocate(room)) {
		drop(r);
		return false;
	}
	r->room = room;
	return true;
}

/* Slots for n keys, at most half of them used; NULL: out of memory. Stores the mask of an index. */
slot *slots_for(json_reader *r, size_t n, size_t *mask)
{
	size_t count = 16;

	while (count < n * 2)
		count *= 2;
	if (count > r->slot_count) {
		r->slots.reset(new (std::nothrow) slot[count]());
		r->slot_count = r->slots ? count : 0;
		r->stamp = 0;
	} else if (r->stamp == UINT32_MAX) {
		memset(r->slots.get(), 0, r->slot_count * sizeof(slot));
		r->stamp = 0;
	}
	r->stamp++;
	*mask = count - 1;
	return r->slots.get();
}

bool same_key(json_value doc, size_t at, const char *key, size_t len)
{
	size_t n;

	doc.at = at;
	const char *other = json_string(doc, &n);
	return n == len && !memcmp(other, key, len);
}

enum class verdict { fit, unfit, no_memory };

/* The keys of one object. A key that is there twice is stored in *duplicate. */
verdict check_keys(json_reader *r, json_value object, size_t n, size_t longest, size_t *duplicate)
{
	size_t mask;
	slot *slots = slots_for(r, n, &mask);
	const uint32_t stamp = r->stamp;
	json_iter it;

	if (!slots)
		return verdict::no_memory;
	json_iter_begin(&it, object);
	while (json_iter_next(&it)) {
		if (it.key_len > longest)
			return verdict::unfit;
		size_t i = text_hash(it.key, it.key_len) & mask;
		while (slots[i].stamp == stamp) {
			if (same_key(object, slots[i].at, it.key, it.key_len)) {
				*duplicate = it.value.at - 1;
				return verdict::unfit;
			}
			i = (i + 1) & mask;
		}
		slots[i] = { stamp, static_cast<uint32_t>(it.value.at - 1) };
	}
	return verdict::fit;
}

/* Everything on the tape. Numbers that are -0 become 0. */
verdict check_tape(json_reader *r, json_value root, const json_limits *limits, size_t *duplicate)
{
	uint64_t *tape = r->doc.tape.get();
	const size_t end = json_after(root);
	size_t depth = 0;

	for (json_value v = root; v.at < end; v.at++) {
		const uint64_t word = tape[v.at];

		switch (static_cast<char>(word >> 56)) {
		case '{': {
			const size_t n = json_count(v);
			if (++depth > limits->depth || n > limits->elements)
				return verdict::unfit;
			if (n) {
				verdict keys = check_keys(r, v, n, limits->key, duplicate);
				if (keys != verdict::fit)
					return keys;
			}
			break;
		}
		case '[':
			if (++depth > limits->depth || json_count(v) > limits->elements)
				return verdict::unfit;
			break;
		case '}': case ']':
			depth--;
			break;
		case 'd':
			v.at++;
			if (tape[v.at] == 1ULL << 63)
				tape[v.at] = 0;
			break;
		case 'l':
			v.at++;
			break;
		case 'u':
			return verdict::unfit;
		}
	}
	return verdict::fit;
}

/* Whether a text that simdjson accepted has \u0000 or a surrogate without its other half. */
bool has_bad_escape(const char *text, size_t len)
{
	const char *end = text + len, *p = text;

	while (p < end && (p = static_cast<const char *>(memchr(p, '\\', static_cast<size_t>(end - p))))) {
		if (p[1] != 'u') {
			p += 2;
			continue;
		}
		const int code = json_hex4(p + 2);
		p += 6;
		if (code == 0)
			return true;
		if ((code & 0xF800) != 0xD800)
			continue;
		if (code >= 0xDC00 || p[0] != '\\' || p[1] != 'u' || (json_hex4(p + 2) & 0xFC00) != 0xDC00)
			return true;
		p += 6;
	}
	return false;
}

/* Which token of the text stands at this place of the tape: numbers take two places. */
size_t token_at(json_value root, size_t at)
{
	size_t token = 0;

	for (size_t i = root.at; i < at; token++) {
		const char type = static_cast<char>(root.tape[i] >> 56);
		i += type == 'l' || type == 'd' || type == 'u' ? 2 : 1;
	}
	return token;
}

int out_of_memory(err *e)
{
	return err_set(e, ERR_MEMORY, "out of memory");
}

} // namespace

struct json_reader *json_reader_new(void)
{
	return fault_hit(FAULT_ALLOC) ? nullptr : new (std::nothrow) json_reader;
}

void json_reader_free(struct json_reader *r)
{
	delete r;
}

int json_read(struct json_reader *r, const char *text, size_t len, const struct json_limits *limits, struct json_value *root, struct err *err)
{
	size_t duplicate = FIT;

	if (len > limits->bytes)
		return json_refuse(text, len, limits, JSON_NO_TOKEN, err);
	const size_t bom = json_bom(text, len);
	/* simdjson does not count an empty container as a level; the walk counts exactly */
	if (!prepare(r, len, static_cast<size_t>(limits->depth) + 1))
		return out_of_memory(err);
	if (len)
		memcpy(r->text.get(), text, len);
	memset(r->text.get() + len, 0, simdjson::SIMDJSON_PADDING);

	simdjson::dom::element element;
	const auto refusal = r->parser.parse_into_document(r->doc, r->text.get() + bom, len - bom, false).get(element);
	if (refusal == simdjson::MEMALLOC)
		return out_of_memory(err);
	if (!refusal) {
		*root = { r->doc.tape.get(), r->doc.string_buf.get(), 1 };
		const verdict v = check_tape(r, *root, limits, &duplicate);
		if (v == verdict::no_memory)
			return out_of_memory(err);
		if (v == verdict::fit && !has_bad_escape(r->text.get() + bom, len - bom))
			return 0;
	}
	const int code = json_refuse(text, len, limits, duplicate == FIT ? JSON_NO_TOKEN : token_at(*root, duplicate), err);
	if (r->room >= LARGE)
		drop(r); /* a refused text must not cost memory beyond its refusal */
	return code ? code : err_set(err, ERR_INPUT, "not JSON: %s", simdjson::error_message(refusal));
}

bool json_get(struct json_value object, const char *key, struct json_value *out)
{
	const size_t len = strlen(key);
	json_iter it;

	if (json_type(object) != JSON_T_OBJECT)
		return false;
	json_iter_begin(&it, object);
	while (json_iter_next(&it)) {
		if (it.key_len == len && !memcmp(it.key, key, len)) {
			*out = it.value;
			return true;
		}
	}
	return false;
}

size_t json_count(struct json_value v)
{
	constexpr size_t SATURATED = 0xFFFFFF;
	const size_t noted = static_cast<size_t>(v.tape[v.at] >> 32) & SATURATED;
	json_iter it;

	if (json_type(v) < JSON_T_ARRAY)
		return 0;
	if (noted < SATURATED)
		return noted;
	json_iter_begin(&it, v);
	while (json_iter_next(&it))
		;
	return it.index + 1;
}

bool json_number_overflows(const char *s, size_t n)
{
	const char *end = s + n;
	double value;
	long magnitude = 0, exponent = 0; /* of the number, as a power of ten; only its sign is of interest */

	s += *s == '-';
	if (std::from_chars(s, end, value).ec != std::errc::result_out_of_range)
		return false;
	const char *e = s;
	while (e < end && *e != 'e' && *e != 'E')
		e++;
	if (e < end) {
		const bool plus = e[1] == '+';
		if (std::from_chars(e + 1 + plus, end, exponent).ec == std::errc::result_out_of_range)
			exponent = e[1] == '-' ? LONG_MIN / 2 : LONG_MAX / 2;
	}
	const char *point = static_cast<const char *>(memchr(s, '.', static_cast<size_t>(e - s)));
	if (*s != '0')
		magnitude = (point ? point : e) - s;
	else
		for (const char *zero = point ? point + 1 : e; zero < e && *zero == '0'; zero++)
			magnitude--;
	return magnitude + exponent > 0;
}

/* Plain notation where people read it easily, powers of ten beyond. */
size_t json_format_number(char out[32], double v)
{
	const double size = v < 0 ? -v : v;
	std::to_chars_result end;

	if (!(size <= 1.7976931348623157e308)) {
		memcpy(out, "null", 5);
		return 4;
	}
	if (size < 1e15 && v == static_cast<double>(static_cast<int64_t>(v)))
		end = std::to_chars(out, out + 31, static_cast<int64_t>(v));
	else
		end = std::to_chars(out, out + 31, v, size >= 1e-5 && size < 1e15 ? std::chars_format::fixed : std::chars_format::scientific);
	*end.ptr = 0;
	return static_cast<size_t>(end.ptr - out);
}
