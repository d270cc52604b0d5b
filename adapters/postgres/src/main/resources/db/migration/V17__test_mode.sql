-- Events to try out with, whose time can be advanced.

ALTER TABLE event
    ADD COLUMN test_mode boolean NOT NULL DEFAULT false,
    ADD COLUMN clock_ahead_ms bigint NOT NULL DEFAULT 0
        CHECK (clock_ahead_ms = 0 OR (test_mode AND clock_ahead_ms > 0));
COMMENT ON COLUMN event.test_mode IS 'Whether it is for trying out: it is in no figures, and all of it can be deleted.';
COMMENT ON COLUMN event.clock_ahead_ms IS
    'By how much the event''s time is ahead of this server''s clock. Its holds, its blocks and the instants of its '
    'sales are in the event''s time; ledger, event_head and hold.ended_at are in this server''s.';
COMMENT ON TABLE event IS
    'Happenings for sale. Only the ledger changes a row, and only the settings in it: name, times, ticket types, '
    'prices, sales window, hold policy, browser_confirm, paused, sellers, clock_ahead_ms.';
