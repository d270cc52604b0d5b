-- A block may be for somebody, and may end by itself.

ALTER TABLE seat_claim ADD COLUMN channel text, ADD COLUMN release_at timestamptz,
    DROP CONSTRAINT seat_claim_kind_check;
COMMENT ON COLUMN seat_claim.channel IS 'For whom it is blocked, as the organiser said; null for nobody, or if it is not.';
COMMENT ON COLUMN seat_claim.release_at IS
    'From when on the block is over, swept or not; null if it stays, or if it is no block.';
COMMENT ON COLUMN event_head.next_due_at IS
    'The earliest instant at which an open hold expires or a block is over. The sweep scans this column; an index on '
    'it would have to be changed with every hold.';
