-- A copy that somebody changed is refused for ever, and must not keep the true batch of its number out: among batches that are not refused a
-- number is one batch's alone.

ALTER TABLE batch DROP CONSTRAINT batch_station_id_seq_key;
CREATE UNIQUE INDEX batch_by_seq ON batch (station_id, seq) WHERE state <> 'refused';
CREATE INDEX batch_refused_by_seq ON batch (station_id, seq) WHERE state = 'refused';
