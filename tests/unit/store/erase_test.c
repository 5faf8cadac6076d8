/* SPDX-License-Identifier: MIT */
/* What store/audit.h and projects.h promise: the chain shows every meddling, and what is erased is gone from every file. */
#include "course.h"

static struct course c;

static void begin(void)
{
	c = (struct course){ .s = open_store("a.db", STORE_WRITE), .err = ERR_INIT };
	assert_fine(course_activate(&c, "g1", course_rules, 2), &c.err);
}

/* ---- the chain ---- */

static const char guards[] = "DROP TRIGGER audit_is_not_changed; DROP TRIGGER audit_is_not_cut;";

/* What the examination says of a copy of the store after `sql`. */
static void assert_found(const char *sql, int64_t entry, const char *why)
{
	char text[512];
	struct store_health h;
	struct err err = ERR_INIT;
	struct store *s;

	copy_file("a.db", "b.db");
	snprintf(text, sizeof text, "%s%s", guards, sql);
	assert_int_equal(meddle("b.db", text), SQLITE_OK);
	s = open_store("b.db", STORE_READ);
	assert_fine(store_examine(s, &h, &err), &err);
	store_close(s);
	if (!why && h.chain_broken_at)
		fail_msg("%s: %lld %s", sql, (long long)h.chain_broken_at, h.chain_why);
	if (why && (!h.chain_why || !strstr(h.chain_why, why) || h.chain_broken_at != entry))
		fail_msg("%s: %lld %s", sql, (long long)h.chain_broken_at, h.chain_why ? h.chain_why : "nothing");
	unlink("b.db");
}

static void every_meddling_with_the_log_is_found(void **state)
{
	struct store_health h;
	struct store *s;

	(void)state;
	begin();
	for (int i = 0; i < 5; i++)
		put_small(c.s, "P-1", "ada", i);
	store_close(c.s);
	assert_found("", 0, NULL);
	assert_found("UPDATE audit_payload SET payload = '{}' WHERE seq = 4", 4, "its content was changed");
	assert_found("UPDATE audit_payload SET payload = payload || ' ' WHERE seq = 4", 4, "its content was changed");
	assert_found("UPDATE audit_payload SET actor = 'someone' WHERE seq = 3", 3, "its content was changed");
	assert_found("UPDATE audit_payload SET actor = actor || char(0) || 'x' WHERE seq = 3", 3, "its content was changed");
	assert_found("UPDATE audit_payload SET reason = '' WHERE seq = 2", 2, "its content was changed");
	assert_found("UPDATE audit_payload SET salt = randomblob(16) WHERE seq = 2", 2, "its content was changed");
	assert_found("UPDATE audit SET at = at + 1 WHERE seq = 3", 3, "does not follow");
	assert_found("UPDATE audit SET action = 'project.created' WHERE seq = 3", 3, "does not follow");
	assert_found("UPDATE audit SET project = 2 WHERE seq = 3", 3, "does not follow");
	assert_found("UPDATE audit SET content = randomblob(32) WHERE seq = 3", 3, "its content was changed");
	assert_found("UPDATE audit SET hash = randomblob(32) WHERE seq = 3", 3, "does not follow");
	assert_found("UPDATE audit SET hash = x'00' WHERE seq = 3", 3, "its hash was changed");
	assert_found("DELETE FROM audit_payload WHERE seq = 3; DELETE FROM audit WHERE seq = 3", 4, "an entry before it is missing");
	assert_found("DELETE FROM audit_payload WHERE seq = 1; DELETE FROM audit WHERE seq = 1", 2, "an entry before it is missing");
	assert_found("DELETE FROM audit_payload WHERE seq = 6; DELETE FROM audit WHERE seq = 6", 6, "it is missing");
	assert_found("INSERT INTO audit SELECT 7, at, action, project, content, hash FROM audit WHERE seq = 6", 7, "does not follow");
	copy_file("a.db", "b.db"); /* a payload that was removed, and nobody says by what */
	assert_int_equal(meddle("b.db", "DELETE FROM audit_payload WHERE seq = 3"), SQLITE_OK);
	s = open_store("b.db", STORE_READ);
	assert_int_equal(store_examine(s, &h, NULL), 0);
	assert_int_equal(h.chain_broken_at, 0);
	assert_int_equal(h.erased, 1);
	assert_int_equal(h.stated, 0);
	store_close(s);
}

static void the_log_is_not_changed_by_mistake(void **state)
{
	(void)state;
	begin();
	put_small(c.s, "P-1", "ada", 1);
	assert_int_equal(meddle("a.db", "UPDATE audit SET at = 0"), SQLITE_CONSTRAINT);
	assert_int_equal(meddle("a.db", "DELETE FROM audit"), SQLITE_CONSTRAINT);
	assert_healthy(c.s);
	store_close(c.s);
}

