-- The whole schema, number 14. Meaning: FORMAT.md §4. Changes go through migrations.py; this file always shows the newest.

-- truth

CREATE TABLE action (
  seq          INTEGER PRIMARY KEY,
  action_id    TEXT NOT NULL UNIQUE,
  kind         TEXT NOT NULL,
  subject      TEXT NOT NULL,
  role         TEXT NOT NULL,
  user_id      TEXT NOT NULL,
  at           TEXT NOT NULL,
  payload_hash TEXT NOT NULL,
  previous     TEXT NOT NULL UNIQUE,
  hash         TEXT NOT NULL UNIQUE,
  key_id       TEXT,
  algorithm    TEXT,
  signature    BLOB
) STRICT;
CREATE INDEX action_by_subject ON action (subject, seq);
CREATE TRIGGER action_is_never_changed BEFORE UPDATE ON action BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER action_is_never_deleted BEFORE DELETE ON action BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;

CREATE TABLE erasure (
  seq    INTEGER PRIMARY KEY REFERENCES action (seq),
  by_seq INTEGER NOT NULL REFERENCES action (seq)      -- the payload.erased that says why
) STRICT;
CREATE TRIGGER erasure_is_never_changed BEFORE UPDATE ON erasure BEGIN SELECT RAISE(ABORT, 'an erasure stands'); END;
CREATE TRIGGER erasure_is_never_deleted BEFORE DELETE ON erasure BEGIN SELECT RAISE(ABORT, 'an erasure stands'); END;

CREATE TABLE payload (
  seq  INTEGER PRIMARY KEY REFERENCES action (seq),
  salt BLOB NOT NULL,
  body TEXT NOT NULL                                   -- canonical JSON
) STRICT;
CREATE TRIGGER payload_is_never_changed BEFORE UPDATE ON payload BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER payload_goes_by_erasure_only BEFORE DELETE ON payload
  WHEN NOT EXISTS (SELECT 1 FROM erasure WHERE erasure.seq = OLD.seq)
  BEGIN SELECT RAISE(ABORT, 'a payload goes by erasure only'); END;

-- people and keys

CREATE TABLE station (
  one         INTEGER PRIMARY KEY CHECK (one = 1),
  store_id    TEXT NOT NULL,
  station_id  TEXT NOT NULL,
  office_id   TEXT NOT NULL,
  realm       TEXT NOT NULL,
  sealed_key  BLOB NOT NULL,                           -- the station's signing key, sealed with the log subkey
  certificate BLOB,
  recovery_epoch INTEGER NOT NULL DEFAULT 0            -- of the newest recovery slot: an older one put back opens nothing
) STRICT;

CREATE TABLE user (
  user_id     TEXT PRIMARY KEY,
  name        TEXT NOT NULL,
  role        TEXT NOT NULL,
  public_key  BLOB NOT NULL,                           -- SPKI DER
  certificate BLOB,
  revoked     INTEGER NOT NULL DEFAULT 0,              -- 1: signs in and signs no more; the row stays for the old signatures
  epoch       INTEGER NOT NULL DEFAULT 0               -- of the newest slot: an older one put back opens nothing
) STRICT;

CREATE TABLE page_key (
  page_id TEXT PRIMARY KEY,
  wrapped BLOB NOT NULL
) STRICT;

-- projections: made = seq of the action that made the row, and so the order of making

CREATE TABLE volume (
  made      INTEGER PRIMARY KEY,
  volume_id TEXT NOT NULL UNIQUE,
  body      TEXT NOT NULL
) STRICT;

CREATE TABLE page (
  made        INTEGER PRIMARY KEY,
  page_id     TEXT NOT NULL UNIQUE,
  volume_id   TEXT NOT NULL,
  state       TEXT NOT NULL,
  source_hash TEXT NOT NULL,
  image_name  TEXT NOT NULL,
  body        TEXT NOT NULL,
  ordinal     INTEGER NOT NULL DEFAULT 0,
  place       INTEGER NOT NULL DEFAULT 0,              -- in the order of the paper
  entry_id    TEXT                                     -- the entry that names it
) STRICT;
CREATE INDEX page_by_source ON page (volume_id, source_hash);
CREATE INDEX page_by_state ON page (state, made);
CREATE INDEX page_by_place ON page (volume_id, place, made, state, page_id);
CREATE INDEX page_by_ordinal ON page (volume_id, ordinal);
CREATE INDEX page_waiting ON page (volume_id, place, made) WHERE state = 'captured';
CREATE INDEX page_loose ON page (volume_id, place, made) WHERE state = 'read' AND entry_id IS NULL;
CREATE INDEX page_stale ON page (volume_id) WHERE state = 'set-aside' AND entry_id IS NOT NULL;

CREATE TABLE entry (
  made      INTEGER PRIMARY KEY,
  entry_id  TEXT NOT NULL UNIQUE,
  volume_id TEXT NOT NULL,
  state     TEXT NOT NULL,
  body      TEXT NOT NULL
) STRICT;
CREATE INDEX entry_by_volume ON entry (volume_id, state, made, entry_id); -- with the id, so that work lists open no row
CREATE INDEX entry_by_state ON entry (state, made, volume_id, entry_id);

