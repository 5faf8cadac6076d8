/* SPDX-License-Identifier: MIT */
/* manual: finding pages, and taking them apart. A test reads every page in both languages: their shape is relied on here. */
#include "cli/manual.h"

#include <string.h>

#include "base/text.h"
#include "cli/markdown.h"
#include "report/sheet.h"

#define CHINESE "\n## 中文\n"
#define EXAMPLE "\n## Example\n"
#define SEE_ALSO "See also:"
#define LIBRARIES "lua/" /* the pages on Lua's own */
#define FENCE "```\n"

enum { SUMMARY_COLUMNS = 26 };

/* In the order in which they are read, not in that of their names. */
static const struct group { const char *name; struct text2 title; } groups[] = {
	{ "concepts", { "Concepts", "概念" } },
	{ "declarations", { "Declarations", "声明" } },
	{ "rule", { "Keys of policies and rules", "策略与规则的键" } },
	{ "lists", { "Lists", "列表" } },
	{ "numbers", { "Numbers", "数值" } },
	{ "time", { "Time", "时间" } },
	{ "history", { "History and series", "历史与序列" } },
	{ "text", { "Text", "文本" } },
	{ "lua", { "Lua's own", "Lua 自带" } },
	{ "profiles", { "Profiles", "配置" } },
	{ "schema", { "A company's schema", "公司自定义结构" } },
	{ "tests", { "Tests", "测试" } },
};

/* A run of bytes of a page. */
struct part { const char *s; size_t n; };

static struct part between(const char *from, const char *to)
{
	return (struct part){ from, from < to ? (size_t)(to - from) : 0 };
}

static struct part title_of(const struct embedded *page)
{
	const char *from = page->data + strlen("# ");

	return between(from, from + strcspn(from, "\n"));
}

/* The first paragraph from `s` on. */
static struct part paragraph(const char *s)
{
	const char *end;

	s += strspn(s, "\n");
	end = strstr(s, "\n\n");
	return between(s, end ? end : s + strlen(s));
}

static struct part summary_of(const struct embedded *page, enum lang lang)
{
	struct part title = title_of(page);
	const char *chinese = lang == LANG_ZH ? strstr(page->data, CHINESE) : NULL;

	return paragraph(chinese ? chinese + strlen(CHINESE) : title.s + title.n);
}

/* The next word of a title that begins at *at; false: there is none. */
static bool next_word(const struct part *title, size_t *at, struct part *word)
{
	while (*at < title->n && strchr(", ", title->s[*at]))
		(*at)++;
	*word = (struct part){ title->s + *at, 0 };
	while (*at < title->n && title->s[*at] != ',')
		(*at)++, word->n++;
	return word->n > 0;
}

static bool is_on(const struct embedded *page, const char *word, size_t n)
{
	struct part title = title_of(page), known;

	for (size_t at = 0; next_word(&title, &at, &known);)
		if (known.n == n && !memcmp(known.s, word, n))
			return true;
	return false;
}

const struct embedded *manual_next(const struct embedded *page, const char *word)
{
	const char *dot = strchr(word, '.');

	for (page = page ? page + 1 : manual_pages; page->name; page++)
		if (is_on(page, word, strlen(word)) || (dot && !strncmp(page->name, LIBRARIES, strlen(LIBRARIES)) && is_on(page, word, (size_t)(dot - word))))
			return page;
	return NULL;
}

/* ---- one page ---- */

static void add(struct buf *out, struct part p)
{
	buf_add(out, p.s, p.n);
}

/* The code block that shows how the words are written: a fence without a language, before the example. */
static struct part usage_of(const struct embedded *page)
{
	const char *open = strstr(page->data, "\n" FENCE), *close = open ? strstr(open + 1 + strlen(FENCE), "\n" FENCE) : NULL;
	const char *example = strstr(page->data, EXAMPLE);

	if (!close || (example && open > example))
		return (struct part){ page->data, 0 };
	return between(open, close + 1 + strlen(FENCE));
}

