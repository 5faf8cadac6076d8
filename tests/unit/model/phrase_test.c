/* SPDX-License-Identifier: MIT */
/* Phrases: found through every disguise that folding undoes, where they stand in the original, and not where they are excused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "model/phrase.h"

static struct phrases *list(const char *entries)
{
	struct phrases *p;
	struct err err = ERR_INIT;
	struct buf b = BUF_INIT;
	if (entries[0] == '[')
		buf_addf(&b, "{\"sets\":{\"goals\":[\"争创\",\"strive to be\"]},\"entries\":%s}", entries);
	else
		assert_int_equal(buf_read_file(&b, entries, 1 << 20), 0);
	if (phrases_from_json(b.data, b.len, &p, &err) < 0)
		fail_msg("%s at %s", err.message, err.pointer);
	buf_release(&b);
	return p;
}

static struct phrases *words(const char *first, ...)
{
	struct buf b = BUF_INIT;
	va_list ap;
	buf_putc(&b, '[');
	va_start(ap, first);
	for (const char *w = first; w; w = va_arg(ap, const char *))
		buf_addf(&b, "%s{\"text\":\"%s\",\"level\":\"caution\"}", w == first ? "" : ",", w);
	va_end(ap);
	buf_putc(&b, ']');
	struct phrases *p = list(b.data);
	buf_release(&b);
	return p;
}

/* What is found, as "text@at+length text@at+length". */
static const char *found(const struct phrases *p, const char *text)
{
	static char out[1000];
	struct phrase_hit hits[32];
	size_t n = phrases_find(p, text, strlen(text), hits, 32), used = 0;
	out[0] = 0;
	for (size_t i = 0; i < n && i < 32; i++)
		used += (size_t)snprintf(out + used, sizeof out - used, "%s%s@%u+%u", i ? " " : "", phrases_entry(p, hits[i].entry)->text, hits[i].at, hits[i].length);
	return out;
}

static void assert_found(const struct phrases *p, const char *text, const char *expected)
{
	const char *got = found(p, text);
	if (strcmp(got, expected) != 0)
		fail_msg("in '%s': '%s', expected '%s'", text, got, expected);
}

static void plain_phrases_are_found_with_their_positions(void **state)
{
	(void)state;
	struct phrases *p = words("最佳", "best", "no. 1", NULL);
	assert_found(p, "打造国内最佳的园区方案", "最佳@5+2");
	assert_found(p, "the best, the BEST", "best@5+4 best@15+4");
	assert_found(p, "best", "best@1+4");
	assert_found(p, "We are No. 1!", "no. 1@8+5");
	assert_found(p, "", "");
	assert_found(p, "nothing here 什么都没有", "");
	struct phrase_hit h;
	assert_int_equal(phrases_find(p, "国内最佳", 12, &h, 1), 1);
	assert_int_equal(h.byte, 6);
	assert_int_equal(h.bytes, 6);
	phrases_free(p);
}

static void disguises_are_seen_through(void **state)
{
	(void)state;
	struct phrases *p = words("最佳", "best", "100%", "file", NULL);
	assert_found(p, "Ｂｅｓｔ", "best@1+4");
	assert_found(p, "BeSt", "best@1+4");
	assert_found(p, "１００％有效", "100%@1+4");
	assert_found(p, "最\xe2\x80\x8b佳", "最佳@1+3");                  /* zero-width space */
	assert_found(p, "b\xe2\x80\x8d" "e\xef\xbb\xbfst", "best@1+6");      /* zero-width joiner, byte order mark */
	assert_found(p, "be\xc2\xadst", "best@1+5");                      /* soft hyphen */
	assert_found(p, "be\x01st", "best@1+5");                          /* a control character */
	assert_found(p, "最 佳 最\xe3\x80\x80佳 最\n\t佳", "最佳@1+3 最佳@5+3 最佳@9+4");
	assert_found(p, "\xef\xac\x81le", "file@1+3");                    /* the ligature fi */
	assert_found(p, "𝐛𝐞𝐬𝐭", "best@1+4");                              /* mathematical bold */
	assert_found(p, "最佳\xe2\x80\x8b", "最佳@1+2");                   /* what follows is not part of it */
	assert_found(p, "最a佳 最·佳", "");
	phrases_free(p);
}

static void white_space_is_one_space(void **state)
{
	(void)state;
	struct phrases *p = words("the  best", "最佳 offer", NULL);
	assert_found(p, "the best", "the  best@1+8");
	assert_found(p, "the \r\n\t best", "the  best@1+12");
	assert_found(p, "the\xc2\xa0" "best", "the  best@1+8");
	assert_found(p, "the\xe2\x80\x8b" "best", "");
	assert_found(p, "thebest", "");
	assert_found(p, "最佳  Offer", "最佳 offer@1+9");
	assert_found(p, "  the best  ", "the  best@3+8");
	phrases_free(p);
}

