-- The holds of an event may be in Redis. Its reservations are here all the same.

ALTER TABLE event_head DROP CONSTRAINT event_head_ledger_check,
    ADD CONSTRAINT event_head_ledger_check CHECK (ledger IN ('postgres', 'redis'));
COMMENT ON COLUMN event_head.ledger IS
    'Where the event''s holds are. Never change it: what is held there would be sold here once more.';
