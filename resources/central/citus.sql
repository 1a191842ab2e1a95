-- The same schema on many servers, by Citus (https://docs.citusdata.com). SHIPPED, NEVER RUN: Citus is in neither Debian 12 nor PyPI, so nobody
-- here could try it. What was proven instead, on PostgreSQL 15 and 18: every unique key of these tables leads with station_id, every statement
-- of a day's work names it, and what reads over all stations takes no lock (tests/sync/test_distribution.py); the same tests pass on sixteen
-- hash partitions. Run it once, as owner, on the coordinator, after `migrate --partitions 1`: Citus makes shards of its own, not partitions of ours.

CREATE EXTENSION IF NOT EXISTS citus;

-- Belongs to no station, and small: on every server.
SELECT create_reference_table('clock');
SELECT create_reference_table('enrolment_code');
SELECT create_reference_table('official');
SELECT create_reference_table('official_session');
SELECT create_reference_table('official_act');
SELECT create_reference_table('office_plan');

-- All rows of a station on one server: its transactions stay there, joins too.
SELECT create_distributed_table('station', 'station_id');
SELECT create_distributed_table('batch', 'station_id', colocate_with => 'station');
SELECT create_distributed_table('batch_file', 'station_id', colocate_with => 'station');
SELECT create_distributed_table('receipt', 'station_id', colocate_with => 'station');
SELECT create_distributed_table('stored_file', 'station_id', colocate_with => 'station');
SELECT create_distributed_table('fork', 'station_id', colocate_with => 'station');
SELECT create_distributed_table('station_head', 'station_id', colocate_with => 'station');
SELECT create_distributed_table('head_evidence', 'station_id', colocate_with => 'station');
SELECT create_distributed_table('feed', 'station_id', colocate_with => 'station');
SELECT create_distributed_table('entry', 'station_id', colocate_with => 'station');
SELECT create_distributed_table('page', 'station_id', colocate_with => 'station');
SELECT create_distributed_table('page_key', 'station_id', colocate_with => 'station');
SELECT create_distributed_table('ledger', 'station_id', colocate_with => 'station');
SELECT create_distributed_table('enrolment', 'station_id', colocate_with => 'station');
SELECT create_distributed_table('transport_certificate', 'station_id', colocate_with => 'station');
SELECT create_distributed_table('volume_tally', 'station_id', colocate_with => 'station');
SELECT create_distributed_table('volume_told', 'station_id', colocate_with => 'station');
SELECT create_distributed_table('person_verdict', 'station_id', colocate_with => 'station');
SELECT create_distributed_table('volume_measure', 'station_id', colocate_with => 'station');
SELECT create_distributed_table('image_wanted', 'station_id', colocate_with => 'station');

-- To look at first when somebody does run it: whether the triggers that keep receipts, ledger and acts append-only are taken (Citus allows
-- triggers on distributed tables only where citus.enable_unsafe_triggers is on); whether nextval('ledger_number') serves every worker; whether the
-- foreign keys between colocated tables survive; whether FOR UPDATE SKIP LOCKED on one row of one station is routed; show_entry and
-- quarantine_station, which run with their owner's rights; NOTIFY, which is heard on the coordinator alone.