/* ---- no trace ---- */

static bool holds(const char *path, const char *text)
{
	struct buf b = BUF_INIT;
	bool found = buf_read_file(&b, path, 0) == 0 && memmem(b.data, b.len, text, strlen(text));

	buf_release(&b);
	return found;
}

static void assert_no_trace(const char *text)
{
	static const char *const names[] = { "a.db", "a.db-wal", "a.db-shm", "a.db-journal", "a.db-lock", "backup.db" };
	struct err err = ERR_INIT;

	assert_fine(store_backup(c.s, "backup.db", NULL, NULL, &err), &err);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (holds(names[i], text))
			fail_msg("'%s' is in %s", text, names[i]);
	assert_healthy(c.s);
}

static void delete_keeps_the_history_and_erase_does_not(void **state)
{
	struct judgement j = judged(0, VERDICT_FAIL, "risks[Sekret]", "Sekret is high");
	struct erased out;
	char id[16];

	(void)state;
	begin();
	for (int i = 0; i < 300; i++) { /* pages that are split and freed hold old copies */
		snprintf(id, sizeof id, "F-%d", i);
		put_small(c.s, id, "someone else", i % 100);
	}
	assert_string_equal(put(c.s, "P-1", "{\"done\":7,\"id\":\"P-1\",\"name\":\"Sekret\",\"risks\":[{\"impact\":4,\"name\":\"Sekret\"}]}"), "created");
	for (int i = 0; i < 40; i++) {
		char text[400];

		snprintf(text, sizeof text, "{\"done\":%d,\"id\":\"P-1\",\"name\":\"Sekret %d\",\"notes\":\"%0*d\",\"risks\":[{\"impact\":%d,\"name\":\"Sekret\"}]}", i, i, 5 * i + 1, 7, i % 5);
		assert_non_null(strstr(put(c.s, "P-1", text), "changed"));
	}
	assert_int_equal(course_judge(&c, "P-1", &j, 1), 0);
	assert_fine(project_delete(c.s, "P-1", &by, &c.err), &c.err);
	assert_true(holds("a.db", "Sekret") || holds("a.db-wal", "Sekret"));
	assert_fine(project_erase(c.s, "P-1", &by, &out, &c.err), &c.err);
	assert_int_equal(out.projects, 1);
	assert_int_equal(out.entries, 42);
	assert_int_equal(out.findings, 1);
	assert_no_trace("Sekret");
	assert_null(document_of(c.s, "P-1"));
	assert_fine(project_erase(c.s, "P-1", &by, &out, &c.err), &c.err); /* nothing is left to do */
	assert_int_equal(out.entries, 0);
	assert_string_equal(put_small(c.s, "P-1", "ada", 1), "created"); /* and once more from the beginning: */
	assert_fine(project_erase(c.s, "P-1", &by, &out, &c.err), &c.err);
	assert_int_equal(out.entries, 2); /* the erasure before is emptied too, and what it stated is stated again */
	assert_healthy(c.s);
	assert_int_equal(project_erase(c.s, "P-9", &by, &out, &c.err), ERR_INPUT);
	assert_error(&c.err, ERR_INPUT, "there is no project 'P-9'", NULL);
	store_close(c.s);
}

