-- Who uses the API. These are reference data, as the catalogue is: they do not grow with sales.

CREATE TABLE api_client (
    client_id  uuid        PRIMARY KEY,
    name       text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE api_client IS 'Programs that use the API, such as the servers of ticket shops.';

CREATE TABLE api_key (
    key_id       uuid        PRIMARY KEY,
    client_id    uuid        NOT NULL REFERENCES api_client,
    name         text,
    scopes       text[]      NOT NULL CHECK (cardinality(scopes) > 0),
    hash         text        NOT NULL,
    pepper       text        NOT NULL,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz,
    revoked_at   timestamptz,
    last_used_at timestamptz
);
CREATE INDEX api_key_client ON api_key (client_id);
COMMENT ON TABLE api_key IS 'Keys of clients, also those that are not valid any more. Nobody can make a key of what is here.';
COMMENT ON COLUMN api_key.hash IS 'HMAC-SHA256 of the key''s token, in hexadecimal digits.';
COMMENT ON COLUMN api_key.pepper IS 'The id of the server''s secret key under which the hash was made.';
COMMENT ON COLUMN api_key.last_used_at IS 'When it was last seen; written at most once a minute.';
