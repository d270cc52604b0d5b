-- What arbitrates the sales of events whose holds are in another store.

CREATE TABLE hold_outcome (
    event_id uuid NOT NULL,
    hold_id  uuid NOT NULL,
    attempt  bigint NOT NULL,
    outcome  text NOT NULL CHECK (outcome IN ('stored', 'abandoned')),
    PRIMARY KEY (event_id, hold_id, attempt)
);
COMMENT ON TABLE hold_outcome IS
    'What became of each try to sell a hold, or to cancel its sale, of an event whose holds are in another store. '
    'Whoever inserts first decides: the try itself, in the transaction of the sale, or whoever gives it up.';
