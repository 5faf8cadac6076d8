/* SPDX-License-Identifier: MIT */
/* page: see page.h. */
#include "work/page.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "work/protocol.h"

static struct beat *map(int fd)
{
	void *p = mmap(NULL, sizeof(struct beat), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	return p == MAP_FAILED ? NULL : p;
}

int page_new(struct beat **out, int *fd, struct err *err)
{
	*fd = memfd_create("plumb-beat", MFD_CLOEXEC);
	*out = *fd >= 0 && !ftruncate(*fd, sizeof(struct beat)) ? map(*fd) : NULL;
	if (!*out) {
		err_set(err, ERR_IO, "cannot share memory with a worker: %s", strerror(errno));
		if (*fd >= 0)
			close(*fd);
		return ERR_IO;
	}
	(*out)->rule = (*out)->document = (*out)->file = NOBODY;
	return 0;
}

struct beat *page_take(int fd)
{
	struct beat *b = map(fd);

	close(fd);
	return b;
}

void page_free(struct beat *b)
{
	if (b)
		munmap(b, sizeof(*b));
}

struct place page_read(const struct beat *b)
{
	return (struct place) {
		.evaluations = __atomic_load_n(&b->evaluations, __ATOMIC_ACQUIRE),
		.rule = b->rule, .document = b->document, .file = b->file, .line = b->line, .overdue_ms = b->overdue_ms,
	};
}
