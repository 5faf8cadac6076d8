/* SPDX-License-Identifier: MIT */
/*
 * store_bench: documents into the store, against plain SQLite, in one process.
 *   store_bench PORTFOLIO.ndjson SCHEMA.lua FOLDER [DOCS]
 * Prints documents a second, of about 1 KB and whole: by the store (row, log entry, chain, samples, kept under backlog), and by
 * SQLite with the same settings in batches of 100: the document's row alone, in an equally indexed table; and with the rows of
 * a log beside it, unhashed. Wall time, syncs included; everything is durable before the clock stops.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "engine/engine.h"
#include "json/write.h"
#include "store/projects.h"

enum { BACKLOG = 4096, BATCH = 100 };

struct document { char *id, *text; size_t len; };
struct load { struct document *items; size_t count; };

static void must(int rc, struct err *err)
{
	struct buf b = BUF_INIT;

	if (rc >= 0)
		return;
	err_format(err, &b);
	fprintf(stderr, "store_bench: %s\n", b.data);
	exit(1);
}

static struct engine *load_schema(const char *path, struct beat *beat)
{
	struct engine_options o = engine_options_default();
	struct diagnostics d = { 0 };
	struct err err = ERR_INIT;
	struct buf text = BUF_INIT;
	struct engine *e;

	o.beat = beat;
	must(engine_new(&o, &e, &err), &err);
	must(buf_read_file(&text, path, 0), &err);
	must(engine_add_file(e, "schema.lua", text.data, text.len, &err), &err);
	must(engine_load(e, &d, &err), &err);
	buf_release(&text);
	return e;
}

/* The document as the store keeps it; of `most` bytes about, when that is not 0: its first members. */
static struct document canonical(const struct schema *s, struct json_reader *reader, struct record_builder *builder, const char *text, size_t len, size_t most)
{
	struct json_limits limits = JSON_LIMITS_DEFAULT;
	struct violations violations = { 0 };
	struct buf part = BUF_INIT, out = BUF_INIT;
	struct json_out o = json_out(&part, 0);
	struct err err = ERR_INIT;
	struct json_value root, id;
	struct json_iter it;
	struct record r;
	size_t n;

	must(json_read(reader, text, len, &limits, &root, &err), &err);
	json_begin_object(&o);
	for (json_iter_begin(&it, root); json_iter_next(&it) && (!most || part.len < most);) {
		json_key(&o, it.key);
		json_put_value(&o, it.value, false);
	}
	json_end_object(&o);
	must(json_read(reader, part.data, part.len, &limits, &root, &err), &err);
	must(record_build(builder, root, &r, &violations, &err), &err);
	o = json_out(&out, 0);
	record_write_json(s, r, &o);
	json_get(root, "id", &id);
	buf_release(&part);
	return (struct document){ strdup(json_string(id, &n)), out.data, out.len };
}

static struct load read_documents(const struct schema *s, const struct buf *in, size_t limit, size_t most)
{
	struct json_reader *reader = json_reader_new();
	struct record_builder *builder = record_builder_new(s, false);
	struct load l = { calloc(limit, sizeof *l.items), 0 };

	if (!l.items || !reader || !builder)
		exit(1);
	for (const char *p = in->data, *end = p + in->len; p < end && l.count < limit;) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));

		nl = nl ? nl : end;
		l.items[l.count++] = canonical(s, reader, builder, p, (size_t)(nl - p), most);
		p = nl + 1;
	}
	json_reader_free(reader);
	record_builder_free(builder);
	return l;
}

static void remove_store(const char *path)
{
	static const char *const endings[] = { "", "-wal", "-shm", "-lock" };
	char name[4096];

	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		snprintf(name, sizeof name, "%s%s", path, endings[i]);
		unlink(name);
	}
}

static double per_second(const struct load *l, int64_t start)
{
	return (double)l->count / ((double)(clock_monotonic_ns() - start) / 1e9);
}

/* ---- the store ---- */

static void on_put(struct store_job *job)
{
	must(job->status, &job->err);
	put_free((struct put *)job);
}

