/* SPDX-License-Identifier: MIT */
/* term: standard error and standard output, as people see them. */
#include "cli/term.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "json/write.h"
#include "report/sheet.h"

static bool progress_shown;

static bool wants_colour(const struct cli *c, int fd)
{
	const char *when = c->values[OPT_COLOR], *no = getenv("NO_COLOR"), *term = getenv("TERM");

	if (when && !strcmp(when, "always"))
		return true;
	if ((when && !strcmp(when, "never")) || (no && *no))
		return false;
	return isatty(fd) && !(term && !strcmp(term, "dumb"));
}

void term_colours(struct cli *c)
{
	c->colour_out = wants_colour(c, STDOUT_FILENO);
	c->colour_err = wants_colour(c, STDERR_FILENO);
}

static void put(const struct buf *line)
{
	static const char no_memory[] = "plumb: error: out of memory\n";

	term_progress_end();
	if (line->failed) /* not even for a sentence */
		fwrite(no_memory, 1, sizeof no_memory - 1, stderr);
	else
		fwrite(line->data, 1, line->len, stderr);
}

static void say(const struct cli *c, bool error, const char *fmt, va_list ap)
{
	struct buf text = BUF_INIT, line = BUF_INIT;

	buf_vaddf(&text, fmt, ap);
	if (error)
		buf_addf(&line, "plumb: %s%s:%s ", sheet_on(c->colour_err, STYLE_BOLD_RED), C(ERROR_WORD), sheet_off(c->colour_err, STYLE_BOLD_RED));
	else
		buf_puts(&line, "  ");
	sheet_safe_lines(&line, text.data, text.len);
	buf_putc(&line, '\n');
	put(&line);
	buf_release(&text);
	buf_release(&line);
}

void term_error(const struct cli *c, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(c, true, fmt, ap);
	va_end(ap);
}

void term_note(const struct cli *c, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(c, false, fmt, ap);
	va_end(ap);
}

void term_usage(const struct cli *c)
{
	struct buf text = BUF_INIT;

	help_usage(c->command, c->lang, &text);
	put(&text);
	buf_release(&text);
	if (c->command)
		term_note(c, C(TRY_HELP), c->command->name);
}

void term_tell(const struct err *e)
{
	struct buf text = BUF_INIT, line = BUF_INIT;

	err_format(e, &text);
	buf_puts(&line, e->file ? "" : "plumb: ");
	sheet_safe_lines(&line, text.data, text.len);
	buf_putc(&line, '\n');
	put(&line);
	buf_release(&text);
	buf_release(&line);
}

int term_fail(const struct cli *c, struct err *e)
{
	int status = err_exit_status(e);

	(void)c;
	term_tell(e);
	err_release(e);
	return status;
}

/* A diagnostic's texts come from policies: each is made safe before it is laid out with colours. */
void term_diagnostic(const struct diagnostic *d, bool colour, struct buf *out)
{
	struct diagnostic safe = *d;
	struct buf parts[4] = { BUF_INIT, BUF_INIT, BUF_INIT, BUF_INIT };
	char **texts[4] = { &safe.file, &safe.message, &safe.hint, &safe.code };

	for (size_t t = 0; t < 4; t++)
		if (*texts[t]) {
			sheet_safe_lines(&parts[t], *texts[t], strlen(*texts[t]));
			*texts[t] = parts[t].data;
		}
	diagnostics_format(&safe, colour, out);
	if (!out->len || out->data[out->len - 1] != '\n')
		buf_putc(out, '\n');
	for (size_t t = 0; t < 4; t++)
		buf_release(&parts[t]);
}

void term_diagnostics(const struct cli *c, const struct diagnostics *d)
{
	for (size_t i = 0; i < d->count; i++) {
		struct buf text = BUF_INIT;

		term_diagnostic(&d->items[i], c->colour_err, &text);
		put(&text);
		buf_release(&text);
	}
}

static void put_place(struct buf *out, const char *input, int line, int column)
{
	buf_puts(out, !strcmp(input, "-") ? "(standard input)" : input);
	if (line > 0)
		buf_addf(out, ":%d", line);
	if (line > 0 && column > 0)
		buf_addf(out, ":%d", column);
	buf_puts(out, ": ");
}

