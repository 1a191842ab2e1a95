-- Who may speak to the central over TLS: codes handed out, requests, certificates issued.

CREATE TABLE enrolment_code (                   -- belongs to no station yet: a small table, on every server where distributed
    code_hash   text NOT NULL,                  -- SHA-256 of a code of 100 random bits: no two are the same
    office_id   text NOT NULL,
    label       text NOT NULL,
    role        text NOT NULL CHECK (role IN ('station', 'courier')),
    valid_until timestamptz NOT NULL,
    used_by     text
);

CREATE INDEX enrolment_code_hash ON enrolment_code (code_hash);

CREATE TABLE enrolment (
    station_id  text NOT NULL,
    id          text NOT NULL,
    kind        text NOT NULL CHECK (kind IN ('enrolment', 'renewal')),
    role        text NOT NULL,
    office_id   text NOT NULL,
    label       text NOT NULL,
    request     bytea NOT NULL,                 -- PKCS #10, signed by the TLS key
    signing_key bytea,                          -- SPKI of the station's signing key; null in a renewal
    state       text NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'approved', 'refused')),
    transport   bytea,                          -- the certificates issued, DER
    signing     bytea,
    asked_at    timestamptz NOT NULL DEFAULT now(),
    decided_by  text,
    decided_at  timestamptz,
    PRIMARY KEY (station_id, id)
);

CREATE TABLE transport_certificate (
    station_id  text NOT NULL,
    fingerprint text NOT NULL,                  -- SHA-256 of the DER
    role        text NOT NULL,
    serial      text NOT NULL,                  -- decimal: up to 160 bits
    not_after   timestamptz NOT NULL,
    revoked_at  timestamptz,
    PRIMARY KEY (station_id, fingerprint)
);

GRANT SELECT, UPDATE (used_by) ON enrolment_code TO station_web;
GRANT SELECT, INSERT ON enrolment TO station_web;
GRANT SELECT ON transport_certificate TO station_web;
