/* SPDX-License-Identifier: MIT */
/* version: of plumb as a whole. */
#ifndef PLUMB_APP_VERSION_H
#define PLUMB_APP_VERSION_H

#define PLUMB_VERSION "0.1.0"

#endif
