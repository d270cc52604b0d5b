-- Keys that nobody uses any more pile up where each purchase of an agent has a mandate of its own.

-- The keys of a client in use.
CREATE INDEX api_key_in_use ON api_key (client_id, coalesce(least(expires_at, mandate_until), 'infinity'))
    WHERE revoked_at IS NULL;
-- The origins of all pages, which are read again and again.
CREATE INDEX api_key_publishable ON api_key (key_id) WHERE kind = 'publishable' AND revoked_at IS NULL;
-- All keys of a client, page by page.
CREATE INDEX api_key_latest ON api_key (client_id, created_at DESC, key_id);
DROP INDEX api_key_client;
