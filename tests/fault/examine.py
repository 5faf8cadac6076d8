# SPDX-License-Identifier: MIT
"""Says what a store holds and what is wrong with it, without plumb: a second opinion for the tests of faults.

    python3 examine.py ANSWERS      reads paths of stores from standard input, and writes of each to the pipe ANSWERS

Writes, tab-separated: "problem WHAT" for everything that must never be; "project ID REVISION JUDGED DOCUMENT" (JUDGED: the
revision that was judged last, 0: none); "finding ID RULE ELEMENT MESSAGE" of what is open; "digest HEX" over documents, each
project's history without its moments, and findings without theirs. Works on a copy: the store stays as the fault left it.
"""
import hashlib
import os
import shutil
import sqlite3
import sys
import tempfile

answer = []


def say(*words):
    answer.append("\t".join(words))


def clean(text):
    return str(text).replace("\t", " ").replace("\n", " ")


def problem(*parts):
    say("problem", clean(" ".join(str(p) for p in parts)))


def part(value):
    return len(value).to_bytes(8, "little") + value


def number(value):
    return part(int(value).to_bytes(8, "little", signed=True))


def blake(*parts):
    return hashlib.blake2b(b"".join(parts), digest_size=32).digest()


def chain(db):
    """Each entry follows from the one before it, and its content is what its hash says."""
    before, expected = bytes(32), 1
    rows = db.execute("SELECT a.seq, a.at, a.action, a.project, a.content, a.hash, p.salt, p.actor, p.reason, p.payload"
                      " FROM audit a LEFT JOIN audit_payload p ON p.seq = a.seq ORDER BY a.seq")
    for seq, at, action, project, content, found, salt, actor, reason, payload in rows:
        if seq != expected:
            return problem("entry", expected, "of the log is missing")
        if salt is None:
            return problem("entry", seq, "has no content")
        if content != blake(part(salt), part(actor.encode()), part(reason.encode()), part(payload.encode())):
            return problem("entry", seq, "is not what its hash says")
        before = blake(part(before), number(seq), number(at), part(action.encode()), number(project or 0), part(content))
        if found != before:
            return problem("entry", seq, "does not follow from the one before it")
        expected += 1


NEVER = (
    ("a project whose revision is not its last entry", "SELECT id FROM project p WHERE revision <> (SELECT max(seq) FROM audit a WHERE a.project = p.key)"),
    ("a project without an entry of its making", "SELECT id FROM project p WHERE 1 <> (SELECT count(*) FROM audit a WHERE a.project = p.key AND a.action = 'project.created')"),
    ("an entry of no project", "SELECT seq FROM audit WHERE project IS NOT NULL AND project NOT IN (SELECT key FROM project)"),
    ("findings of a project that was never judged", "SELECT p.id FROM finding f JOIN project p ON p.key = f.project WHERE p.key NOT IN (SELECT project FROM judged)"),
    ("a judging of a version to come", "SELECT p.id FROM judged j JOIN project p ON p.key = j.project WHERE j.revision > p.revision"),
    ("a judging by a generation that was never active", "SELECT project FROM judged WHERE generation NOT IN (SELECT generation FROM activation)"),
    ("a generation without its files", "SELECT path FROM generation_file WHERE blob NOT IN (SELECT hash FROM blob)"),
    ("a sample without its entry", "SELECT path FROM sample s WHERE NOT EXISTS (SELECT 1 FROM audit a WHERE a.seq = s.seq AND a.project = s.project)"),
)

DIGEST = (
    "SELECT id, document FROM project ORDER BY id",
    "SELECT p.id, a.action, x.actor, x.reason, x.payload FROM audit a JOIN project p ON p.key = a.project JOIN audit_payload x ON x.seq = a.seq ORDER BY p.id, a.seq",
    "SELECT p.id, s.path, s.value FROM sample s JOIN project p ON p.key = s.project ORDER BY p.id, s.path, s.seq",
    "SELECT p.id, r.id, f.element, f.verdict, f.severity, f.message, f.cause, f.reopened FROM finding f JOIN project p ON p.key = f.project"
    " JOIN rule r ON r.key = f.rule ORDER BY p.id, r.id, f.element",
)


def examine(path):
    db = sqlite3.connect(path)
    for (said,) in db.execute("PRAGMA integrity_check(5)"):
        if said != "ok":
            problem("integrity_check:", said)
    for row in db.execute("PRAGMA foreign_key_check"):
        problem("foreign_key_check:", *row)
    chain(db)
    for what, query in NEVER:
        rows = db.execute(query).fetchmany(3)
        if rows:
            problem(what + ":", *(row[0] for row in rows))
    for row in db.execute("SELECT id, p.revision, coalesce(j.revision, 0), document FROM project p LEFT JOIN judged j ON j.project = p.key ORDER BY id"):
        say("project", *map(clean, row))
    for row in db.execute("SELECT p.id, r.id, f.element, f.message FROM finding f JOIN project p ON p.key = f.project JOIN rule r ON r.key = f.rule"
                          " WHERE f.closed_at IS NULL ORDER BY p.id, r.id, f.element"):
        say("finding", *map(clean, row))
    digest = hashlib.sha256()
    for query in DIGEST:
        for row in db.execute(query):
            digest.update(repr(row).encode())
    say("digest", digest.hexdigest())
    db.close()


def answer_to(store):
    answer.clear()
    with tempfile.TemporaryDirectory() as folder:
        for ending in ("", "-wal"):
            if os.path.exists(store + ending):
                shutil.copy(store + ending, folder + "/copy" + ending)
        try:
            examine(folder + "/copy")
        except sqlite3.Error as e:
            problem("it cannot be read:", e)
    return "".join(line + "\n" for line in answer)


for line in sys.stdin:
    text = answer_to(line.rstrip("\n"))
    with open(sys.argv[1], "w", encoding="utf-8") as answers:
        answers.write(text)
