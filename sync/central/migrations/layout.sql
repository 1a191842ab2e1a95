-- Run before every migration: what the migrations call. Both know whether tables are plain or partitioned (setting station.partitions).

CREATE OR REPLACE PROCEDURE make_partitions(parent regclass) LANGUAGE plpgsql AS $$
DECLARE
    parts int := current_setting('station.partitions')::int;
BEGIN
    FOR part IN 0..parts - 1 LOOP
        EXIT WHEN parts = 1;
        EXECUTE format('CREATE TABLE %I PARTITION OF %s FOR VALUES WITH (MODULUS %s, REMAINDER %s)', parent || '_' || part, parent, parts, part);
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;

-- For whoever has the right, the owner too: a partition named by hand is guarded as its parent is.
CREATE OR REPLACE PROCEDURE make_append_only(kept regclass) LANGUAGE plpgsql AS $$
DECLARE
    guarded regclass;
BEGIN
    FOR guarded IN SELECT kept UNION SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = kept LOOP
        EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %s'
                       ' FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', guarded);
    END LOOP;
END $$;