CREATE TABLE batch (
  made INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  seq  INTEGER NOT NULL UNIQUE,
  body TEXT NOT NULL
) STRICT;

CREATE TABLE receipt (
  name  TEXT NOT NULL,
  stage TEXT NOT NULL,
  body  BLOB NOT NULL,                                 -- byte for byte
  PRIMARY KEY (name, stage)
) STRICT, WITHOUT ROWID;

CREATE TABLE erased_image (
  page_id TEXT PRIMARY KEY,                            -- its key and file are gone, its words may be there
  made    INTEGER NOT NULL                             -- seq of the images.erased that says why
) STRICT, WITHOUT ROWID;

CREATE TABLE numbered (
  made      INTEGER PRIMARY KEY,                       -- of the entry
  volume_id TEXT NOT NULL,
  year      INTEGER,
  number    INTEGER,                                   -- NULL: the entry ought to bear one and says none
  suffix    TEXT
) STRICT;
CREATE INDEX numbered_by_volume ON numbered (volume_id, year, number, suffix);

CREATE TABLE account (                                 -- why a number has no entry
  volume_id TEXT NOT NULL,
  year      INTEGER NOT NULL,
  number    INTEGER NOT NULL,
  suffix    TEXT NOT NULL,
  account   TEXT NOT NULL,
  reason    TEXT NOT NULL,
  user_id   TEXT NOT NULL,
  at        TEXT NOT NULL,
  PRIMARY KEY (volume_id, year, number, suffix)
) STRICT, WITHOUT ROWID;

CREATE TABLE dossier (                                 -- the papers that lie together in a box
  volume_id TEXT NOT NULL,
  number    INTEGER NOT NULL,
  body      TEXT NOT NULL,
  PRIMARY KEY (volume_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE sheet (                                   -- by what a page's paper is known again
  made      INTEGER PRIMARY KEY,                       -- of the page
  page_id   TEXT NOT NULL UNIQUE,
  reference TEXT NOT NULL,                             -- the page beside which the key was made; its own id: others have theirs beside it
  key       BLOB NOT NULL
) STRICT;
CREATE INDEX sheet_by_reference ON sheet (reference, made, page_id, key);

CREATE TABLE same_sheet (                              -- both ways round
  page_id  TEXT NOT NULL,
  other_id TEXT NOT NULL,
  made     INTEGER NOT NULL,
  PRIMARY KEY (page_id, other_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE marks (
  made     INTEGER PRIMARY KEY,
  entry_id TEXT NOT NULL,
  body     TEXT NOT NULL                               -- JSON: whose values were held against the settled ones, and how many were wrong
) STRICT;

CREATE TABLE question (                                -- what the central found about an entry that is there already
  made      INTEGER PRIMARY KEY,
  entry_id  TEXT NOT NULL,
  volume_id TEXT NOT NULL,
  revision  INTEGER NOT NULL,                          -- of the entry, that it was found in
  answered  INTEGER NOT NULL DEFAULT 0,                -- 1: upheld; 2: opened again or sent back
  body      TEXT NOT NULL                              -- JSON list of findings
) STRICT;
CREATE INDEX question_by_entry ON question (entry_id, made);
CREATE INDEX question_waiting ON question (volume_id, made, entry_id) WHERE answered = 0;

-- work

CREATE TABLE job (
  page_id    TEXT PRIMARY KEY,
  made       INTEGER NOT NULL,
  attempts   INTEGER NOT NULL DEFAULT 0,
  state      TEXT NOT NULL DEFAULT 'waiting',
  last_error TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX job_by_state ON job (state, made);

CREATE TABLE draft (
  entry_id TEXT NOT NULL,
  user_id  TEXT NOT NULL,
  at       TEXT NOT NULL,
  body     TEXT NOT NULL,                              -- JSON: what was typed and not yet keyed
  PRIMARY KEY (entry_id, user_id)
) STRICT, WITHOUT ROWID;

-- search: rowid = entry.made; filled by search.py, a projection like the others

CREATE VIRTUAL TABLE search USING fts5(
  words, tags, tokenize = "unicode61 remove_diacritics 0 tokenchars '~_@#'", prefix = '2 3 4 5 6', detail = none, columnsize = 0
);
INSERT INTO search (search, rank) VALUES ('pgsz', 3900); -- a leaf fits a page of the file

-- links: rowid = entry.made; filled by links.py, projections like the others

CREATE VIRTUAL TABLE link USING fts5(keys, tokenize = "unicode61 remove_diacritics 0", detail = none, columnsize = 0);
INSERT INTO link (link, rank) VALUES ('pgsz', 3900);

CREATE TABLE known_form (
  made INTEGER PRIMARY KEY,
  body TEXT NOT NULL                                   -- JSON list: which fields hold persons, numbers, places
) STRICT;

CREATE TABLE judged (                                  -- both ways round
  made     INTEGER NOT NULL,
  entry_id TEXT NOT NULL,
  other_id TEXT NOT NULL,
  verdict  TEXT NOT NULL,
  PRIMARY KEY (entry_id, other_id)
) STRICT, WITHOUT ROWID;
