-- What became of the findings that stations were told of: how many wait for an answer, how many entries stand as they are. The station's words.

ALTER TABLE volume_told ADD COLUMN asked bigint NOT NULL DEFAULT 0;
ALTER TABLE volume_told ADD COLUMN upheld bigint NOT NULL DEFAULT 0;
