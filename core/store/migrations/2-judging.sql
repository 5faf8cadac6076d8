-- SPDX-License-Identifier: MIT
-- By what projects are judged, and what was found.

-- Generations are content-addressed: a file is kept once, whatever number of generations it is part of.
CREATE TABLE blob (hash BLOB PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
CREATE TABLE generation (
	key INTEGER PRIMARY KEY,
	hash TEXT NOT NULL UNIQUE,
	engine TEXT NOT NULL,             -- version of plumb that made it
	made_at INTEGER NOT NULL
) STRICT;
CREATE TABLE generation_file (
	generation INTEGER NOT NULL REFERENCES generation,
	path TEXT NOT NULL,
	blob BLOB NOT NULL REFERENCES blob,
	PRIMARY KEY (generation, path)
) STRICT, WITHOUT ROWID;
-- The active generation is that of the last activation.
CREATE TABLE activation (
	seq INTEGER PRIMARY KEY REFERENCES audit,
	generation INTEGER NOT NULL REFERENCES generation,
	at INTEGER NOT NULL
) STRICT;

CREATE TABLE rule (key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE) STRICT;

-- One row for each thing that was ever found: (project, rule, element) is its identity, whatever its place in a list.
CREATE TABLE finding (
	key INTEGER PRIMARY KEY,
	project INTEGER NOT NULL REFERENCES project,
	rule INTEGER NOT NULL REFERENCES rule,
	element TEXT NOT NULL,            -- "risks[credit]"; '': the whole project
	verdict TEXT NOT NULL CHECK (verdict IN ('fail', 'unknown', 'error', 'waived')),
	severity TEXT NOT NULL CHECK (severity IN ('info', 'warning', 'error', 'critical')),
	message TEXT NOT NULL,
	measure REAL,
	opened_at INTEGER NOT NULL,       -- of the time it was opened last
	seen_at INTEGER NOT NULL,         -- once it is closed: when it was seen last; while it is open, judged.at is
	closed_at INTEGER,
	cause TEXT CHECK (cause IN ('pass', 'not_applicable', 'element_gone', 'rule_gone', 'project_deleted')),
	reopened INTEGER NOT NULL DEFAULT 0, -- how often
	first_opened_at INTEGER NOT NULL,
	generation INTEGER NOT NULL REFERENCES generation, -- that said it last
	UNIQUE (project, rule, element),
	CHECK ((closed_at IS NULL) = (cause IS NULL))
) STRICT;
CREATE INDEX finding_open ON finding (project, rule) WHERE closed_at IS NULL;

-- The last time that a project was judged as of then by the active generation.
CREATE TABLE judged (
	project INTEGER PRIMARY KEY REFERENCES project,
	at INTEGER NOT NULL,
	generation INTEGER NOT NULL REFERENCES generation,
	revision INTEGER NOT NULL         -- of the project
) STRICT;
