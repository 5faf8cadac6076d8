/* SPDX-License-Identifier: MIT */
/* writer: what the store thread has and jobs work with. Private to the store. */
#ifndef PLUMB_STORE_WRITER_H
#define PLUMB_STORE_WRITER_H

#include "json/read.h"
#include "model/record.h"
#include "store/sql.h"
#include "store/store.h"

struct store_writer {
	struct sql sql;
	const struct schema *schema;
	/* Two documents at a time: the one that is stored, and the one that comes. */
	struct json_reader *readers[2];
	struct record_builder *builders[2];
	struct buf text, changes; /* for whoever runs; cleared by its user */
	bool chain_known;         /* the last entry of the log and the key of the last project, within a transaction */
	int64_t seq, project;
	unsigned char hash[32];
	unsigned char salts[4096]; /* random bytes for the entries to come, from the end */
	unsigned salts_left;
};

int writer_open(struct store_writer *w, const char *path, const struct schema *schema, struct err *err);
int writer_set_schema(struct store_writer *w, const struct schema *schema, struct err *err);
void writer_close(struct store_writer *w);

#endif
