/* SPDX-License-Identifier: MIT */
/* libraries: in a file of its own, because jansson's names and those of json/read.h do not mix. */
#include "cli/libraries.h"

#include <jansson.h>
#include <seccomp.h>
#include <sodium.h>
#include <utf8proc.h>
#include <uv.h>

void libraries_describe(struct buf *out)
{
	const struct scmp_version *seccomp = seccomp_version();

	buf_addf(out, "libuv %s, jansson %s, libsodium %s, utf8proc %s", uv_version_string(), jansson_version_str(), sodium_version_string(), utf8proc_version());
	if (seccomp)
		buf_addf(out, ", libseccomp %u.%u.%u", seccomp->major, seccomp->minor, seccomp->micro);
}
