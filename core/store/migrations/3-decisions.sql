-- SPDX-License-Identifier: MIT
-- What people decide about findings and phases, and what others are to be told.

CREATE TABLE waiver (
	key INTEGER PRIMARY KEY AUTOINCREMENT, -- a number is never given twice: the log names waivers by it
	project INTEGER NOT NULL REFERENCES project,
	rule INTEGER NOT NULL REFERENCES rule,
	element TEXT NOT NULL,            -- '': the rule on the whole project
	digest TEXT NOT NULL,             -- of the rule that it was asked for
	reason TEXT NOT NULL,
	requested_by TEXT NOT NULL, requested_at INTEGER NOT NULL,
	decided_by TEXT, decided_at INTEGER,
	expires_at INTEGER NOT NULL,      -- the first moment at which it excuses nothing any more
	state TEXT NOT NULL CHECK (state IN ('requested', 'approved', 'rejected', 'closed')),
	cause TEXT,                       -- of a rejection or closing
	CHECK (state <> 'approved' OR (decided_by IS NOT NULL AND decided_by <> requested_by))
) STRICT;
CREATE INDEX waiver_of_project ON waiver (project, rule);

CREATE TABLE gate_decision (
	seq INTEGER PRIMARY KEY REFERENCES audit,
	project INTEGER NOT NULL REFERENCES project,
	phase_from TEXT NOT NULL, phase_to TEXT NOT NULL,
	element TEXT NOT NULL,            -- '': the project
	outcome TEXT NOT NULL CHECK (outcome IN ('passed', 'refused', 'overridden')),
	generation INTEGER NOT NULL REFERENCES generation,
	verdicts TEXT NOT NULL            -- JSON: those that counted
) STRICT;
CREATE INDEX gate_decision_of_project ON gate_decision (project, seq);

-- Messages to the outside, delivered at least once and in order for each target.
CREATE TABLE outbox (
	seq INTEGER PRIMARY KEY,
	at INTEGER NOT NULL,
	target TEXT NOT NULL,
	event TEXT NOT NULL,
	payload TEXT NOT NULL,
	attempts INTEGER NOT NULL DEFAULT 0,
	next_at INTEGER,                  -- NULL: delivered, or given up
	delivered_at INTEGER
) STRICT;
CREATE INDEX outbox_waiting ON outbox (target, seq) WHERE next_at IS NOT NULL;
