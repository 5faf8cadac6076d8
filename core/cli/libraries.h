/* SPDX-License-Identifier: MIT */
/* libraries: the libraries that plumb runs with, by name and version, as they are at run time. */
#ifndef PLUMB_CLI_LIBRARIES_H
#define PLUMB_CLI_LIBRARIES_H

#include "base/buf.h"

void libraries_describe(struct buf *out); /* "libuv 1.44.2, jansson 2.14, ..." */

#endif