static void ascii_phrases_keep_word_boundaries(void **state)
{
	(void)state;
	struct phrases *p = words("best", "no. 1", "100%", "cafe", "#1", NULL);
	assert_found(p, "bestow, asbestos, 2best best2", "");
	assert_found(p, "best-in-class (best) _best_", "best@1+4 best@16+4 best@23+4");
	assert_found(p, "no. 10", "");
	assert_found(p, "no. 1. casino. 1", "no. 1@1+5");
	assert_found(p, "1100% or 100%!", "100%@10+4");
	assert_found(p, "这是best的", "best@3+4");
	assert_found(p, "ébest øbest bestø бbest", ""); /* letters of other alphabets make words too */
	assert_found(p, "x#1", "#1@2+2");
	phrases_free(p);
}

static void only_whole_characters_match(void **state)
{
	(void)state;
	struct phrases *p = words("cafe", "か", "가", "g", "é", NULL);
	assert_found(p, "café cafe\xcc\x81", "");
	assert_found(p, "が か", "か@3+1");
	assert_found(p, "か\xe3\x82\x99", "");                   /* が in two code points */
	assert_found(p, "각 가", "가@3+1");
	assert_found(p, "\xe1\x84\x80\xe1\x85\xa1", "가@1+2");    /* 가 in two */
	assert_found(p, "㎏ g", "g@3+1");
	assert_found(p, "É e\xcc\x81", "é@1+1 é@3+2");
	phrases_free(p);
	p = words("a\xcc\xa3\xcc\x82", NULL); /* marks in another order, or composed, are the same letter */
	assert_found(p, "a\xcc\x82\xcc\xa3 \xe1\xba\xad", "a\xcc\xa3\xcc\x82@1+3 a\xcc\xa3\xcc\x82@5+1");
	phrases_free(p);
}

static void the_longest_wins_and_overlaps_stay(void **state)
{
	(void)state;
	struct phrases *p = words("最佳", "国内最佳", "最佳方案", "佳", "销量第一", "第一", NULL);
	assert_found(p, "国内最佳", "国内最佳@1+4");
	assert_found(p, "国内最佳方案", "国内最佳@1+4 最佳方案@3+4");
	assert_found(p, "最佳方案", "最佳方案@1+4");
	assert_found(p, "销量第一, 第一", "销量第一@1+4 第一@7+2");
	assert_found(p, "佳佳最佳", "佳@1+1 佳@2+1 最佳@3+2");
	phrases_free(p);
	p = words("aa", "aaaa", NULL);
	assert_found(p, "aaaa aa", "aaaa@1+4 aa@6+2");
	phrases_free(p);
	p = words("abcd", "bc", "c d", NULL); /* fail links: a long try that fails half-way loses nothing */
	assert_found(p, "(bc) c d", "bc@2+2 c d@6+3");
	phrases_free(p);
}

static void a_longer_phrase_excuses(void **state)
{
	(void)state;
	struct phrases *p = list("[{\"text\":\"最佳\",\"level\":\"banned\",\"unless\":[\"最佳赏味期\",\"本店最佳纪录\"]},{\"text\":\"best\",\"level\":\"caution\",\"unless\":[\"best before\"]}]");
	assert_found(p, "最佳赏味期：十天", "");
	assert_found(p, "最 佳\xe2\x80\x8b赏味期", "");
	assert_found(p, "最佳赏味", "最佳@1+2");
	assert_found(p, "本店最佳纪录", "");
	assert_found(p, "店最佳纪录", "最佳@2+2");
	assert_found(p, "最佳赏味期最佳", "最佳@6+2");
	assert_found(p, "Best  Before 2027", "");
	assert_found(p, "best beforehand", "best@1+4"); /* an exception keeps its word boundaries too */
	phrases_free(p);
}

static void a_neighbour_excuses(void **state)
{
	(void)state;
	struct phrases *p = list("[{\"text\":\"最佳\",\"level\":\"banned\",\"unless_before\":[\"@goals\"]},"
		"{\"text\":\"the best\",\"level\":\"caution\",\"unless_before\":[\"@goals\"],\"unless_after\":[\"of luck\"]}]");
	assert_found(p, "争创最佳", "");
	assert_found(p, "争创 最佳", "");
	assert_found(p, "争创国内最佳", "最佳@5+2");
	assert_found(p, "最佳争创", "最佳@1+2");
	assert_found(p, "We strive to be\nthe best.", "");
	assert_found(p, "strive to be: the best", "the best@15+8");
	assert_found(p, "xstrive to be the best", "the best@15+8");
	assert_found(p, "the best of luck", "");
	assert_found(p, "the best of lucky", "the best@1+8");
	assert_found(p, "the best", "the best@1+8");
	phrases_free(p);
}

