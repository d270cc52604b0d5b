-- A hold's secret may be not enough to confirm it.

ALTER TABLE event ADD COLUMN browser_confirm boolean NOT NULL DEFAULT true;
COMMENT ON COLUMN event.browser_confirm IS
    'Whether browsers may confirm the event''s holds, with a hold''s secret alone. Otherwise it takes a key. The '
    'default is for the events of before, and for nodes of an earlier version that still add some.';
