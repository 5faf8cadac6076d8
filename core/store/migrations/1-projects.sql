-- SPDX-License-Identifier: MIT
-- Projects, every change of them, and the chain that proves that no change was taken out or put in afterwards.
-- Times are milliseconds since 1970 UTC; order is by seq, never by time: clocks jump.

CREATE TABLE project (
	key INTEGER PRIMARY KEY,
	id TEXT NOT NULL UNIQUE,
	document TEXT,                    -- canonical JSON; NULL: deleted, what is left is its history
	revision INTEGER NOT NULL,        -- seq of the audit entry that changed it last
	created_at INTEGER NOT NULL,
	changed_at INTEGER NOT NULL,
	name TEXT NOT NULL, customer TEXT NOT NULL, owner TEXT NOT NULL, region TEXT NOT NULL,
	business_unit TEXT NOT NULL, type TEXT NOT NULL, phase TEXT NOT NULL, -- of the document, for lists and filters; '': absent
	erased INTEGER NOT NULL DEFAULT 0 -- a tombstone: its history was removed too
) STRICT;

-- Append-only. content: BLAKE2b of (salt, actor, reason, payload); hash: BLAKE2b of (hash before, seq, at, action, project, content).
CREATE TABLE audit (
	seq INTEGER PRIMARY KEY,
	at INTEGER NOT NULL,
	action TEXT NOT NULL,             -- 'project.created', 'project.changed', 'policy.activated', ...
	project INTEGER,
	content BLOB NOT NULL,
	hash BLOB NOT NULL
) STRICT;
CREATE INDEX audit_of_project ON audit (project, seq) WHERE project IS NOT NULL;
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_is_not_cut BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

-- What may have to be forgotten. Without its row an entry is a tombstone: without the salt nobody can guess what it was.
CREATE TABLE audit_payload (
	seq INTEGER PRIMARY KEY REFERENCES audit,
	salt BLOB NOT NULL,
	actor TEXT NOT NULL,
	reason TEXT NOT NULL,
	payload TEXT NOT NULL             -- JSON; of a change: {"changes":[{"path":...,"from":...,"to":...}]}
) STRICT;

-- Values of tracked fields over time. value: JSON; NULL: absent from then on.
CREATE TABLE sample (
	project INTEGER NOT NULL REFERENCES project,
	path TEXT NOT NULL,               -- "goals[revenue].forecast"
	seq INTEGER NOT NULL REFERENCES audit,
	at INTEGER NOT NULL,
	value TEXT,
	PRIMARY KEY (project, path, seq)
) STRICT, WITHOUT ROWID;
