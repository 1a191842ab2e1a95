-- What cleaning found of the people whose case an entry is, and sums of it for the page. By a role of its own, which opens nothing.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'station_cleaner') THEN CREATE ROLE station_cleaner LOGIN; END IF;
    EXECUTE format('GRANT station_cleaner TO %I', current_user);
END $$;

CREATE TABLE person_verdict (
    station_id  text NOT NULL,
    entry_id    text NOT NULL,
    revision    int NOT NULL,
    role        text NOT NULL,
    kind        text NOT NULL,
    outcome     text NOT NULL CHECK (outcome IN ('match', 'differs', 'not-found', 'twice')),
    registered  text NOT NULL,                  -- key in the population register; empty where nobody was found
    probability real NOT NULL,
    at          timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (station_id, entry_id, revision, role)
) PARTITION BY HASH (station_id);
CALL make_partitions('person_verdict');

CREATE TABLE volume_measure (                   -- of the newest revision of each entry, as cleaning saw it last
    station_id  text NOT NULL,
    volume_id   text NOT NULL,
    office_id   text NOT NULL,
    entries     bigint NOT NULL,
    required    bigint NOT NULL,                -- lines that the form wants
    filled      bigint NOT NULL,                -- of them, those that hold something
    valid       bigint NOT NULL,                -- entries without a finding
    asked       bigint NOT NULL,                -- people looked for in the register
    matched     bigint NOT NULL,
    differing   bigint NOT NULL,
    not_found   bigint NOT NULL,
    twice       bigint NOT NULL,
    fresh       bigint NOT NULL,                -- entries whose words came within a week of their approval
    at          timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (station_id, volume_id)
);

GRANT SELECT ON entry, receipt, station TO station_cleaner;
GRANT SELECT, INSERT, DELETE ON person_verdict TO station_cleaner;
GRANT SELECT, INSERT, DELETE ON volume_measure TO station_cleaner;
GRANT UPDATE (items) ON station TO station_cleaner;
GRANT SELECT (station_id, number), INSERT (station_id, number, kind, content) ON feed TO station_cleaner;
GRANT SELECT ON volume_measure TO station_page;
