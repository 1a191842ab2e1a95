-- The province's page: who may look, what was looked at, how far every volume is. A role of its own, which sees no entry and no page key
-- but through a logged act. Accounts and acts belong to the province and not to a station: small tables, on every server where distributed.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'station_page') THEN CREATE ROLE station_page LOGIN; END IF;
    EXECUTE format('GRANT station_page TO %I', current_user);
END $$;

CREATE TABLE official (
    user_id     text PRIMARY KEY,
    name        text NOT NULL,
    role        text NOT NULL,
    password    text NOT NULL,                  -- Argon2id in PHC form
    is_own      boolean NOT NULL DEFAULT false, -- false: chosen by somebody else, to be replaced at the first sign-in
    failures    int NOT NULL DEFAULT 0,
    wait_until  timestamptz,                    -- after failures: no attempt counts before
    removed_at  timestamptz,                    -- kept for ever: acts name it
    made_at     timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE official_session (
    token_hash  text PRIMARY KEY,               -- SHA-256 of what the cookie holds
    user_id     text NOT NULL REFERENCES official,
    csrf        text NOT NULL,
    made_at     timestamptz NOT NULL DEFAULT now(),
    seen_at     timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE official_act (
    seq         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at          timestamptz NOT NULL DEFAULT now(),
    user_id     text NOT NULL,
    act         text NOT NULL,                  -- sign-in, sign-out, refused, entry, image, lift, password…
    station_id  text,
    subject     text NOT NULL DEFAULT '',       -- ids, never names
    reason      text NOT NULL DEFAULT ''        -- in the words of whoever looked
);
CREATE INDEX official_act_of ON official_act (user_id, seq);
CALL make_append_only('official_act');

-- How far a volume is at the central, counted by the opener in the transactions of its batches. What a screen shows is never counted anew.
CREATE TABLE volume_tally (
    station_id  text NOT NULL,
    volume_id   text NOT NULL,
    office_id   text NOT NULL,
    kind        text NOT NULL,
    year        int NOT NULL,
    number      text NOT NULL,
    received    bigint NOT NULL DEFAULT 0,      -- entries whose words are in, each once
    accepted    bigint NOT NULL DEFAULT 0,      -- with every image
    again       bigint NOT NULL DEFAULT 0,      -- came again under another revision
    doubtful    bigint NOT NULL DEFAULT 0,      -- entries with findings
    overridden  bigint NOT NULL DEFAULT 0,      -- entries in which a finding was let stand with a reason
    fields      bigint NOT NULL DEFAULT 0,      -- lines that the paper has
    unreadable  bigint NOT NULL DEFAULT 0,
    keyed       bigint NOT NULL DEFAULT 0,      -- by a person; the others stand as read, copied or by rule
    newest_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (station_id, volume_id)
);

-- How far it is at the station, in the station's own signed words (PROTOCOL.md §2.5).
CREATE TABLE volume_told (
    station_id  text NOT NULL,
    volume_id   text NOT NULL,
    office_id   text NOT NULL,
    kind        text NOT NULL,
    year        int NOT NULL,
    number      text NOT NULL,
    expected    bigint NOT NULL,                -- entries that its numbers announce; 0: nobody said
    pages       bigint NOT NULL,
    captured    bigint NOT NULL,                -- entries that were captured
    keyed       bigint NOT NULL,
    approved    bigint NOT NULL,
    told_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (station_id, volume_id)
);

CREATE TABLE office_plan (                      -- the province's: how many entries an office has to digitise
    office_id   text NOT NULL,
    kind        text NOT NULL,
    name        text NOT NULL DEFAULT '',
    entries     bigint NOT NULL,
    PRIMARY KEY (office_id, kind)
);

-- An image that somebody waits to see: the opener opens it and seals it to the one key that this request brought, which nobody keeps.
CREATE TABLE image_wanted (
    station_id  text NOT NULL,
    id          text NOT NULL,
    page_id     text NOT NULL,
    public_key  bytea NOT NULL,
    sealed      bytea,
    trouble     text,
    asked_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (station_id, id)
);

ALTER TABLE batch ADD COLUMN entries int NOT NULL DEFAULT 0;
ALTER TABLE batch ADD COLUMN new_entries int NOT NULL DEFAULT 0;    -- of them, those that no earlier batch brought
CREATE INDEX batch_refused ON batch (announced_at) WHERE state = 'refused';
CREATE INDEX batch_incomplete ON batch (announced_at) WHERE state IN ('announced', 'received');

-- Owner's rights within: the page cannot read an entry without the line that says who did, and why.
CREATE FUNCTION show_entry(who text, of_station text, of_entry text, of_revision int, why text) RETURNS SETOF entry
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO official_act (user_id, act, station_id, subject, reason) VALUES (who, 'entry', of_station, of_entry || ' ' || of_revision, why);
    RETURN QUERY SELECT * FROM entry WHERE station_id = of_station AND entry_id = of_entry AND revision = of_revision;
END $$;
REVOKE ALL ON FUNCTION show_entry FROM public;
GRANT EXECUTE ON FUNCTION show_entry TO station_page;

GRANT SELECT, UPDATE (password, is_own, failures, wait_until) ON official TO station_page;
GRANT SELECT, INSERT (token_hash, user_id, csrf), UPDATE (seen_at), DELETE ON official_session TO station_page;
GRANT SELECT, INSERT (user_id, act, station_id, subject, reason) ON official_act TO station_page;
GRANT SELECT ON volume_tally, volume_told, office_plan TO station_page;
GRANT SELECT (station_id, id, sealed, trouble, asked_at), INSERT (station_id, id, page_id, public_key), DELETE ON image_wanted TO station_page;
GRANT SELECT ON station, batch, batch_file, receipt, fork, page, ledger, head_evidence, enrolment, transport_certificate TO station_page;
GRANT SELECT ON station_head TO station_page;
GRANT SELECT (station_id, entry_id, revision, batch, ordinal, volume_id, form_id, form_version, pages, approved_by, approved_at)
    ON entry TO station_page;
-- Lifting a quarantine (conflicts.py) is what a person decides at the page.
GRANT UPDATE (state, nonce, items, numbering) ON station TO station_page;
GRANT UPDATE (seq, hash, feed_key, absorbed, document) ON station_head TO station_page;
GRANT DELETE ON head_evidence TO station_page;
GRANT UPDATE (refused) ON fork TO station_page;
GRANT INSERT (station_id, event, batch, detail) ON ledger TO station_page;
GRANT USAGE ON SEQUENCE ledger_number TO station_page;
GRANT SELECT (station_id, number), INSERT (station_id, number, kind, content), UPDATE (document) ON feed TO station_page;
GRANT UPDATE (need) ON batch_file TO station_page;

GRANT SELECT, INSERT, UPDATE ON volume_tally TO station_opener;
GRANT UPDATE (entries, new_entries) ON batch TO station_opener;
GRANT SELECT, UPDATE (sealed, trouble) ON image_wanted TO station_opener;
GRANT SELECT, INSERT, UPDATE ON volume_told TO station_web;
