-- Who can't hold a seat again yet, having let it go.

ALTER TABLE event ADD COLUMN cool_down_ms bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN event.cool_down_ms IS
    'For how long a customer or an address can''t hold a seat again that its hold let go; 0, for it may at once.';
COMMENT ON TABLE event IS
    'Happenings for sale. Only the ledger changes a row, and only the settings in it: name, times, ticket types, '
    'prices, sales window, hold policy, cool_down_ms, browser_confirm, paused, sellers, limits.';

CREATE TABLE cool_down (
    event_id uuid        NOT NULL,
    seat_no  integer     NOT NULL,
    holder   bigint      NOT NULL,
    ends_at  timestamptz NOT NULL,
    PRIMARY KEY (event_id, seat_no, holder)
) WITH (fillfactor = 50);
COMMENT ON TABLE cool_down IS
    'Who can''t hold which seat again yet. Only the ledger adds and changes rows; those that have ended may be deleted.';
COMMENT ON COLUMN cool_down.holder IS 'As in hold.';
COMMENT ON COLUMN cool_down.ends_at IS 'By the event''s time, which may be ahead of the clock at test events.';

-- As before, with the cool-downs.
CREATE OR REPLACE FUNCTION delete_test_event(deleted uuid) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '5s' AS $$
BEGIN
    -- Whoever changes its seats ends before, and finds nothing after.
    PERFORM FROM event_head WHERE event_id = deleted FOR UPDATE;
    IF NOT EXISTS (SELECT FROM event WHERE event_id = deleted AND test_mode) THEN
        RETURN false;
    END IF;
    DELETE FROM seat_claim WHERE event_id = deleted;
    DELETE FROM ticket WHERE event_id = deleted;
    DELETE FROM reservation WHERE event_id = deleted;
    DELETE FROM hold WHERE event_id = deleted;
    DELETE FROM hold_outcome WHERE event_id = deleted;
    DELETE FROM cool_down WHERE event_id = deleted;
    DELETE FROM idempotency WHERE event_id = deleted;
    DELETE FROM ledger WHERE event_id = deleted;
    -- What is in the feed stays, so that it has no gap, and tells of an event that there is not any more.
    DELETE FROM feed_cursor WHERE event_id = deleted;
    -- Of these there are those of a day only.
    DELETE FROM catalogue_idempotency WHERE id = deleted;
    DELETE FROM event_head WHERE event_id = deleted;
    DELETE FROM event WHERE event_id = deleted;
    RETURN true;
END $$;
