-- The catalogue, and the ledger of who has which seat.
--
-- Every key of a table that grows with the sale starts with event_id, so that these tables can be
-- distributed or partitioned by event. They have no foreign keys to event: a check of one would lock
-- the event's row with every hold, and nothing is ever written but under the lock of event_head.

CREATE TABLE seat_map (
    seat_map_id uuid PRIMARY KEY,
    name        text NOT NULL,
    seats       integer NOT NULL CHECK (seats >= 0),
    areas       integer NOT NULL CHECK (areas >= 0),
    capacity    integer NOT NULL CHECK (capacity >= 1),
    layout      bytea NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now()
);
-- It is compressed already.
ALTER TABLE seat_map ALTER COLUMN layout SET STORAGE EXTERNAL;
COMMENT ON TABLE seat_map IS 'Rooms that events are sold from. Immutable.';
COMMENT ON COLUMN seat_map.layout IS 'Gzipped JSON. A seat''s number is its index, counted through sections and rows.';

CREATE TABLE event (
    event_id             uuid PRIMARY KEY,
    name                 text NOT NULL,
    seat_map_id          uuid NOT NULL REFERENCES seat_map,
    starts_at            timestamptz NOT NULL,
    ends_at              timestamptz,
    doors_at             timestamptz,
    time_zone            text NOT NULL,
    currency             text NOT NULL,
    ticket_types         json NOT NULL,
    prices               json NOT NULL,
    sales_open_at        timestamptz,
    sales_close_at       timestamptz,
    hold_duration_ms     bigint NOT NULL CHECK (hold_duration_ms > 0),
    hold_max_lifetime_ms bigint NOT NULL CHECK (hold_max_lifetime_ms >= hold_duration_ms),
    max_seats_per_hold   integer NOT NULL CHECK (max_seats_per_hold >= 1),
    external_id          text,
    metadata             json,
    created_at           timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX event_by_start ON event (starts_at, event_id);
-- The ids of an event's holds and reservations begin with these 64 bits and lead to the event.
CREATE UNIQUE INDEX event_prefix ON event (left(event_id::text, 18));
COMMENT ON TABLE event IS 'Happenings for sale: prices, sales window and hold policy.';

CREATE TABLE event_head (
    event_id    uuid PRIMARY KEY REFERENCES event,
    epoch       bigint NOT NULL,
    version     bigint NOT NULL CHECK (version >= 0),
    last_at     timestamptz NOT NULL,
    ledger      text NOT NULL CHECK (ledger = 'postgres'),
    next_due_at timestamptz
) WITH (fillfactor = 50);
COMMENT ON TABLE event_head IS
    'One row per event: the head of its ledger. Its row lock serialises all changes of the event''s seats; '
    'a session that keeps it locked stops the event''s sale.';
COMMENT ON COLUMN event_head.epoch IS
    'One unbroken history. After restoring a backup, set it higher, so that nobody goes on from the old one.';
COMMENT ON COLUMN event_head.version IS 'The version of the last entry in ledger; 0 for none.';
COMMENT ON COLUMN event_head.last_at IS 'The instant of the last entry, which no later one precedes.';
COMMENT ON COLUMN event_head.next_due_at IS
    'The earliest expiry of an open hold. The sweep scans this column; an index on it would have to be '
    'changed with every hold.';

CREATE TABLE seat_claim (
    event_id uuid NOT NULL,
    seat_no  integer NOT NULL CHECK (seat_no >= 0),
    kind     text NOT NULL CHECK (kind IN ('held', 'reserved', 'blocked')),
    owner_id uuid NOT NULL,
    PRIMARY KEY (event_id, seat_no)
) WITH (fillfactor = 80);
COMMENT ON TABLE seat_claim IS
    'Who has a seat now. The primary key is the arbiter: no seat has two claims, whatever the service believes.';
COMMENT ON COLUMN seat_claim.owner_id IS 'The hold_id if held, the reservation_id if reserved.';

CREATE TABLE hold (
    event_id       uuid NOT NULL,
    hold_id        uuid NOT NULL,
    status         text NOT NULL CHECK (status IN ('open', 'confirmed', 'released', 'expired')),
    seat_nos       integer[] NOT NULL,
    ticket_types   text[] NOT NULL,
    prices         bigint[] NOT NULL,
    placed_at      timestamptz NOT NULL,
    expires_at     timestamptz NOT NULL,
    max_expires_at timestamptz NOT NULL,
    ended_at       timestamptz,
    reservation_id uuid,
    secret_key     text NOT NULL,
    customer       json,
    metadata       json,
    PRIMARY KEY (event_id, hold_id),
    CONSTRAINT hold_seats CHECK (
        cardinality(seat_nos) >= 1
        AND cardinality(ticket_types) = cardinality(seat_nos)
        AND cardinality(prices) = cardinality(seat_nos)),
    CONSTRAINT hold_expiry CHECK (expires_at > placed_at AND expires_at <= max_expires_at),
    CONSTRAINT hold_ended CHECK ((status = 'open') = (ended_at IS NULL)),
    CONSTRAINT hold_sold CHECK ((status = 'confirmed') = (reservation_id IS NOT NULL)),
    CONSTRAINT hold_sold_in_time CHECK (status <> 'confirmed' OR ended_at < expires_at)
) WITH (fillfactor = 80);
COMMENT ON TABLE hold IS
    'Seats taken for a limited time. An open hold whose expires_at has passed holds nothing any more, swept or not. '
    'Ended holds may be deleted once nobody needs to read them.';
COMMENT ON COLUMN hold.customer IS 'As the shop sent it; may be personal data.';
COMMENT ON COLUMN hold.metadata IS 'As the shop sent it; may be personal data.';

CREATE TABLE reservation (
    event_id       uuid NOT NULL,
    reservation_id uuid NOT NULL,
    hold_id        uuid NOT NULL,
    code           text NOT NULL,
    reference      text,
    confirmed_at   timestamptz NOT NULL,
    metadata       json,
    PRIMARY KEY (event_id, reservation_id),
    UNIQUE (event_id, code),
    UNIQUE (event_id, hold_id)
);
COMMENT ON TABLE reservation IS 'Final sales, each of one hold. Its seats are in ticket.';
COMMENT ON COLUMN reservation.confirmed_at IS 'The instant of the decision, by this server''s clock, before the hold''s expiry.';

CREATE TABLE ticket (
    event_id       uuid NOT NULL,
    reservation_id uuid NOT NULL,
    seat_no        integer NOT NULL,
    ordinal        integer NOT NULL,
    seat_id        text NOT NULL,
    category       text NOT NULL,
    ticket_type    text,
    price          bigint NOT NULL CHECK (price >= 0),
    cancelled_at   timestamptz,
    cancel_reason  text,
    PRIMARY KEY (event_id, reservation_id, seat_no),
    CHECK (cancel_reason IS NULL OR cancelled_at IS NOT NULL)
);
CREATE UNIQUE INDEX ticket_live ON ticket (event_id, seat_no) WHERE cancelled_at IS NULL;
COMMENT ON TABLE ticket IS 'Sold seats. A seat has at most one ticket that is not cancelled.';
COMMENT ON COLUMN ticket.ordinal IS 'From 0, in the order in which the seats were chosen.';
COMMENT ON COLUMN ticket.price IS 'In minor units of the event''s currency.';

CREATE TABLE ledger (
    event_id       uuid NOT NULL,
    version        bigint NOT NULL CHECK (version >= 1),
    epoch          bigint NOT NULL,
    at             timestamptz NOT NULL,
    kind           text NOT NULL CHECK (kind IN (
        'placed', 'changed', 'extended', 'confirmed', 'released', 'expired', 'cancelled')),
    hold_id        uuid,
    reservation_id uuid,
    seat_nos       integer[] NOT NULL,
    ticket_types   text[],
    prices         bigint[],
    expires_at     timestamptz,
    max_expires_at timestamptz,
    PRIMARY KEY (event_id, version)
);
COMMENT ON TABLE ledger IS
    'Every change of an event''s seats, in order and without gaps. Carries no personal data. Only ever appended to.';
COMMENT ON COLUMN ledger.seat_nos IS
    'The seats that the change takes, re-prices, sells or gives back. Of a ''changed'' entry, the first '
    'cardinality(prices) are new or re-priced, and the others are given back.';

CREATE TABLE idempotency (
    event_id       uuid NOT NULL,
    client         text NOT NULL,
    key            text NOT NULL,
    fingerprint    text NOT NULL,
    kind           text NOT NULL CHECK (kind IN ('held', 'confirmed', 'confirmed_before', 'cancelled')),
    hold_id        uuid,
    reservation_id uuid,
    created_at     timestamptz NOT NULL,
    PRIMARY KEY (event_id, client, key),
    CHECK ((hold_id IS NULL) <> (reservation_id IS NULL))
);
COMMENT ON TABLE idempotency IS
    'What accepted requests with an idempotency key were answered. Rows may be deleted after 24 hours.';

CREATE TABLE catalogue_idempotency (
    client      text NOT NULL,
    key         text NOT NULL,
    fingerprint text NOT NULL,
    id          uuid NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (client, key)
);
COMMENT ON TABLE catalogue_idempotency IS
    'The same for requests that added a seat map or an event. Rows may be deleted after 24 hours.';
