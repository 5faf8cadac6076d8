/* SPDX-License-Identifier: MIT */
/*
 * interrupt: Ctrl-C for commands without a loop: it is noticed between two steps, so that nothing half done is left. A second one
 * ends the program at once.
 */
#ifndef PLUMB_CLI_INTERRUPT_H
#define PLUMB_CLI_INTERRUPT_H

#include "cli/cli.h"

/* From here on SIGINT, SIGTERM and SIGHUP are noticed, those that the caller ignores excepted. */
void interrupt_watch(void);
/* The signal that came, or 0. */
int interrupt_came(void);
/* Says so; answers with the exit status. */
int interrupt_tell(const struct cli *c);

#endif
