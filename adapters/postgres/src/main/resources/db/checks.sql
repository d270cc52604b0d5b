-- What is true of each single row of the tables that holds and sales are written to. It is not enforced in
-- production, where it would cost every hold some time. Tests add these constraints to their tables. On a copy
-- of a database it tells whether there is a row that should not be.

ALTER TABLE event_head
    ADD CONSTRAINT event_head_version_check CHECK (version >= 0),
    ADD CONSTRAINT event_head_ledger_check CHECK (ledger IN ('postgres', 'redis'));
ALTER TABLE seat_claim
    ADD CONSTRAINT seat_claim_seat_no_check CHECK (seat_no >= 0),
    ADD CONSTRAINT seat_claim_kind_check CHECK (
        CASE WHEN kind IN ('held', 'reserved')
             THEN owner_id IS NOT NULL AND reason IS NULL AND channel IS NULL AND release_at IS NULL
             ELSE kind = 'blocked' AND owner_id IS NULL AND reason IS NOT NULL END);
ALTER TABLE hold
    ADD CONSTRAINT hold_status_check CHECK (status IN ('open', 'confirmed', 'released', 'expired')),
    ADD CONSTRAINT hold_seats CHECK (
        cardinality(seat_nos) >= 1
        AND cardinality(ticket_types) = cardinality(seat_nos)
        AND cardinality(prices) = cardinality(seat_nos)),
    ADD CONSTRAINT hold_places CHECK (cardinality(place_nos) = cardinality(seat_nos)),
    ADD CONSTRAINT hold_expiry CHECK (expires_at > placed_at AND expires_at <= max_expires_at),
    ADD CONSTRAINT hold_ended CHECK ((status = 'open') = (ended_at IS NULL)),
    ADD CONSTRAINT hold_sold CHECK ((status = 'confirmed') = (reservation_id IS NOT NULL));
ALTER TABLE ticket
    ADD CONSTRAINT ticket_price_check CHECK (price >= 0),
    ADD CONSTRAINT ticket_place_no_check CHECK (place_no >= 1),
    ADD CONSTRAINT ticket_check CHECK (cancel_reason IS NULL OR cancelled_at IS NOT NULL);
ALTER TABLE ledger ADD CONSTRAINT ledger_version_check CHECK (version >= 1);
ALTER TABLE idempotency
    ADD CONSTRAINT idempotency_kind_check CHECK (
        kind IN ('held', 'confirmed', 'confirmed_before', 'cancelled', 'configured', 'refused')),
    ADD CONSTRAINT idempotency_check CHECK (
        num_nonnulls(hold_id, reservation_id) = CASE kind WHEN 'configured' THEN 0 ELSE 1 END);
