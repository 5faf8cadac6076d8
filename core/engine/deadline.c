/* SPDX-License-Identifier: MIT */
/*
 * deadline: the end of an evaluation that does not end.
 *
 * DESIGN. Nothing is paid while things go well: no count hook, no timer call per rule. A timer on the process's CPU time
 * ticks every 10 ms. Its handler compares the page's evaluation counter with the one of the last tick; when the same
 * evaluation has been running for the soft limit, the handler sets a hook, as the stock interpreter does for Ctrl-C.
 * The hook runs at the next instruction, makes sure that it is still that evaluation, and raises an error; policies have
 * no pcall to keep it. When the hook does not get its turn (one instruction or one library function that goes on and on),
 * the handler notes the line and for how long in the page, and the host kills the process.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "engine/evaluation.h"

#define TICK_MS 10

static struct {
	struct beat *beat;
	lua_State *volatile L;            /* the state of the running evaluation; NULL: none */
	volatile unsigned budget_ms, spent_ms;
	volatile uint64_t seen;           /* counter at the last tick */
	volatile uint64_t condemned;      /* counter of the evaluation that the hook shall end */
	volatile sig_atomic_t passed, line;
	char file[512];                   /* of the line, as the user knows it; set by the hook only */
} watch;

/* The line of the innermost Lua function that runs; 0: none. */
static int current_line(lua_State *L)
{
	lua_Debug ar;
	for (int level = 0; level < 20 && lua_getstack(L, level, &ar); level++)
		if (lua_getinfo(L, "l", &ar) && ar.currentline > 0)
			return ar.currentline;
	return 0;
}

static void note_file(lua_State *L)
{
	lua_Debug ar;
	watch.file[0] = 0;
	for (int level = 0; level < 20 && lua_getstack(L, level, &ar); level++)
		if (lua_getinfo(L, "Sl", &ar) && ar.currentline > 0) {
			if (ar.source[0] == '@' && ar.srclen < sizeof watch.file)
				memcpy(watch.file, ar.source + 1, ar.srclen);
			return;
		}
}

static void end_evaluation(lua_State *L, lua_Debug *ar)
{
	(void)ar;
	lua_sethook(L, NULL, 0, 0);
	if (watch.condemned != watch.beat->evaluations || watch.L != L)
		return; /* it ended by itself in the meantime */
	watch.passed = 1;
	watch.line = current_line(L);
	note_file(L);
	luaL_error(L, "exceeded %d ms of CPU time", (int)watch.budget_ms);
}

static void on_tick(int sig)
{
	(void)sig;
	int saved = errno;
	lua_State *L = watch.L;
	if (!L) {
		watch.seen = 0;
	} else if (watch.beat->evaluations != watch.seen) {
		watch.seen = watch.beat->evaluations;
		watch.spent_ms = 0;
	} else {
		watch.spent_ms += TICK_MS;
		if (watch.spent_ms >= watch.budget_ms) {
			watch.condemned = watch.seen;
			lua_sethook(L, end_evaluation, LUA_MASKCALL | LUA_MASKRET | LUA_MASKLINE | LUA_MASKCOUNT, 1);
			if (watch.spent_ms >= watch.budget_ms + 5 * TICK_MS) {
				watch.beat->line = (uint32_t)current_line(L);
				watch.beat->overdue_ms = watch.spent_ms - watch.budget_ms;
			}
		}
	}
	errno = saved;
}

int deadline_start(struct beat *beat, struct err *err)
{
	struct sigaction sa = { .sa_handler = on_tick, .sa_flags = SA_RESTART };
	struct sigevent ev = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGPROF };
	struct itimerspec tick = { { 0, TICK_MS * 1000000L }, { 0, TICK_MS * 1000000L } };
	timer_t timer;
	watch.beat = beat;
	sigemptyset(&sa.sa_mask);
	if (sigaction(SIGPROF, &sa, NULL) < 0 || timer_create(CLOCK_PROCESS_CPUTIME_ID, &ev, &timer) < 0 || timer_settime(timer, 0, &tick, NULL) < 0)
		return err_set(err, ERR_IO, "cannot start the deadline's timer: %s", strerror(errno));
	return 0;
}

void deadline_watch(lua_State *L, unsigned ms)
{
	watch.passed = 0;
	watch.line = 0;
	watch.file[0] = 0;
	watch.budget_ms = ms;
	watch.spent_ms = 0;
	watch.L = L;
}

void deadline_rest(void)
{
	if (watch.L && watch.condemned)
		lua_sethook(watch.L, NULL, 0, 0); /* set by a tick, but the evaluation ended first */
	watch.L = NULL;
	watch.condemned = 0;
	if (watch.beat)
		watch.beat->overdue_ms = 0;
}

struct deadline_mark deadline_suspend(void)
{
	struct deadline_mark m = { watch.L, watch.budget_ms, watch.spent_ms };
	watch.L = NULL;
	return m;
}

void deadline_resume(struct deadline_mark m)
{
	deadline_watch(m.L, m.budget_ms);
	watch.spent_ms = m.spent_ms;
	watch.seen = watch.beat ? watch.beat->evaluations : 0;
}

bool deadline_passed(void) { return watch.passed; }
int deadline_line(void) { return watch.line; }
const char *deadline_file(void) { return watch.file; }