static double by_store(const struct load *l, const char *path, const struct schema *schema)
{
	struct store_options o = { .path = path, .access = STORE_WRITE, .create = true, .command = "bench", .schema = schema };
	struct origin by = { "bench", "", 1700000000000 };
	struct err err = ERR_INIT;
	struct store *s;
	int64_t start;
	double speed;

	remove_store(path);
	must(store_open(&o, &s, &err), &err);
	start = clock_monotonic_ns();
	for (size_t i = 0; i < l->count; i++) {
		struct put *p = put_new(l->items[i].id, l->items[i].text, l->items[i].len, &by, on_put);

		if (!p)
			exit(1);
		store_submit(s, &p->job);
		while (store_pending(s) > BACKLOG) {
			store_reap(s);
			if (store_pending(s) > BACKLOG)
				usleep(200);
		}
	}
	store_drain(s);
	speed = per_second(l, start);
	store_close(s);
	return speed;
}

/* ---- SQLite ---- */

static void run(sqlite3 *db, const char *text)
{
	if (sqlite3_exec(db, text, NULL, NULL, NULL) != SQLITE_OK) {
		fprintf(stderr, "store_bench: %s\n", sqlite3_errmsg(db));
		exit(1);
	}
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *text)
{
	sqlite3_stmt *s;

	if (sqlite3_prepare_v3(db, text, -1, SQLITE_PREPARE_PERSISTENT, &s, NULL) != SQLITE_OK)
		exit(1);
	return s;
}

static void step(sqlite3_stmt *s)
{
	if (sqlite3_step(s) != SQLITE_DONE)
		exit(1);
	sqlite3_reset(s);
}

static void insert_document(sqlite3_stmt *s, size_t i, const struct document *d)
{
	sqlite3_bind_int64(s, 1, (int64_t)i + 1);
	sqlite3_bind_text(s, 2, d->id, -1, SQLITE_STATIC);
	sqlite3_bind_text(s, 3, d->text, (int)d->len, SQLITE_STATIC);
	for (int c = 4; c <= 6; c++)
		sqlite3_bind_int64(s, c, 1700000000000);
	for (int c = 7; c <= 13; c++)
		sqlite3_bind_text(s, c, "Northern Europe", -1, SQLITE_STATIC);
	step(s);
}

static void insert_entry(sqlite3_stmt *entry, sqlite3_stmt *payload, size_t i)
{
	static const unsigned char bytes[32] = { 1 };

	sqlite3_bind_int64(entry, 1, (int64_t)i + 1);
	sqlite3_bind_int64(entry, 2, 1700000000000);
	sqlite3_bind_text(entry, 3, "project.created", -1, SQLITE_STATIC);
	sqlite3_bind_int64(entry, 4, (int64_t)i + 1);
	sqlite3_bind_blob(entry, 5, bytes, 32, SQLITE_STATIC);
	sqlite3_bind_blob(entry, 6, bytes, 32, SQLITE_STATIC);
	step(entry);
	sqlite3_bind_int64(payload, 1, (int64_t)i + 1);
	sqlite3_bind_blob(payload, 2, bytes, 16, SQLITE_STATIC);
	sqlite3_bind_text(payload, 3, "bench", -1, SQLITE_STATIC);
	sqlite3_bind_text(payload, 4, "", -1, SQLITE_STATIC);
	sqlite3_bind_text(payload, 5, "{}", -1, SQLITE_STATIC);
	step(payload);
}

