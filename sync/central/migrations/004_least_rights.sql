-- Receipts are append-only, each role writes the columns it must and no others, and the table knows which files lie whole in the object store.

DROP TRIGGER ledger_append_only ON ledger;
DROP FUNCTION ledger_is_append_only();
CALL make_append_only('ledger');
CALL make_append_only('receipt');

CREATE TABLE stored_file (                      -- noted after a file was hashed whole; asking the store for each would cost a request each
    station_id  text NOT NULL,
    sha256      text NOT NULL,
    size        bigint NOT NULL,
    stored_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (station_id, sha256)
) PARTITION BY HASH (station_id);
CALL make_partitions('stored_file');

-- A process may sign in under its own role, by what pg_hba.conf says of it; none has a password yet.
ALTER ROLE station_web LOGIN;
ALTER ROLE station_opener LOGIN;

DO $$
BEGIN
    EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO station_opener', current_database());   -- its staging tables
END $$;

-- The web announces what is new and shuts out what forked. It cannot lift a quarantine, answer for the opener, or set another's clock.
REVOKE INSERT ON station, batch, batch_file, fork, ledger, enrolment, station_head, head_evidence FROM station_web;
REVOKE UPDATE (state) ON station FROM station_web;
REVOKE UPDATE ON station_head FROM station_web;
GRANT INSERT (station_id, office_id) ON station TO station_web;
GRANT INSERT (station_id, name, seq, previous, office_id, manifest) ON batch TO station_web;
GRANT INSERT (station_id, batch, ordinal, sha256, role, size) ON batch_file TO station_web;
GRANT INSERT (station_id, name, seq, manifest) ON fork TO station_web;
GRANT INSERT (station_id, id, kind, role, office_id, label, request, signing_key) ON enrolment TO station_web;
GRANT INSERT (station_id, seq, hash, feed_key, absorbed, document) ON station_head TO station_web;
GRANT UPDATE (seq, hash, feed_key, absorbed, document, shown_at) ON station_head TO station_web;
GRANT INSERT (station_id, seq, hash, document, known) ON head_evidence TO station_web;
GRANT INSERT (station_id, event, batch, detail) ON ledger TO station_web;
GRANT SELECT, INSERT (station_id, sha256, size) ON stored_file TO station_web;

CREATE FUNCTION quarantine_station(of_station text) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS
    $$ UPDATE station SET state = 'quarantined', nonce = NULL WHERE station_id = of_station AND state = 'active' $$;
REVOKE ALL ON FUNCTION quarantine_station FROM PUBLIC;
GRANT EXECUTE ON FUNCTION quarantine_station TO station_web;

-- The opener answers, and forgets a file that it found damaged.
REVOKE INSERT ON receipt, ledger FROM station_opener;
GRANT INSERT (station_id, batch, stage, number, document) ON receipt TO station_opener;
GRANT INSERT (station_id, event, batch, detail) ON ledger TO station_opener;
GRANT SELECT (station_id, sha256), DELETE ON stored_file TO station_opener;
