-- The head a station showed last, evidence of those that did not fit, the feed back to it, and which images are needed first.

ALTER TABLE station DROP CONSTRAINT station_state_check;
ALTER TABLE station ADD CONSTRAINT station_state_check CHECK (state IN ('active', 'quarantined', 'revoked'));
ALTER TABLE station ADD COLUMN nonce text;                  -- asked back from a station whose head lies behind; used once
ALTER TABLE station ADD COLUMN items bigint NOT NULL DEFAULT 0;   -- how many feed items it was given: their number
ALTER TABLE station ADD COLUMN heard_at timestamptz;
ALTER TABLE station ADD COLUMN numbering bigint;            -- number of the feed item that told it where to go on; null: none did

CREATE TABLE station_head (
    station_id  text PRIMARY KEY REFERENCES station,
    seq         bigint NOT NULL,
    hash        text NOT NULL,
    feed_key    bytea NOT NULL,
    absorbed    bigint NOT NULL,
    document    bytea NOT NULL,
    shown_at    timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE head_evidence (
    station_id  text NOT NULL REFERENCES station,
    seq         bigint NOT NULL,
    hash        text NOT NULL,
    document    bytea NOT NULL,                 -- the head that does not continue the one known then
    known       bytea NOT NULL,                 -- that one
    seen_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (station_id, seq, hash)
);

CREATE TABLE feed (
    station_id  text NOT NULL REFERENCES station,
    number      bigint NOT NULL,
    kind        text NOT NULL,
    content     jsonb NOT NULL,
    document    bytea,                          -- signed and sealed to the station; null until the opener made it
    made_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (station_id, number)
);
CREATE INDEX feed_unsealed ON feed (station_id, number) WHERE document IS NULL;

CREATE TABLE clock (document bytea NOT NULL);   -- the newest signed time; one row, no key

ALTER TABLE batch_file ADD COLUMN need smallint NOT NULL DEFAULT 0;   -- 2: a person asked for it; 1: its entry has findings

ALTER TABLE fork ADD COLUMN refused boolean NOT NULL DEFAULT false;   -- the station was told that it stays out

GRANT UPDATE (refused) ON fork TO station_web;
GRANT UPDATE (nonce, heard_at, items) ON station TO station_web;
GRANT SELECT, INSERT, UPDATE ON station_head TO station_web;
GRANT SELECT, INSERT ON head_evidence TO station_web;
GRANT SELECT (station_id, number, document), INSERT (station_id, number, kind, content), UPDATE (document) ON feed TO station_web;
GRANT SELECT ON clock TO station_web;
GRANT SELECT ON station_head TO station_opener;
GRANT SELECT, UPDATE (document) ON feed TO station_opener;
GRANT SELECT, INSERT, DELETE ON clock TO station_opener;
GRANT UPDATE (need) ON batch_file TO station_opener;