static void an_excused_long_hit_leaves_the_short_one(void **state)
{
	(void)state;
	struct phrases *p = list("[{\"text\":\"国内最佳\",\"level\":\"caution\",\"unless_before\":[\"争创\"]},{\"text\":\"最佳\",\"level\":\"banned\"}]");
	assert_found(p, "争创国内最佳", "最佳@5+2");
	phrases_free(p);
}

static void all_hits_are_counted_and_only_max_are_written(void **state)
{
	(void)state;
	struct phrases *p = words("最佳", NULL);
	struct buf b = BUF_INIT;
	for (int i = 0; i < 5000; i++)
		buf_puts(&b, "最佳,");
	struct phrase_hit hits[3];
	memset(hits, 0xee, sizeof hits);
	assert_int_equal(phrases_find(p, b.data, b.len, hits, 2), 5000);
	assert_int_equal(hits[1].at, 4);
	assert_int_equal(hits[2].at, 0xeeeeeeee);
	assert_int_equal(phrases_find(p, b.data, b.len, NULL, 0), 5000);
	buf_release(&b);
	phrases_free(p);
}

static void broken_utf_8_matches_nothing(void **state)
{
	(void)state;
	struct phrases *p = words("最佳", "best", NULL);
	assert_found(p, "\xe6\x9c \x80最佳\xff best\xe6", "最佳@3+2 best@7+4");
	assert_found(p, "\xe6\x9c\x80\xe4\xbd", "");
	phrases_free(p);
}

