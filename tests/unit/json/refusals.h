/* SPDX-License-Identifier: MIT */
/* Texts that are not fit for plumb, what is said of them, and where. */
#ifndef PLUMB_TEST_REFUSALS_H
#define PLUMB_TEST_REFUSALS_H

static const struct refusal {
	const char *text, *message;
	int line, column;
	const char *pointer;
} refusals[] = {
	{ "", "empty body", 1, 1, NULL },
	{ " \n\t", "empty body", 2, 2, NULL },
	{ "\xEF\xBB\xBF", "empty body", 1, 1, NULL },
	{ "{\"name\":\"A\"", "the text ends inside an object", 1, 12, NULL },
	{ "{\"a\":[1,", "the text ends inside an array", 1, 9, "/a" },
	{ "{\"a\":1} x", "bytes after the document: unexpected 'x'", 1, 9, NULL },
	{ "{}{}", "bytes after the document: unexpected '{'", 1, 3, NULL },
	{ "{\"a\":1,}", "unexpected '}' after ','", 1, 8, NULL },
	{ "{\"a\":[1,]}", "unexpected ']' after ','", 1, 9, "/a" },
	{ "[,1]", "unexpected ',': a value or ']' was expected", 1, 2, NULL },
	{ "[1 2]", "unexpected '2': ',' or ']' was expected", 1, 4, NULL },
	{ "{a:1}", "unexpected 'a': a key or '}' was expected", 1, 2, NULL },
	{ "{'a':1}", "unexpected ''': a key or '}' was expected", 1, 2, NULL },
	{ "{\"a\" 1}", "unexpected '1': ':' was expected after the key", 1, 6, "/a" },
	{ "{\"a\":1 // x\n}", "unexpected '/': ',' or '}' was expected", 1, 8, NULL },
	{ "{\"a\"：1}", "unexpected '：' (U+FF1A): ':' was expected after the key", 1, 5, "/a" },
	{ "[1}", "unexpected '}': ',' or ']' was expected", 1, 3, NULL },
	{ "]", "unexpected ']': a value was expected", 1, 1, NULL },
	{ "{\"a\":NaN}", "unexpected 'NaN': a value was expected", 1, 6, "/a" },
	{ "{\"a\":-Infinity}", "unexpected 'Infinity': a value was expected", 1, 7, "/a" },
	{ "[tru]", "unexpected 'tru': a value was expected", 1, 2, "/0" },
	{ "[truex]", "unexpected 'truex': a value was expected", 1, 2, "/0" },
	{ "{\"a\":1e999}", "number out of range: 1e999", 1, 6, "/a" },
	{ "[-1E400]", "number out of range: -1E400", 1, 2, "/0" },
	{ "{\"a\":9223372036854775808}", "integer beyond int64: 9223372036854775808", 1, 6, "/a" },
	{ "[-9223372036854775809]", "integer beyond int64: -9223372036854775809", 1, 2, "/0" },
	{ "[18446744073709551616]", "integer beyond int64: 18446744073709551616", 1, 2, "/0" },
	{ "01", "a number with leading zeros: 01", 1, 1, NULL },
	{ "+1", "unexpected '+': a value was expected", 1, 1, NULL },
	{ ".5", "unexpected '.': a value was expected", 1, 1, NULL },
	{ "5.", "a number without a digit after its point: 5.", 1, 1, NULL },
	{ "1e", "a number without digits in its exponent: 1e", 1, 1, NULL },
	{ "1x", "not a number: 1x", 1, 1, NULL },
	{ "-", "'-' without a digit after it", 1, 1, NULL },
	{ "\n\n {\"é\": 1,\n \"b\": {\"c/d~\": \"\\ud800\"}}", "lone surrogate \\ud800 in a string", 4, 17, "/b/c~1d~0" },
	{ "[\"\\udc00\"]", "lone surrogate \\udc00 in a string", 1, 3, "/0" },
	{ "[\"\\ud800\\u0041\"]", "lone surrogate \\ud800 in a string", 1, 3, "/0" },
	{ "[1,\"a\\u0000b\"]", "U+0000 in a string", 1, 6, "/1" },
	{ "{\"a\\u0000\":1}", "U+0000 in a string", 1, 4, NULL },
	{ "[\"a\x01\"]", "control character U+0001 in a string", 1, 4, "/0" },
	{ "[\"a\\x\"]", "unknown escape in a string", 1, 4, "/0" },
	{ "[\"\\u12g4\"]", "\\u without four hexadecimal digits", 1, 3, "/0" },
	{ "[\"abc", "the text ends inside a string", 1, 2, "/0" },
	{ "[\"abc\n\"]", "a string has no closing quote on its line", 1, 2, "/0" },
	{ "[\"é\xFF\"]", "invalid UTF-8: byte 0xff at offset 4", 1, 4, "/0" },
	{ "[\"\xC0\x80\"]", "invalid UTF-8: byte 0xc0 at offset 2", 1, 3, "/0" },
	{ "[\"\xE4\xB8\"]", "invalid UTF-8: byte 0xe4 at offset 2", 1, 3, "/0" },
	{ "\xFF\xFE{", "the text is UTF-16", 1, 1, NULL },
	{ "{\"a\":1,\n\"a\":2}", "duplicate key \"a\"", 2, 1, "/a" },
	{ "[0.5,{\"x\":[1,{}],\"k\":{\"a\":1,\"b\":2,\"\\u0061\":3}}]", "duplicate key \"a\"", 1, 35, "/1/k/a" },
	{ "{\"\":1,\"\":2}", "duplicate key \"\"", 1, 7, "/" },
};

#endif
