/* SPDX-License-Identifier: MIT */
#include "cli/interrupt.h"

#include <signal.h>

#include "cli/term.h"

static volatile sig_atomic_t came;

static void on_signal(int number)
{
	came = number;
}

void interrupt_watch(void)
{
	static const int stopping[] = { SIGINT, SIGTERM, SIGHUP };

	for (size_t i = 0; i < sizeof stopping / sizeof *stopping; i++) {
		struct sigaction now, then = { .sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND };

		sigemptyset(&then.sa_mask);
		if (sigaction(stopping[i], NULL, &now) == 0 && now.sa_handler != SIG_IGN)
			sigaction(stopping[i], &then, NULL);
	}
}

int interrupt_came(void)
{
	return came;
}

int interrupt_tell(const struct cli *c)
{
	term_progress_end();
	term_error(c, C(STOPPED), signal_name(came));
	return 128 + came;
}
