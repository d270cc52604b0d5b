-- Places of areas are held and sold like seats. Inside they have numbers of their own that follow those
-- of the seats, area after area, as many as each area has places: so the primary key of seat_claim
-- limits an area to its capacity as well. What their buyers read is another number.

ALTER TABLE event_head ADD COLUMN last_numbers integer[];
COMMENT ON COLUMN event_head.last_numbers IS
    'The last place number that each area has given out whose numbers increase, in the map''s order; null if '
    'there is no such area, or none was given out. Never lower it: numbers are not given out twice.';

COMMENT ON COLUMN seat_claim.seat_no IS
    'The index of the seat in its map, or a number after all seats for a place of an area.';

ALTER TABLE hold ADD COLUMN place_nos integer[],
    ADD CONSTRAINT hold_places CHECK (cardinality(place_nos) = cardinality(seat_nos));
COMMENT ON COLUMN hold.place_nos IS
    'What the buyers read of places, from 1; 0 for seats. Null if the hold has seats alone.';

ALTER TABLE ledger ADD COLUMN place_nos integer[];
COMMENT ON COLUMN ledger.place_nos IS
    'The same of the seats and places that are new or re-priced. Null if they are seats alone.';

ALTER TABLE ticket ADD COLUMN place_no integer CHECK (place_no >= 1);
COMMENT ON COLUMN ticket.seat_id IS 'The id of the seat, or of the area of a place.';
COMMENT ON COLUMN ticket.place_no IS 'What the buyer of a place reads; null for a seat.';