void term_refusal(const struct cli *c, const char *input, const struct project_result *p)
{
	enum { MOST = 20 };
	struct buf text = BUF_INIT, line = BUF_INIT;

	put_place(&text, input, p->refusal_line ? p->refusal_line : (int)p->line, p->refusal_column);
	buf_addf(&text, "%s: ", C(ERROR_WORD));
	if (*p->id)
		buf_addf(&text, "%s: ", p->id);
	buf_puts(&text, p->refusal);
	for (size_t i = 0; i < p->violation_count && i < MOST; i++) {
		const struct violation *v = &p->violations[i];

		buf_puts(&text, "\n  ");
		put_place(&text, input, v->line, v->column);
		buf_addf(&text, "%s: %s", *v->pointer ? v->pointer : "/", v->message);
		if (v->hint)
			buf_addf(&text, "; %s", v->hint);
	}
	if (p->violation_count > MOST) {
		struct buf number = BUF_INIT;

		number_grouped(&number, p->violation_count - MOST);
		buf_putc(&text, '\n');
		buf_addf(&text, C(MORE_VIOLATIONS), number.data);
		buf_release(&number);
	}
	sheet_safe_lines(&line, text.data, text.len);
	buf_putc(&line, '\n');
	put(&line);
	buf_release(&text);
	buf_release(&line);
}

/* A column's name can be a paragraph: what it begins with is told. */
void term_words(const struct cli *c, const struct source_words *w)
{
	enum { NAME_WIDTH = 48 };
	const size_t n = strlen(w->column_name), fit = text_fit(w->column_name, n, NAME_WIDTH);
	struct buf cells = BUF_INIT, name = BUF_INIT;

	buf_add(&name, w->column_name, fit);
	buf_puts(&name, fit < n ? "…" : "");
	message_count(&cells, c->lang, NUM_CELLS_ARE, w->count);
	term_note(c, C(CELLS_ARE_WORDS), !strcmp(w->input, "-") ? "(standard input)" : w->input, w->column, name.data, cells.data, w->field, w->line, w->first);
	buf_release(&cells);
	buf_release(&name);
}

bool term_progress_wanted(void)
{
	const char *term = getenv("TERM");

	return isatty(STDERR_FILENO) && !(term && !strcmp(term, "dumb"));
}

void term_bar(uint64_t done, uint64_t all, const char *text)
{
	enum { BAR = 30 };
	struct buf line = BUF_INIT;

	buf_puts(&line, "\r\033[K");
	if (all) {
		size_t full = (size_t)((double)done / (double)all * BAR);

		full = full > BAR ? BAR : full;
		for (size_t i = 0; i < BAR; i++)
			buf_puts(&line, i < full ? "█" : "░");
		buf_addf(&line, " %3d%%  ", (int)((double)done / (double)all * 100));
	}
	buf_puts(&line, text);
	fwrite(line.data, 1, line.len, stderr);
	fflush(stderr);
	progress_shown = true;
	buf_release(&line);
}

void term_progress(const struct cli *c, enum message what, const struct feed_progress *p)
{
	struct buf projects = BUF_INIT, text = BUF_INIT;

	message_count(&projects, c->lang, NUM_PROJECTS, p->projects);
	buf_addf(&text, message_text(c->lang, what), projects.data);
	term_bar(p->bytes, p->size, text.data);
	buf_release(&projects);
	buf_release(&text);
}

void term_progress_end(void)
{
	if (progress_shown)
		fputs("\r\033[K", stderr);
	progress_shown = false;
}

int term_write(const struct cli *c, const struct buf *text)
{
	errno = 0;
	if (!text->failed && fwrite(text->data, 1, text->len, stdout) == text->len && fflush(stdout) == 0)
		return EXIT_CONFORMS;
	term_error(c, C(OUTPUT_FAILED), strerror(text->failed ? ENOMEM : errno ? errno : EIO));
	return EXIT_USAGE;
}

int term_say(const struct cli *c, const char *fmt, ...)
{
	struct buf text = BUF_INIT, safe = BUF_INIT;
	va_list ap;
	int status;

	va_start(ap, fmt);
	buf_vaddf(&text, fmt, ap);
	va_end(ap);
	sheet_safe(&safe, text.data, text.len);
	buf_putc(&safe, '\n');
	safe.failed |= text.failed;
	status = term_write(c, &safe);
	buf_release(&text);
	buf_release(&safe);
	return status;
}

bool term_pretty(const char *json, size_t len, struct buf *out)
{
	static const struct json_limits limits = { 256u << 20, 64, 1u << 20, 1u << 24 };
	struct json_reader *reader = json_reader_new();
	struct json_value root;
	struct json_out o = json_out(out, 2);
	bool ok = reader && json_read(reader, json, len, &limits, &root, NULL) == 0;

	if (ok) {
		json_put_value(&o, root, false);
		buf_putc(out, '\n');
	}
	json_reader_free(reader);
	return ok;
}

const char *signal_name(int number)
{
	return number == SIGINT ? "SIGINT" : number == SIGTERM ? "SIGTERM" : "SIGHUP";
}
