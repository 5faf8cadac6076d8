/* SPDX-License-Identifier: MIT */
/* erase: plumb erase. A project, or everything that names a person, for good; asked twice. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/storage.h"
#include "cli/term.h"
#include "store/projects.h"

/* On a terminal what is to go is typed once more; elsewhere --yes says that it was meant. False: not to be done. */
static bool confirmed(const struct cli *c, const char *what)
{
	struct buf typed = BUF_INIT;
	bool same;

	if (c->values[OPT_YES])
		return true;
	if (!isatty(STDIN_FILENO)) {
		term_error(c, "%s", C(ERASE_NEEDS_YES));
		return false;
	}
	term_note(c, C(ERASE_ASK), what);
	fputs("> ", stderr);
	for (int byte; (byte = getchar()) != EOF && byte != '\n' && typed.len < 4096;)
		buf_putc(&typed, (char)byte);
	same = !typed.failed && !strcmp(typed.data, what);
	buf_release(&typed);
	if (!same)
		term_error(c, "%s", C(ERASE_NOT));
	return same;
}

static int tell(const struct storage *x, const char *what, bool person, const struct erased *e)
{
	const struct cli *c = x->cli;
	int status = person ? term_say(c, C(ERASED_PERSON), what, (long long)e->projects, (long long)e->entries, (long long)e->findings)
	                    : term_say(c, C(ERASED_PROJECT), what, (long long)e->entries, (long long)e->findings);

	if (!status && e->mentions)
		status = term_say(c, C(ERASED_MENTIONS), (long long)e->mentions, what);
	return status ? status : term_say(c, "%s", C(ERASED_COPIES));
}

static int erase(struct storage *x, const char *what, bool person, struct err *err)
{
	struct erased e;
	int status = person ? person_erase(x->store, what, &x->by, &e, err) : project_erase(x->store, what, &x->by, &e, err);

	return status ? status : tell(x, what, person, &e);
}

/* Before anybody is asked: is there such a project? */
static int look(struct cli *c, const char *id, struct err *err)
{
	struct storage x;
	struct buf text = BUF_INIT;
	int status = storage_open(&x, c, STORE_READ, err);

	if (!status)
		status = storage_project(&x, id, &text, err);
	buf_release(&text);
	return storage_end(&x, status, err);
}

int run_erase(struct cli *c)
{
	const char *person = c->values[OPT_PERSON], *what = person ? person : c->word_count ? c->words[0] : NULL;
	struct storage x;
	struct err err = ERR_INIT;
	int status;

	if (!what || (person && c->word_count)) {
		term_error(c, "%s", C(ERASE_WHAT));
		term_usage(c);
		return EXIT_USAGE;
	}
	status = person ? 0 : look(c, what, &err);
	if (status)
		return status;
	if (!confirmed(c, what))
		return EXIT_USAGE;
	status = storage_open(&x, c, STORE_WRITE, &err);
	if (!status)
		status = erase(&x, what, person != NULL, &err);
	return storage_end(&x, status, &err);
}
