-- By default, a table is vacuumed when a fifth of it is dead. Of a table that keeps millions of rows, that is a lot
-- to remove at once, in the middle of a sale. These change with every hold, so they are vacuumed more often, in
-- small portions.

ALTER TABLE event_head SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
ALTER TABLE seat_claim SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);
ALTER TABLE hold SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);
ALTER TABLE idempotency SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);