static double by_sqlite(const struct load *l, const char *path, bool with_log)
{
	sqlite3_stmt *document, *entry, *payload, *begin, *commit;
	sqlite3 *db;
	int64_t start;
	double speed;

	remove_store(path);
	if (sqlite3_open(path, &db) != SQLITE_OK)
		exit(1);
	/* core/store/writer.c */
	run(db, "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;"
		"PRAGMA wal_autocheckpoint = 4096; PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY;");
	/* core/store/migrations */
	run(db, "CREATE TABLE project (key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, document TEXT, revision INTEGER NOT NULL, created_at INTEGER NOT NULL,"
		" changed_at INTEGER NOT NULL, name TEXT NOT NULL, customer TEXT NOT NULL, owner TEXT NOT NULL, region TEXT NOT NULL, business_unit TEXT NOT NULL,"
		" type TEXT NOT NULL, phase TEXT NOT NULL, erased INTEGER NOT NULL DEFAULT 0) STRICT;"
		"CREATE INDEX project_current ON project (id, revision) WHERE document IS NOT NULL;"
		"CREATE TABLE audit (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, action TEXT NOT NULL, project INTEGER, content BLOB NOT NULL, hash BLOB NOT NULL) STRICT;"
		"CREATE INDEX audit_of_project ON audit (project, seq) WHERE project IS NOT NULL;"
		"CREATE TABLE audit_payload (seq INTEGER PRIMARY KEY REFERENCES audit, salt BLOB NOT NULL, actor TEXT NOT NULL, reason TEXT NOT NULL, payload TEXT NOT NULL) STRICT;");
	document = prepare(db, "INSERT INTO project (key, id, document, revision, created_at, changed_at, name, customer, owner, region, business_unit, type, phase)"
		" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
	entry = prepare(db, "INSERT INTO audit (seq, at, action, project, content, hash) VALUES (?, ?, ?, ?, ?, ?)");
	payload = prepare(db, "INSERT INTO audit_payload (seq, salt, actor, reason, payload) VALUES (?, ?, ?, ?, ?)");
	begin = prepare(db, "BEGIN IMMEDIATE");
	commit = prepare(db, "COMMIT");
	start = clock_monotonic_ns();
	for (size_t i = 0; i < l->count; i++) {
		if (i % BATCH == 0)
			step(begin);
		insert_document(document, i, &l->items[i]);
		if (with_log)
			insert_entry(entry, payload, i);
		if (i % BATCH == BATCH - 1 || i + 1 == l->count)
			step(commit);
	}
	speed = per_second(l, start);
	sqlite3_finalize(document);
	sqlite3_finalize(entry);
	sqlite3_finalize(payload);
	sqlite3_finalize(begin);
	sqlite3_finalize(commit);
	sqlite3_close(db);
	return speed;
}

int main(int argc, char **argv)
{
	static const struct { const char *name; size_t most; } sizes[] = { { "1k", 900 }, { "whole", 0 } };
	struct beat beat = { 0 };
	struct err err = ERR_INIT;
	struct buf in = BUF_INIT;
	size_t limit = argc > 4 ? strtoul(argv[4], NULL, 10) : 20000;
	char path[4096];
	struct engine *e;

	if (argc < 4 || buf_read_file(&in, argv[1], 0) < 0) {
		fprintf(stderr, "usage: store_bench PORTFOLIO.ndjson SCHEMA.lua FOLDER [DOCS]\n");
		return 2;
	}
	must(deadline_start(&beat, &err), &err);
	e = load_schema(argv[2], &beat);
	snprintf(path, sizeof path, "%s/bench.db", argv[3]);
	for (size_t i = 0; i < 2; i++) {
		struct load l = read_documents(engine_schema(e), &in, limit, sizes[i].most);
		size_t bytes = 0;

		for (size_t d = 0; d < l.count; d++)
			bytes += l.items[d].len;
		printf("bytes_%s %zu\n", sizes[i].name, bytes / (l.count ? l.count : 1));
		for (int round = 0; round < 3; round++) { /* in turn: what else the machine does slows each */
			printf("store_%s %.0f\n", sizes[i].name, by_store(&l, path, engine_schema(e)));
			printf("sqlite_%s %.0f\n", sizes[i].name, by_sqlite(&l, path, false));
			printf("sqlite_log_%s %.0f\n", sizes[i].name, by_sqlite(&l, path, true));
			fflush(stdout);
		}
		for (size_t d = 0; d < l.count; d++) {
			free(l.items[d].id);
			free(l.items[d].text);
		}
		free(l.items);
	}
	remove_store(path);
	return 0;
}
