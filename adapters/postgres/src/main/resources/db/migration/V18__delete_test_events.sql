-- Test events can be deleted. The user of the service may not delete what was sold, so this runs with the rights of
-- the owner of the tables, and deletes nothing of any other event.

CREATE FUNCTION delete_test_event(deleted uuid) RETURNS boolean LANGUAGE plpgsql
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
COMMENT ON FUNCTION delete_test_event IS 'Deletes a test event and all that is stored of it. Tells whether there was one.';
REVOKE ALL ON FUNCTION delete_test_event FROM PUBLIC;
