-- The organiser may take seats and places out of sale. Nobody owns such a claim; it has a reason.
--
-- One check takes the place of the other, for each costs every hold some time.

ALTER TABLE seat_claim ALTER COLUMN owner_id DROP NOT NULL,
    ADD COLUMN reason text,
    DROP CONSTRAINT seat_claim_kind_check,
    ADD CONSTRAINT seat_claim_kind_check CHECK (
        CASE WHEN kind IN ('held', 'reserved') THEN owner_id IS NOT NULL AND reason IS NULL
             ELSE kind = 'blocked' AND owner_id IS NULL AND reason IS NOT NULL END);
COMMENT ON COLUMN seat_claim.kind IS
    'held: by a hold that has not ended. reserved: sold. blocked: taken out of sale by the organiser.';
COMMENT ON COLUMN seat_claim.owner_id IS 'The hold_id if held, the reservation_id if reserved, null if blocked.';
COMMENT ON COLUMN seat_claim.reason IS 'Why it is blocked, as the organiser said; null otherwise.';
