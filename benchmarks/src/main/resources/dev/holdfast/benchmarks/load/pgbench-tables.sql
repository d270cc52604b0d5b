-- The rival's tables, in a database of their own on the same server: the columns, keys and storage
-- settings that Holdfast had when this was written, so that the same claim writes the same rows.

CREATE TABLE event_head (
    event_id    uuid PRIMARY KEY,
    epoch       bigint NOT NULL,
    version     bigint NOT NULL,
    last_at     timestamptz NOT NULL,
    next_due_at timestamptz
) WITH (fillfactor = 50);

CREATE TABLE seat_claim (
    event_id uuid NOT NULL,
    seat_no  integer NOT NULL,
    kind     text NOT NULL,
    owner_id uuid NOT NULL,
    PRIMARY KEY (event_id, seat_no)
) WITH (fillfactor = 80);

CREATE TABLE hold (
    event_id       uuid NOT NULL,
    hold_id        uuid NOT NULL,
    status         text NOT NULL,
    seat_nos       integer[] NOT NULL,
    ticket_types   text[] NOT NULL,
    prices         bigint[] NOT NULL,
    placed_at      timestamptz NOT NULL,
    expires_at     timestamptz NOT NULL,
    max_expires_at timestamptz NOT NULL,
    ended_at       timestamptz,
    reservation_id uuid,
    secret_key     text NOT NULL,
    PRIMARY KEY (event_id, hold_id)
) WITH (fillfactor = 80);

CREATE TABLE ledger (
    event_id       uuid NOT NULL,
    version        bigint NOT NULL,
    epoch          bigint NOT NULL,
    at             timestamptz NOT NULL,
    kind           text NOT NULL,
    hold_id        uuid,
    seat_nos       integer[] NOT NULL,
    ticket_types   text[],
    prices         bigint[],
    expires_at     timestamptz,
    max_expires_at timestamptz,
    PRIMARY KEY (event_id, version)
);

-- Fresh seats for every claim, so that none ever meets another's.
CREATE SEQUENCE pair CACHE 100;

-- 100 events, of which a run uses all or only the first.
INSERT INTO event_head (event_id, epoch, version, last_at)
SELECT lpad(to_hex(n), 32, '0')::uuid, 1, 0, now() FROM generate_series(1, 100) AS n;
