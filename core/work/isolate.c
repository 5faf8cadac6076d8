/* SPDX-License-Identifier: MIT */
/*
 * isolate: see isolate.h.
 *
 * Under the sanitizers the runtime itself opens files, clones and maps at will: there the filter only forbids what a policy
 * could gain something by, and the address space is not limited.
 */
#include "work/isolate.h"

#include <errno.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

#define ADDRESS_SPACE (2ULL << 30)

static int refused(struct err *err, const char *what, int error)
{
	return err_set(err, ERR_IO, "a worker cannot be confined: %s: %s", what, strerror(error));
}

int isolate_from_parent(struct err *err)
{
	/* Ctrl-C reaches the whole process group; what becomes of the workers then is the host's decision */
	static const int ignored[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGPIPE };

	for (size_t i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++)
		signal(ignored[i], SIG_IGN);
	if (close_range(WORKER_PAGE + 1, ~0u, 0) < 0)
		return refused(err, "close_range", errno);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
		return refused(err, "PR_SET_PDEATHSIG", errno);
	return 0;
}

static int limit(int resource, rlim_t most, struct err *err)
{
	const struct rlimit l = { most, most };

	return setrlimit(resource, &l) < 0 ? refused(err, "setrlimit", errno) : 0;
}

static int limits(struct err *err)
{
	int status = limit(RLIMIT_CORE, 0, err);

	if (!status && !SANITIZED) /* a report may go to a file */
		status = limit(RLIMIT_FSIZE, 0, err);
	if (!status && !SANITIZED)
		status = limit(RLIMIT_AS, ADDRESS_SPACE, err);
	if (!status && !SANITIZED)
		status = limit(RLIMIT_NPROC, 0, err);
	if (!status && !SANITIZED)
		status = limit(RLIMIT_NOFILE, WORKER_PAGE, err);
	return status;
}

#if SANITIZED
static int fill(scmp_filter_ctx c)
{
	static const int forbidden[] = {
		SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(socket), SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(unlink),
		SCMP_SYS(unlinkat), SCMP_SYS(rename), SCMP_SYS(renameat2), SCMP_SYS(mkdir), SCMP_SYS(mkdirat), SCMP_SYS(truncate),
	};
	int status = 0;

	for (size_t i = 0; !status && i < sizeof(forbidden) / sizeof(forbidden[0]); i++)
		status = seccomp_rule_add(c, SCMP_ACT_KILL_PROCESS, forbidden[i], 0);
	return status;
}
#define OTHERWISE SCMP_ACT_ALLOW
#else
static int fill(scmp_filter_ctx c)
{
	/* memory, the deadline's signal, the end: nothing here reaches beyond the process */
	static const int allowed[] = {
		SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(brk), SCMP_SYS(futex), SCMP_SYS(rt_sigreturn),
		SCMP_SYS(rt_sigprocmask), SCMP_SYS(restart_syscall), SCMP_SYS(clock_gettime), SCMP_SYS(getrandom),
		SCMP_SYS(sysinfo), /* glibc's qsort asks once how much memory there is */
		SCMP_SYS(exit_group),
	};
	const struct scmp_arg_cmp socket = { .arg = 0, .op = SCMP_CMP_EQ, .datum_a = WORKER_SOCKET };
	const struct scmp_arg_cmp talk = { .arg = 0, .op = SCMP_CMP_EQ, .datum_a = STDERR_FILENO };
	const struct scmp_arg_cmp not_executable = { .arg = 2, .op = SCMP_CMP_MASKED_EQ, .datum_a = PROT_EXEC, .datum_b = 0 };
	int status = seccomp_rule_add_array(c, SCMP_ACT_ALLOW, SCMP_SYS(read), 1, &socket);

	if (!status)
		status = seccomp_rule_add_array(c, SCMP_ACT_ALLOW, SCMP_SYS(write), 1, &socket);
	if (!status && getenv(WORKER_STDERR))
		status = seccomp_rule_add_array(c, SCMP_ACT_ALLOW, SCMP_SYS(write), 1, &talk);
	if (!status)
		status = seccomp_rule_add_array(c, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, &not_executable);
	if (!status)
		status = seccomp_rule_add_array(c, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, &not_executable);
	for (size_t i = 0; !status && i < sizeof(allowed) / sizeof(allowed[0]); i++)
		status = seccomp_rule_add(c, SCMP_ACT_ALLOW, allowed[i], 0);
	return status;
}
#define OTHERWISE SCMP_ACT_KILL_PROCESS
#endif

int isolate_from_system(struct err *err)
{
	scmp_filter_ctx c;
	int status = limits(err);

	if (status < 0)
		return status;
	if (!SANITIZED && prctl(PR_SET_DUMPABLE, 0) < 0)
		return refused(err, "PR_SET_DUMPABLE", errno);
	c = seccomp_init(OTHERWISE); /* sets no_new_privs as well, when it is loaded */
	status = c ? fill(c) : -ENOMEM;
	if (!status)
		status = seccomp_load(c);
	seccomp_release(c);
	return status ? refused(err, "seccomp", -status) : 0;
}
