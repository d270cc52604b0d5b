-- The settings of an event change under the lock of its head, like its seats.

ALTER TABLE event ADD COLUMN paused boolean NOT NULL DEFAULT false,
    ADD COLUMN settings_version bigint NOT NULL DEFAULT 0 CHECK (settings_version >= 0);
COMMENT ON TABLE event IS
    'Happenings for sale. Only the ledger changes a row, and only the settings in it: name, times, ticket types, '
    'prices, sales window, hold policy, browser_confirm, paused.';
-- Which of these was set, and which is what it was for want of one, was not kept. Nearly all are the latter, and
-- those are to move with the event.
UPDATE event SET sales_close_at = NULL WHERE sales_close_at = coalesce(ends_at, starts_at);
COMMENT ON COLUMN event.sales_close_at IS
    'The first instant after the sale. Null for the end of the event, or for its start if it has no end.';
COMMENT ON COLUMN event.paused IS 'Whether nothing can be held for now. Live holds stay and may be confirmed.';
COMMENT ON COLUMN event.settings_version IS 'How often the settings were changed.';

ALTER TABLE idempotency DROP CONSTRAINT idempotency_kind_check, DROP CONSTRAINT idempotency_check,
    ADD CONSTRAINT idempotency_kind_check CHECK (
        kind IN ('held', 'confirmed', 'confirmed_before', 'cancelled', 'configured', 'refused')),
    ADD CONSTRAINT idempotency_check CHECK (
        num_nonnulls(hold_id, reservation_id) = CASE kind WHEN 'configured' THEN 0 ELSE 1 END);
COMMENT ON TABLE idempotency IS
    'What requests with an idempotency key were answered, and which requests about a hold or a reservation were '
    'refused. Rows may be deleted after 24 hours.';
