-- How many seats of an event somebody may have, and whose they are.

ALTER TABLE event ADD COLUMN limits json NOT NULL DEFAULT
    '{"customer": {"held": 0, "total": 0}, "client": {"held": 0, "total": 0}, "address": {"held": 0, "total": 0}}';
COMMENT ON COLUMN event.limits IS
    'How many seats and places each customer, client and address may have in holds, and in holds and reservations '
    'together; 0 for any number.';
COMMENT ON TABLE event IS
    'Happenings for sale. Only the ledger changes a row, and only the settings in it: name, times, ticket types, '
    'prices, sales window, hold policy, browser_confirm, paused, sellers, limits.';

ALTER TABLE hold ADD COLUMN holder bigint;
COMMENT ON COLUMN hold.holder IS
    'Tells a customer, or an address on one day, from all others: an HMAC under the server''s secret key, odd for '
    'customers. Null if neither is counted.';

ALTER TABLE reservation ADD COLUMN client_id uuid, ADD COLUMN holder bigint;
COMMENT ON COLUMN reservation.client_id IS 'The hold''s.';
COMMENT ON COLUMN reservation.holder IS 'The hold''s.';
