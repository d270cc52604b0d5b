-- Publishable keys are for browsers: they have the origins of pages, and no scopes.

ALTER TABLE api_key
    ADD COLUMN kind text NOT NULL DEFAULT 'secret',
    ADD COLUMN origins text[] NOT NULL DEFAULT '{}',
    DROP CONSTRAINT api_key_scopes_check;
COMMENT ON COLUMN api_key.kind IS 'secret or publishable.';
COMMENT ON COLUMN api_key.origins IS 'The origins of the pages that may use a publishable key.';
