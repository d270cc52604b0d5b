-- An event belongs to the client that made it, and a hold to the client that placed it.
--
-- Clients are not referenced: whoever placed a hold is looked at with each hold, and a client is never deleted.

ALTER TABLE event ADD COLUMN client_id uuid, ADD COLUMN sellers json NOT NULL DEFAULT '[]';
COMMENT ON COLUMN event.client_id IS 'The client that made it; null if an administrator without a client did.';
COMMENT ON COLUMN event.sellers IS 'The clients that may hold and sell with their keys, besides that one.';

COMMENT ON TABLE event IS
    'Happenings for sale. Only the ledger changes a row, and only the settings in it: name, times, ticket types, '
    'prices, sales window, hold policy, browser_confirm, paused, sellers.';

ALTER TABLE hold ADD COLUMN client_id uuid;
COMMENT ON COLUMN hold.client_id IS 'The client whose key it was placed with; null for the admin key, and without a key.';
