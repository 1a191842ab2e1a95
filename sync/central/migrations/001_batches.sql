-- Tables of the central. Every key starts with station_id, so that the same statements run on one server, on hash partitions, or distributed.
-- Two roles besides the owner: station_web (web workers) and station_opener (the only one that sees page keys).
-- What grows with the batches is PARTITION BY HASH (station_id); where the layout is plain, `migrate` leaves these words out (layout.sql).

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'station_web') THEN CREATE ROLE station_web NOLOGIN; END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'station_opener') THEN CREATE ROLE station_opener NOLOGIN; END IF;
    EXECUTE format('GRANT station_web, station_opener TO %I', current_user);
END $$;

CREATE TABLE station (
    station_id  text PRIMARY KEY,
    office_id   text NOT NULL,
    state       text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'quarantined')),
    answers     bigint NOT NULL DEFAULT 0,      -- how many receipts and refusals it got: their number
    first_seen  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE batch (
    station_id   text NOT NULL REFERENCES station,
    name         text NOT NULL,
    seq          bigint NOT NULL,
    previous     text,
    office_id    text NOT NULL,
    manifest     bytea NOT NULL,
    state        text NOT NULL DEFAULT 'announced' CHECK (state IN ('announced', 'received', 'complete', 'refused')),
    queued       text CHECK (queued IN ('entries', 'complete')),
    queued_at    timestamptz,
    attempts     int NOT NULL DEFAULT 0,        -- of the opener on what is queued; too many = a person is needed
    announced_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (station_id, name),
    UNIQUE (station_id, seq)
) PARTITION BY HASH (station_id);
CALL make_partitions('batch');
CREATE INDEX batch_queue ON batch (queued_at) WHERE queued IS NOT NULL;

CREATE TABLE batch_file (
    station_id  text NOT NULL,
    batch       text NOT NULL,
    ordinal     int NOT NULL,
    sha256      text NOT NULL,
    role        text NOT NULL CHECK (role IN ('entries', 'escrow', 'image')),
    size        bigint NOT NULL,
    PRIMARY KEY (station_id, batch, sha256),
    FOREIGN KEY (station_id, batch) REFERENCES batch
) PARTITION BY HASH (station_id);
CALL make_partitions('batch_file');

CREATE TABLE receipt (
    station_id  text NOT NULL,
    batch       text NOT NULL,
    stage       text NOT NULL CHECK (stage IN ('entries', 'complete', 'refused')),
    number      bigint NOT NULL,
    document    bytea NOT NULL,                 -- the signed bytes, answered for ever as they are
    made_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (station_id, batch, stage),
    FOREIGN KEY (station_id, batch) REFERENCES batch
) PARTITION BY HASH (station_id);
CALL make_partitions('receipt');

CREATE TABLE fork (
    station_id  text NOT NULL REFERENCES station,
    name        text NOT NULL,
    seq         bigint NOT NULL,
    manifest    bytea NOT NULL,
    seen_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (station_id, name)
);

CREATE TABLE entry (
    station_id       text NOT NULL,
    entry_id         text NOT NULL,
    revision         int NOT NULL,
    batch            text NOT NULL,
    ordinal          int NOT NULL,
    office_id        text NOT NULL,
    volume_id        text NOT NULL,
    volume_kind      text NOT NULL,
    form_id          text NOT NULL,
    form_version     text NOT NULL,
    definition_hash  text NOT NULL,
    fields           jsonb NOT NULL,
    findings         jsonb NOT NULL,
    overrides        jsonb NOT NULL,
    touched_by       text[] NOT NULL,
    pages            text[] NOT NULL,
    approved_by      text NOT NULL,
    approved_at      text NOT NULL,
    PRIMARY KEY (station_id, entry_id, revision)
) PARTITION BY HASH (station_id);
CALL make_partitions('entry');

CREATE TABLE page (
    station_id  text NOT NULL,
    page_id     text NOT NULL,
    volume_id   text NOT NULL,
    ordinal     int NOT NULL,
    image       text NOT NULL,                  -- SHA-256 of the sealed image
    size        bigint NOT NULL,
    media_type  text NOT NULL,
    width       int NOT NULL,
    height      int NOT NULL,
    PRIMARY KEY (station_id, page_id)
) PARTITION BY HASH (station_id);
CALL make_partitions('page');

CREATE TABLE page_key (
    station_id  text NOT NULL,
    page_id     text NOT NULL,
    key         bytea NOT NULL,
    PRIMARY KEY (station_id, page_id)
) PARTITION BY HASH (station_id);
CALL make_partitions('page_key');

CREATE SEQUENCE ledger_number;                  -- a partitioned table has no identity column before PostgreSQL 17
CREATE TABLE ledger (
    station_id  text NOT NULL,
    seq         bigint NOT NULL DEFAULT nextval('ledger_number'),
    at          timestamptz NOT NULL DEFAULT now(),
    event       text NOT NULL,
    batch       text,
    detail      text NOT NULL DEFAULT '',       -- codes and ids, never names
    PRIMARY KEY (station_id, seq)
) PARTITION BY HASH (station_id);
CALL make_partitions('ledger');
CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$;
CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();

-- The web can announce, queue and quarantine; it can neither answer nor move a batch on, nor see a page key.
GRANT SELECT, INSERT ON station, batch TO station_web;
GRANT UPDATE (state) ON station TO station_web;
GRANT UPDATE (queued, queued_at, attempts) ON batch TO station_web;
GRANT SELECT, INSERT ON batch_file, fork, ledger TO station_web;
GRANT USAGE ON SEQUENCE ledger_number TO station_web, station_opener;
GRANT SELECT ON receipt TO station_web;
GRANT SELECT ON station, batch TO station_opener;
GRANT UPDATE (answers) ON station TO station_opener;
GRANT UPDATE (state, queued, attempts) ON batch TO station_opener;
GRANT SELECT ON batch_file TO station_opener;
GRANT SELECT, INSERT ON receipt, entry, page, page_key, ledger TO station_opener;