static void erase_everywhere(const char *name, const char *in_json)
{
	char text[1024], other[64];
	struct judgement j = judged(0, VERDICT_FAIL, "risks[fx]", NULL);
	struct erased out;
	struct origin owner = { "boss", NULL, by.at_ms };
	const char *at;

	begin();
	snprintf(text, sizeof text, "{\"id\":\"P-1\",\"owner\":\"%s\",\"risks\":[{\"impact\":1,\"name\":\"%s\",\"owner\":\"%s\"}],\"tags\":[\"%s\"]}", in_json, in_json, in_json, in_json);
	assert_string_equal(put(c.s, "P-1", text), "created");
	snprintf(text, sizeof text, "{\"id\":\"P-2\",\"notes\":\"ask %s first\",\"owner\":\"%s\"}", in_json, in_json);
	assert_string_equal(put(c.s, "P-2", text), "created");
	assert_string_equal(put(c.s, "P-3", "{\"id\":\"P-3\",\"owner\":\"ada\"}"), "created");
	snprintf(text, sizeof text, "%s is late", name);
	j.message = text;
	assert_int_equal(course_judge(&c, "P-3", &j, 1), 0);
	by.reason = text;
	assert_non_null(strstr(put(c.s, "P-3", "{\"id\":\"P-3\",\"owner\":\"bo\"}"), "changed"));
	by = (struct origin){ name, "", by.at_ms };
	assert_non_null(strstr(put(c.s, "P-3", "{\"id\":\"P-3\",\"owner\":\"cy\"}"), "changed"));
	snprintf(other, sizeof other, "%s asked for it", name);
	owner.reason = other;
	assert_fine(person_erase(c.s, name, &owner, &out, &c.err), &c.err);
	assert_int_equal(out.projects, 2);
	assert_int_equal(out.entries, 2);
	assert_int_equal(out.findings, 1);
	assert_int_equal(out.mentions, 1);
	at = strstr(document_of(c.s, "P-1"), "\"owner\":\"erased-");
	assert_non_null(at);
	snprintf(other, sizeof other, "%.15s", at + strlen("\"owner\":\""));
	snprintf(text, sizeof text, "{\"id\":\"P-1\",\"owner\":\"%s\",\"risks\":[{\"impact\":1,\"name\":\"%s\",\"owner\":\"%s\"}],\"tags\":[\"%s\"]}", other, other, other, other);
	assert_string_equal(document_of(c.s, "P-1"), text);
	snprintf(text, sizeof text, "{\"id\":\"P-2\",\"notes\":\"ask %s first\",\"owner\":\"%s\"}", in_json, other); /* the longer text is for people to look at */
	assert_string_equal(document_of(c.s, "P-2"), text);
	assert_healthy(c.s);
	assert_fine(project_erase(c.s, "P-2", &(struct origin){ "boss", "", 5 }, &out, &c.err), &c.err);
	assert_no_trace(name);
	assert_no_trace(in_json);
	store_close(c.s);
}

static void a_name_is_erased_whatever_it_is_made_of(void **state)
{
	static const struct { const char *name, *in_json; } names[] = {
		{ "Zoe Quill", "Zoe Quill" }, { "Zoe \"Z\" Quill", "Zoe \\\"Z\\\" Quill" }, { "Zoe\\Quill", "Zoe\\\\Quill" }, { "王小明", "王小明" },
		{ "Zoe ] Quill", "Zoe ] Quill" }, { "Zoe\tQuill\\", "Zoe\\tQuill\\\\" }, { "O'Zoe; DROP", "O'Zoe; DROP" }, { "Zoe %s/Quill", "Zoe %s/Quill" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		by = (struct origin){ "li.wei", "weekly import", 1700000000000 };
		erase_everywhere(names[i].name, names[i].in_json);
		unlink("a.db");
	}
}

/* Only a path has it: a change of one field of an element that is named by the person. */
static void a_name_within_a_path_is_erased(void **state)
{
	struct erased out;

	(void)state;
	begin();
	assert_string_equal(put(c.s, "P-1", "{\"id\":\"P-1\",\"risks\":[{\"impact\":1,\"name\":\"Zoe ] Quill\"}]}"), "created");
	assert_string_equal(put(c.s, "P-1", "{\"id\":\"P-1\",\"risks\":[{\"impact\":2,\"name\":\"Zoe ] Quill\"}]}"), "changed [{\"path\":\"risks[Zoe \\\\] Quill].impact\",\"from\":1,\"to\":2}]");
	assert_fine(person_erase(c.s, "Zoe ] Quill", &by, &out, &c.err), &c.err);
	assert_int_equal(out.entries, 1);
	assert_no_trace("Zoe ");
	store_close(c.s);
}

static void waivers_and_decisions_are_looked_through_too(void **state)
{
	struct erased out;

	(void)state;
	begin();
	put_small(c.s, "P-1", "ada", 1);
	assert_int_equal(meddle("a.db", "INSERT INTO waiver (project, rule, element, digest, reason, requested_by, requested_at, decided_by, decided_at, expires_at, state, cause)"
		" VALUES (1, 1, 'risks[Zoe Quill]', 'd', 'Zoe Quill said so', 'Zoe Quill', 1, 'boss', 2, 3, 'approved', 'see Zoe Quill');"
		"INSERT INTO gate_decision VALUES (2, 1, 'planning', 'execution', 'risks[Zoe Quill]', 'passed', 1, '[{\"m\":\"Zoe Quill\"}]');"
		"INSERT INTO outbox (at, target, event, payload) VALUES (1, 't', 'e', '{\"to\":\"Zoe Quill\"}')"), SQLITE_OK);
	put_small(c.s, "P-2", "Zoe Quill", 1);
	assert_fine(person_erase(c.s, "Zoe Quill", &by, &out, &c.err), &c.err);
	assert_no_trace("Zoe Quill");
	assert_int_equal(number_in("a.db", "SELECT count(*) FROM waiver WHERE requested_by LIKE 'erased-%' AND element LIKE 'risks[erased-%'"), 1);
	store_close(c.s);
}

static void a_word_that_is_no_name_breaks_no_document(void **state)
{
	static const char *const words[] = { "},{", ":[{", "\",\"", "\":\"", "id", "risks" };
	struct erased out;
	char before[65];

	(void)state;
	begin();
	assert_string_equal(put(c.s, "P-1", "{\"id\":\"P-1\",\"phase\":\"planning\",\"risks\":[{\"name\":\"a\"},{\"name\":\"b\"}],\"start\":\"2026-01-01\",\"tags\":[\"x\",\"y\"]}"), "created");
	strcpy(before, digest_of(c.s));
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		person_erase(c.s, words[i], &by, &out, NULL);
		assert_string_equal(document_of(c.s, "P-1"), "{\"id\":\"P-1\",\"phase\":\"planning\",\"risks\":[{\"name\":\"a\"},{\"name\":\"b\"}],\"start\":\"2026-01-01\",\"tags\":[\"x\",\"y\"]}");
	}
	assert_int_equal(person_erase(c.s, "planning", &by, &out, &c.err), ERR_INPUT);
	assert_error(&c.err, ERR_INPUT, "'planning' is no name in project 'P-1'", "/phase", "nothing was erased", NULL);
	assert_int_equal(person_erase(c.s, "2026-01-01", &by, &out, &c.err), ERR_INPUT);
	assert_error(&c.err, ERR_INPUT, "/start", NULL);
	assert_int_equal(person_erase(c.s, "P-1", &by, &out, &c.err), ERR_INPUT);
	assert_error(&c.err, ERR_INPUT, "is the id of a project", NULL);
	assert_int_equal(person_erase(c.s, "Nobody At All", &by, &out, &c.err), ERR_INPUT);
	assert_error(&c.err, ERR_INPUT, "nothing in the store names 'Nobody At All'", NULL);
	assert_int_equal(person_erase(c.s, "x", &by, &out, &c.err), ERR_USAGE);
	err_release(&c.err);
	store_close(c.s);
}

