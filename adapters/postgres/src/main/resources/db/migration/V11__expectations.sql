-- What a transaction checks between its writes and COMMIT. Statements that are sent in one go with a COMMIT have to
-- fail by themselves: the server carries out nothing after one that failed.

CREATE FUNCTION expect_rows(changed bigint, expected bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF changed <> expected THEN
        RAISE EXCEPTION 'rows changed: % (expected: %)', changed, expected USING ERRCODE = 'HF001';
    END IF;
END $$;
COMMENT ON FUNCTION expect_rows IS 'Fails if a statement changed another number of rows than it was to.';

CREATE FUNCTION expect_before(expiry timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF clock_timestamp() >= expiry THEN
        RAISE EXCEPTION 'the time of a hold is up: %', expiry USING ERRCODE = 'HF002';
    END IF;
END $$;
COMMENT ON FUNCTION expect_before IS 'Fails at and after the expiry of a hold, which then can''t be sold.';