static void mistakes_in_a_list_are_named(void **state)
{
	(void)state;
	static const struct {
		const char *text, *pointer, *says;
	} cases[] = {
		{ "[]", "", "expected a list" },
		{ "{}", "", "entries" },
		{ "{\"entries\":[],\"entrys\":1}", "", "'entrys'" },
		{ "{\"entries\":[7]}", "/entries/0", "expected" },
		{ "{\"entries\":[{\"level\":\"banned\"}]}", "/entries/0", "text" },
		{ "{\"entries\":[{\"text\":\"a\",\"level\":\"banned\"},{\"text\":\"b\",\"level\":\"forbidden\"}]}", "/entries/1", "banned, caution or evidence" },
		{ "{\"entries\":[{\"text\":\"a\",\"level\":\"banned\",\"unles\":[]}]}", "/entries/0", "'unles'" },
		{ "{\"entries\":[{\"text\":\"  \",\"level\":\"banned\"}]}", "/entries/0", "empty" },
		{ "{\"entries\":[{\"text\":\"Best\",\"level\":\"banned\"},{\"text\":\"ｂｅｓｔ\",\"level\":\"banned\"}]}", NULL, "twice" },
		{ "{\"entries\":[{\"text\":\"best\",\"level\":\"banned\",\"unless\":[\"better\"]}]}", "/entries/0", "does not contain" },
		{ "{\"entries\":[{\"text\":\"best\",\"level\":\"banned\",\"unless\":[\"BEST\"]}]}", "/entries/0", "does not contain" },
		{ "{\"entries\":[{\"text\":\"best\",\"level\":\"banned\",\"unless\":\"best before\"}]}", "/entries/0", "list" },
		{ "{\"entries\":[{\"text\":\"best\",\"level\":\"banned\",\"unless_before\":[\"@aims\"]}]}", "/entries/0", "no set" },
		{ "{\"sets\":{\"a\":[\"@a\"]},\"entries\":[{\"text\":\"best\",\"level\":\"banned\",\"unless_before\":[\"@a\"]}]}", "/entries/0", "another" },
		{ "{\"entries\":[{\"text\":\"best\",\"level\":\"banned\",\"basis\":9}]}", "/entries/0", "string" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct phrases *p;
		struct err err = ERR_INIT;
		if (phrases_from_json(cases[i].text, strlen(cases[i].text), &p, &err) != ERR_INPUT)
			fail_msg("taken: %s", cases[i].text);
		if (cases[i].pointer)
			assert_string_equal(err.pointer, cases[i].pointer);
		if (!strstr(err.message, cases[i].says))
			fail_msg("%s: %s", cases[i].text, err.message);
		assert_null(p);
		err_release(&err);
	}
	struct buf b = BUF_INIT;
	buf_puts(&b, "{\"entries\":[{\"level\":\"banned\",\"text\":\"");
	buf_pad(&b, 'a', 257);
	buf_puts(&b, "\"}]}");
	struct phrases *p;
	assert_int_equal(phrases_from_json(b.data, b.len, &p, NULL), ERR_INPUT);
	buf_release(&b);
}

static void the_longest_phrases_and_contexts_fit(void **state)
{
	(void)state;
	struct buf b = BUF_INIT, text = BUF_INIT;
	buf_puts(&b, "[{\"level\":\"banned\",\"text\":\"");
	buf_pad(&b, 'a', 256);
	buf_puts(&b, "\",\"unless_before\":[\"");
	buf_pad(&b, 'b', 256);
	buf_puts(&b, "\"],\"unless_after\":[\"");
	buf_pad(&b, 'c', 256);
	buf_puts(&b, "\"]}]");
	struct phrases *p = list(b.data);
	for (int variant = 0; variant < 3; variant++) {
		buf_clear(&text);
		buf_pad(&text, variant == 1 ? 'b' : 'x', 256);
		buf_putc(&text, ' ');
		buf_pad(&text, 'a', 256);
		buf_putc(&text, ' ');
		buf_pad(&text, variant == 2 ? 'c' : 'x', 256);
		assert_int_equal(phrases_find(p, text.data, text.len, NULL, 0), variant == 0);
	}
	phrases_free(p);
	buf_release(&b);
	buf_release(&text);
}

static void a_pile_of_marks_is_survived(void **state)
{
	(void)state;
	struct phrases *p = words("best", NULL);
	struct buf b = BUF_INIT;
	buf_puts(&b, "best best");
	for (int i = 0; i < 3000; i++)
		buf_puts(&b, "\xcc\x81\xef\xb7\xba");
	assert_int_equal(phrases_find(p, b.data, b.len, NULL, 0), 1);
	buf_release(&b);
	phrases_free(p);
}

static void advertising_terms(void **state)
{
	(void)state;
	struct phrases *p = list("policies/data/advertising.json");
	size_t banned = 0;
	for (uint32_t i = 0; i < 199; i++)
		banned += strcmp(phrases_entry(p, i)->level, "banned") == 0;
	assert_int_equal(banned, 3); /* those that the law names itself */
	assert_found(p, "…打造国内最佳的园区方案…", "最佳@6+2");
	assert_found(p, "国家级、最高级、最佳", "国家级@1+3 最高级@5+3 最佳@9+2");
	assert_found(p, "最佳赏味期12个月，争创最佳，国家级非物质文化遗产", "");
	assert_found(p, "第一季度完成，安全第一；销量第一", "销量第一@13+4");
	assert_found(p, "We are the best, NO. 1 and world’s best?", "the best@8+8 no. 1@18+5");
	assert_found(p, "We strive to be the best. The best before date is on the lid.", "");
	assert_found(p, "Ｔｈｅ　Ｂｅｓｔ", "the best@1+8");
	assert_found(p, "a plain offer for a plain project, delivered on time and within the budget", "");
	assert_string_equal(phrases_entry(p, 2)->basis, "Advertising Law of the PRC, Art. 9(3)");
	phrases_free(p);
}

static void the_search_is_fast(void **state)
{
	(void)state;
	static const char sentence[] = "Our team delivers the park programme on time and within budget, with weekly reports to the steering group. ";
	static const char chinese[] = "我们的团队按时按预算交付园区项目，每周向指导小组报告进展情况。";
	struct phrases *p = list("policies/data/advertising.json");
	const char *const texts[] = { sentence, chinese };
	for (int k = 0; k < 2; k++) {
		struct buf b = BUF_INIT;
		while (b.len < 600)
			buf_puts(&b, texts[k]);
		int64_t start = clock_cpu_ns();
		for (int i = 0; i < 20000; i++)
			assert_true(phrases_find(p, b.data, b.len, NULL, 0) == 0);
		print_message("%s: %.2f ns a byte\n", k ? "Chinese" : "English", (double)(clock_cpu_ns() - start) / 20000 / (double)b.len);
		buf_release(&b);
	}
	phrases_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_phrases_are_found_with_their_positions),
		cmocka_unit_test(disguises_are_seen_through),
		cmocka_unit_test(white_space_is_one_space),
		cmocka_unit_test(ascii_phrases_keep_word_boundaries),
		cmocka_unit_test(only_whole_characters_match),
		cmocka_unit_test(the_longest_wins_and_overlaps_stay),
		cmocka_unit_test(a_longer_phrase_excuses),
		cmocka_unit_test(a_neighbour_excuses),
		cmocka_unit_test(an_excused_long_hit_leaves_the_short_one),
		cmocka_unit_test(all_hits_are_counted_and_only_max_are_written),
		cmocka_unit_test(broken_utf_8_matches_nothing),
		cmocka_unit_test(mistakes_in_a_list_are_named),
		cmocka_unit_test(the_longest_phrases_and_contexts_fit),
		cmocka_unit_test(a_pile_of_marks_is_survived),
		cmocka_unit_test(advertising_terms),
		cmocka_unit_test(the_search_is_fast),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
