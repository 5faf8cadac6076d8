-- SPDX-License-Identifier: MIT
-- The projects that are there, without their documents: judging looks at each one's revision, and counting at nothing else. Without
-- it the pages of all documents are read for that.
CREATE INDEX project_current ON project (id, revision) WHERE document IS NOT NULL;
