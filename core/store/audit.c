/* SPDX-License-Identifier: MIT */
#include "store/audit.h"

#include <sodium.h>
#include <string.h>

enum { HASH = 32, SALT = 16 };

/* Lengths go in too, so that no two lists of parts give the same bytes. */
static void add(crypto_generichash_state *h, const void *bytes, size_t len)
{
	uint64_t n = len;

	crypto_generichash_update(h, (const unsigned char *)&n, sizeof n);
	crypto_generichash_update(h, bytes, len);
}

static void content_hash(const void *salt, const char *actor, const char *reason, const char *payload, size_t len, unsigned char out[HASH])
{
	crypto_generichash_state h;

	crypto_generichash_init(&h, NULL, 0, HASH);
	add(&h, salt, SALT);
	add(&h, actor, strlen(actor));
	add(&h, reason, strlen(reason));
	add(&h, payload, len);
	crypto_generichash_final(&h, out, HASH);
}

static void chain_hash(const unsigned char before[HASH], int64_t seq, int64_t at, const char *action, int64_t project, const unsigned char content[HASH], unsigned char out[HASH])
{
	crypto_generichash_state h;

	crypto_generichash_init(&h, NULL, 0, HASH);
	add(&h, before, HASH);
	add(&h, &seq, sizeof seq);
	add(&h, &at, sizeof at);
	add(&h, action, strlen(action));
	add(&h, &project, sizeof project);
	add(&h, content, HASH);
	crypto_generichash_final(&h, out, HASH);
}

int audit_find_end(struct store_writer *w, struct err *err)
{
	sqlite3_stmt *s;
	int got = sql_first(&w->sql, &s, err, "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1", "");

	w->seq = 0;
	memset(w->hash, 0, HASH);
	if (got == 1) {
		w->seq = sqlite3_column_int64(s, 0);
		if (sqlite3_column_bytes(s, 1) == HASH)
			memcpy(w->hash, sqlite3_column_blob(s, 1), HASH);
	}
	sql_done(s);
	if (got >= 0)
		got = sql_number(&w->sql, &w->project, 0, err, "SELECT max(key) FROM project", "");
	w->chain_known = got >= 0;
	return got < 0 ? got : 0;
}

/* The system is asked for many at once: asking it costs as much as a row. */
static void take_salt(struct store_writer *w, unsigned char salt[SALT])
{
	if (w->salts_left < SALT) {
		randombytes_buf(w->salts, sizeof w->salts);
		w->salts_left = sizeof w->salts;
	}
	w->salts_left -= SALT;
	memcpy(salt, w->salts + w->salts_left, SALT);
	sodium_memzero(w->salts + w->salts_left, SALT);
}

int audit_append(struct store_writer *w, const struct origin *by, const char *action, int64_t project, const char *payload, size_t len, int64_t *seq, struct err *err)
{
	unsigned char salt[SALT], content[HASH], hash[HASH];
	int status = w->chain_known ? 0 : audit_find_end(w, err);

	if (status)
		return status;
	take_salt(w, salt);
	content_hash(salt, by->actor, by->reason, payload, len, content);
	*seq = w->seq + 1;
	chain_hash(w->hash, *seq, by->at_ms, action, project, content, hash);
	status = sql_run(&w->sql, err, "INSERT INTO audit (seq, at, action, project, content, hash) VALUES (?, ?, ?, nullif(?, 0), ?, ?)", "iitibb",
		*seq, by->at_ms, action, project, (const void *)content, (size_t)HASH, (const void *)hash, (size_t)HASH);
	if (!status)
		status = sql_run(&w->sql, err, "INSERT INTO audit_payload (seq, salt, actor, reason, payload) VALUES (?, ?, ?, ?, ?)", "ibttT",
			*seq, (const void *)salt, (size_t)SALT, by->actor, by->reason, payload, len);
	if (status)
		return status;
	w->seq = *seq;
	memcpy(w->hash, hash, HASH);
	return 0;
}

/* What is wrong with the entry in s, or NULL; its hash goes to `before`. */
static const char *examine(sqlite3_stmt *s, int64_t expected, unsigned char before[HASH], struct audit_state *out)
{
	int64_t seq = sqlite3_column_int64(s, 0);
	unsigned char content[HASH], hash[HASH];

	if (seq != expected)
		return "an entry before it is missing";
	if (sqlite3_column_bytes(s, 4) != HASH || sqlite3_column_bytes(s, 5) != HASH)
		return "its hash was changed";
	if (sqlite3_column_type(s, 6) == SQLITE_NULL) {
		out->erased++;
	} else {
		/* texts are hashed up to their NUL, so nothing may be behind it */
		if (sqlite3_column_bytes(s, 6) != SALT || strlen(sql_text(s, 7)) != (size_t)sqlite3_column_bytes(s, 7) || strlen(sql_text(s, 8)) != (size_t)sqlite3_column_bytes(s, 8))
			return "its content was changed";
		content_hash(sqlite3_column_blob(s, 6), sql_text(s, 7), sql_text(s, 8), sql_text(s, 9), (size_t)sqlite3_column_bytes(s, 9), content);
		if (memcmp(content, sqlite3_column_blob(s, 4), HASH))
			return "its content was changed";
	}
	memcpy(content, sqlite3_column_blob(s, 4), HASH);
	chain_hash(before, seq, sqlite3_column_int64(s, 1), sql_text(s, 2), sqlite3_column_int64(s, 3), content, hash);
	memcpy(before, hash, HASH);
	return memcmp(hash, sqlite3_column_blob(s, 5), HASH) ? "it does not follow from the entry before it" : NULL;
}

/* What stands behind the last entry, by what refers to it: the end of a chain has no entry after it that would miss it. */
static int find_cut(struct sql *q, struct audit_state *out, struct err *err)
{
	int64_t last;
	int status = sql_number(q, &last, 0, err, "SELECT max(coalesce((SELECT max(seq) FROM audit_payload), 0), coalesce((SELECT max(revision) FROM project), 0),"
		" coalesce((SELECT max(seq) FROM activation), 0), coalesce((SELECT max(seq) FROM sample), 0), coalesce((SELECT max(seq) FROM gate_decision), 0))", "");

	if (status || last <= out->entries)
		return status;
	out->broken_at = out->entries + 1;
	out->why = "it is missing, and what it did is not";
	return 0;
}

int audit_verify(struct sql *q, struct audit_state *out, struct err *err)
{
	unsigned char before[HASH] = { 0 };
	sqlite3_stmt *s;
	int got = sql_first(q, &s, err, "SELECT a.seq, a.at, a.action, a.project, a.content, a.hash, p.salt, p.actor, p.reason, p.payload"
		" FROM audit a LEFT JOIN audit_payload p ON p.seq = a.seq ORDER BY a.seq", "");

	*out = (struct audit_state){ 0 };
	for (; got == 1; got = sql_next(q, s, err)) {
		out->why = examine(s, ++out->entries, before, out);
		if (out->why) {
			out->broken_at = sqlite3_column_int64(s, 0);
			break;
		}
	}
	sql_done(s);
	if (got >= 0 && !out->why)
		got = find_cut(q, out, err);
	if (got < 0 || out->why)
		return got < 0 ? got : 0;
	return sql_number(q, &out->stated, 0, err, "SELECT sum(json_extract(p.payload, '$.entries')) FROM audit a JOIN audit_payload p ON p.seq = a.seq"
		" WHERE a.action IN ('project.erased', 'person.erased')", "");
}
