-- A block may be for somebody, and may end by itself.
--
-- One check takes the place of the other, for each costs every hold some time.

ALTER TABLE seat_claim ADD COLUMN channel text, ADD COLUMN release_at timestamptz,
    DROP CONSTRAINT seat_claim_kind_check,
    ADD CONSTRAINT seat_claim_kind_check CHECK (
        CASE WHEN kind IN ('held', 'reserved')
             THEN owner_id IS NOT NULL AND reason IS NULL AND channel IS NULL AND release_at IS NULL
             ELSE kind = 'blocked' AND owner_id IS NULL AND reason IS NOT NULL END);
COMMENT ON COLUMN seat_claim.channel IS 'For whom it is blocked, as the organiser said; null for nobody, or if it is not.';
COMMENT ON COLUMN seat_claim.release_at IS
    'From when on the block is over, swept or not; null if it stays, or if it is no block.';
COMMENT ON COLUMN event_head.next_due_at IS
    'The earliest instant at which an open hold expires or a block is over. The sweep scans this column; an index on '
    'it would have to be changed with every hold.';
