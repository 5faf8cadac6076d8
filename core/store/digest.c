/* SPDX-License-Identifier: MIT */
/* digest: one hash over what a store holds, table by table, row by row, value by value. */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "store/care.h"
#include "store/read.h"

static const char *const contents[] = {
	"SELECT id, document, erased, name, customer, owner, region, business_unit, type, phase FROM project ORDER BY id",
	"SELECT p.id, a.action, x.actor, x.reason, x.payload FROM audit a JOIN project p ON p.key = a.project LEFT JOIN audit_payload x ON x.seq = a.seq ORDER BY p.id, a.seq",
	"SELECT p.id, s.path, s.value FROM sample s JOIN project p ON p.key = s.project ORDER BY p.id, s.path, s.seq",
	"SELECT p.id, r.id, f.element, f.verdict, f.severity, f.message, f.measure, f.cause, f.reopened FROM finding f JOIN project p ON p.key = f.project"
	" JOIN rule r ON r.key = f.rule ORDER BY p.id, r.id, f.element",
	"SELECT g.hash FROM activation a JOIN generation g ON g.key = a.generation ORDER BY a.seq",
	"SELECT g.hash, f.path, f.blob FROM generation_file f JOIN generation g ON g.key = f.generation ORDER BY g.hash, f.path",
	"SELECT p.id, r.id, w.element, w.digest, w.reason, w.requested_by, w.decided_by, w.expires_at, w.state, w.cause FROM waiver w JOIN project p ON p.key = w.project"
	" JOIN rule r ON r.key = w.rule ORDER BY p.id, r.id, w.element, w.key",
	"SELECT p.id, d.phase_from, d.phase_to, d.element, d.outcome, d.verdicts FROM gate_decision d JOIN project p ON p.key = d.project ORDER BY p.id, d.seq",
	"SELECT target, event, payload FROM outbox ORDER BY target, seq",
};

static void add_value(crypto_generichash_state *h, sqlite3_value *v)
{
	int type = sqlite3_value_type(v);
	const void *bytes = type == SQLITE_BLOB ? sqlite3_value_blob(v) : sqlite3_value_text(v);
	uint32_t head[2] = { (uint32_t)type, bytes ? (uint32_t)sqlite3_value_bytes(v) : 0 };

	crypto_generichash_update(h, (const unsigned char *)head, sizeof head);
	if (bytes)
		crypto_generichash_update(h, bytes, head[1]);
}

static int add_rows(struct sql *q, crypto_generichash_state *h, const char *text, struct err *err)
{
	sqlite3_stmt *s;
	int got = sql_first(q, &s, err, text, "");

	for (; got == 1; got = sql_next(q, s, err))
		for (int i = 0; i < sqlite3_column_count(s); i++)
			add_value(h, sqlite3_column_value(s, i));
	sql_done(s);
	crypto_generichash_update(h, (const unsigned char *)"\n", 1);
	return got;
}

int store_digest(struct store *s, char out[65], struct err *err)
{
	struct sql *q = store_reader(s);
	crypto_generichash_state h;
	unsigned char hash[32];
	int status = sql_script(q, "BEGIN", err); /* one snapshot */

	crypto_generichash_init(&h, NULL, 0, sizeof hash);
	for (size_t i = 0; !status && i < sizeof contents / sizeof *contents; i++)
		status = add_rows(q, &h, contents[i], err);
	sql_script(q, "COMMIT", NULL);
	crypto_generichash_final(&h, hash, sizeof hash);
	sodium_bin2hex(out, 65, hash, sizeof hash);
	return status;
}