/* The Chinese text around the usage and the example of the English one; what is not there in Chinese is English. */
static void put_chinese(const struct embedded *page, const char *chinese, struct buf *out)
{
	struct part title = title_of(page), usage = usage_of(page), summary = paragraph(chinese);
	const char *rest = summary.s + summary.n, *body = usage.n ? usage.s + usage.n : title.s + title.n;
	const char *example = strstr(page->data, EXAMPLE), *end = chinese - strlen(CHINESE), *see = strstr(page->data, "\n" SEE_ALSO);

	add(out, between(page->data, title.s + title.n));
	buf_puts(out, "\n\n");
	add(out, summary);
	buf_putc(out, '\n');
	add(out, usage);
	rest += strspn(rest, "\n");
	if (*rest)
		buf_addf(out, "\n%s", rest);
	else
		add(out, between(body, example));
	buf_addf(out, "\n## %s\n", message_text(LANG_ZH, MSG_HELP_EXAMPLES));
	example += strlen(EXAMPLE);
	if (!see) {
		add(out, between(example, end));
		return;
	}
	add(out, between(example, see + 1));
	buf_puts(out, message_text(LANG_ZH, MSG_HELP_SEE_ALSO));
	add(out, between(see + 1 + strlen(SEE_ALSO), end));
	buf_putc(out, '\n');
}

void manual_show(const struct embedded *page, enum lang lang, bool colour, size_t width, struct buf *out)
{
	const char *chinese = strstr(page->data, CHINESE);
	struct buf text = BUF_INIT;

	if (chinese && lang == LANG_ZH)
		put_chinese(page, chinese + strlen(CHINESE), &text);
	else
		buf_add(&text, page->data, chinese ? (size_t)(chinese - page->data) : page->size);
	markdown_show(out, text.data, text.len, colour, width);
	buf_release(&text);
}

/* ---- all of them ---- */

static void put_row(const struct embedded *page, enum lang lang, bool colour, size_t width, struct buf *out)
{
	struct part title = title_of(page), summary = summary_of(page, lang);
	size_t columns = 2 + text_width(title.s, title.n);
	struct buf line = BUF_INIT;

	add(&line, title);
	buf_addf(out, "  %s", sheet_on(colour, STYLE_CYAN));
	if (columns + 2 > SUMMARY_COLUMNS) {
		sheet_wrap(out, line.data, 2, width);
		columns = 0;
	} else {
		buf_puts(out, line.data);
	}
	buf_puts(out, sheet_off(colour, STYLE_CYAN));
	buf_pad(out, ' ', SUMMARY_COLUMNS - columns);
	buf_clear(&line);
	for (size_t i = 0; i < summary.n; i++) /* a summary stands on one line or several; its code needs no marks here */
		if (summary.s[i] != '`')
			buf_putc(&line, summary.s[i] == '\n' ? ' ' : summary.s[i]);
	sheet_wrap(out, line.data, SUMMARY_COLUMNS, width);
	buf_release(&line);
}

void manual_overview(enum lang lang, bool colour, size_t width, struct buf *out)
{
	for (size_t g = 0; g < sizeof groups / sizeof *groups; g++) {
		size_t n = strlen(groups[g].name);

		buf_addf(out, "%s%s%s%s:\n", g ? "\n" : "", sheet_on(colour, STYLE_BOLD), text2_pick(groups[g].title, lang), sheet_off(colour, STYLE_BOLD));
		for (const struct embedded *page = manual_pages; page->name; page++)
			if (!strncmp(page->name, groups[g].name, n) && page->name[n] == '/')
				put_row(page, lang, colour, width, out);
	}
}

const char **manual_words(struct arena *a, size_t *n)
{
	size_t most = 0;
	const char **words;

	for (const struct embedded *page = manual_pages; page->name; page++) {
		struct part title = title_of(page), word;

		for (size_t at = 0; next_word(&title, &at, &word);)
			most++;
	}
	*n = 0;
	words = arena_alloc(a, (most ? most : 1) * sizeof *words);
	for (const struct embedded *page = manual_pages; words && page->name; page++) {
		struct part title = title_of(page), word;

		for (size_t at = 0; next_word(&title, &at, &word);) {
			char *copy = arena_strndup(a, word.s, word.n);

			if (!copy)
				return NULL;
			if (manual_next(NULL, copy) == page)
				words[(*n)++] = copy;
		}
	}
	return words;
}
