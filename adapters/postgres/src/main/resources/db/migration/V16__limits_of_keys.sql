-- A key may have limits of its own, which its requests count against instead of its client's.

ALTER TABLE api_key
    ADD COLUMN browsing_limit integer,
    ADD COLUMN holding_limit integer,
    ADD COLUMN managing_limit integer;
COMMENT ON COLUMN api_key.browsing_limit IS 'Requests a minute that read; null for the limit of all clients.';
COMMENT ON COLUMN api_key.holding_limit IS 'Likewise those that place, change and confirm holds, and cancel.';
COMMENT ON COLUMN api_key.managing_limit IS 'Likewise all others that change something.';
