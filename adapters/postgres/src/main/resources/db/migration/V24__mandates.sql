-- What somebody has charged an agent with who has the key: one purchase at one event, within these caps.

ALTER TABLE api_key
    ADD COLUMN mandate_event_id uuid,
    ADD COLUMN mandate_max_seats integer,
    ADD COLUMN mandate_max_total bigint,
    ADD COLUMN mandate_currency text,
    ADD COLUMN mandate_until timestamptz;
COMMENT ON COLUMN api_key.mandate_event_id IS
    'The only event that the key is for. Null, as the other columns of the mandate, if it has none.';
COMMENT ON COLUMN api_key.mandate_max_seats IS
    'How many seats and places the key''s holds and reservations may have together.';
COMMENT ON COLUMN api_key.mandate_max_total IS 'What they may cost together, in minor units of the currency.';
COMMENT ON COLUMN api_key.mandate_until IS 'The first instant at which the mandate is over.';