static void an_erasure_that_is_erased_hands_on_what_it_stated(void **state)
{
	struct erased out;

	(void)state;
	begin();
	put_small(c.s, "P-1", "ada", 1);
	put_small(c.s, "P-1", "ada", 2);
	put_small(c.s, "P-2", "ada", 2);
	assert_fine(project_erase(c.s, "P-1", &by, &out, &c.err), &c.err); /* by li.wei, who then is erased */
	assert_fine(person_erase(c.s, "li.wei", &(struct origin){ "boss", "", 5 }, &out, &c.err), &c.err);
	assert_true(out.entries >= 3);
	assert_no_trace("li.wei");
	store_close(c.s);
}

/* Somebody who reads keeps the log from being emptied: that is said, and repeating makes up for it. */
static bool drop_slowly(void *ctx, const struct change_row *r)
{
	(void)r;
	struct erased out;
	struct err err = ERR_INIT;

	assert_true(person_erase(ctx, "Zoe Quill", &by, &out, &err) == ERR_IO);
	assert_error(&err, ERR_IO, "log cannot be emptied while others read it", "repeat the command", NULL);
	return false;
}

static void an_erasure_that_was_interrupted_is_repeated(void **state)
{
	struct erased out;

	(void)state;
	begin();
	put_small(c.s, "P-1", "Zoe Quill", 1);
	put_small(c.s, "P-1", "Zoe Quill", 2);
	assert_int_equal(history_of_project(c.s, "P-1", NULL, 0, drop_slowly, c.s, NULL), 0);
	assert_true(holds("a.db-wal", "Zoe Quill") || holds("a.db", "Zoe Quill"));
	assert_int_equal(person_erase(c.s, "Zoe Quill", &by, &out, &c.err), ERR_INPUT); /* nothing names them any more */
	err_release(&c.err);
	assert_no_trace("Zoe Quill");
	store_close(c.s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_ROOM(every_meddling_with_the_log_is_found), IN_ROOM(the_log_is_not_changed_by_mistake), IN_ROOM(delete_keeps_the_history_and_erase_does_not),
		IN_ROOM(a_name_is_erased_whatever_it_is_made_of), IN_ROOM(a_name_within_a_path_is_erased), IN_ROOM(waivers_and_decisions_are_looked_through_too),
		IN_ROOM(a_word_that_is_no_name_breaks_no_document), IN_ROOM(an_erasure_that_is_erased_hands_on_what_it_stated),
		IN_ROOM(an_erasure_that_was_interrupted_is_repeated),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
