-- A claim of two seats as one statement, which is its own transaction and one round trip: the two
-- claims, the hold, one ledger entry, and the event's head. The head is locked last, after the other
-- inserts, so that claims of one event exclude each other as shortly as they can; the ledger's
-- version comes from it.
\set event random(1, :events)
WITH
  asked AS MATERIALIZED (
    SELECT lpad(to_hex(:event::integer), 32, '0')::uuid AS event_id,
           gen_random_uuid() AS hold_id,
           2 * nextval('pair')::integer AS seat_no,
           clock_timestamp() AS at),
  claimed AS (
    INSERT INTO seat_claim (event_id, seat_no, kind, owner_id)
    SELECT event_id, seat_no + n, 'held', hold_id FROM asked, generate_series(0, 1) AS n
    RETURNING seat_no),
  held AS (
    INSERT INTO hold (event_id, hold_id, status, seat_nos, ticket_types, prices, placed_at,
                      expires_at, max_expires_at, secret_key)
    SELECT event_id, hold_id, 'open', ARRAY[seat_no, seat_no + 1], ARRAY['standard', 'standard'],
           ARRAY[4200, 4200]::bigint[], at, at + interval '15 minutes', at + interval '30 minutes', '1'
    FROM asked
    RETURNING hold_id),
  done AS MATERIALIZED (
    SELECT (SELECT count(*) FROM claimed) + (SELECT count(*) FROM held) AS rows),
  head AS (
    UPDATE event_head
    SET version = event_head.version + 1, last_at = asked.at
    FROM asked, done
    WHERE event_head.event_id = asked.event_id AND done.rows = 3
    RETURNING event_head.version, event_head.epoch)
INSERT INTO ledger (event_id, version, epoch, at, kind, hold_id, seat_nos, ticket_types, prices,
                    expires_at, max_expires_at)
SELECT asked.event_id, head.version, head.epoch, asked.at, 'placed', asked.hold_id,
       ARRAY[asked.seat_no, asked.seat_no + 1], ARRAY['standard', 'standard'],
       ARRAY[4200, 4200]::bigint[], asked.at + interval '15 minutes', asked.at + interval '30 minutes'
FROM asked, head;
