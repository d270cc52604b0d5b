-- A claim of two seats as one statement, which is its own transaction and one round trip: the
-- event's head, two claims, the hold, and one ledger entry. To lock the head last and so more
-- briefly, or to do it all in a PL/pgSQL function, was tried and was not faster.
\set event random(1, :events)
WITH
  head AS (
    UPDATE event_head SET version = version + 1, last_at = clock_timestamp()
    WHERE event_id = lpad(to_hex(:event::integer), 32, '0')::uuid
    RETURNING event_id, version, epoch, last_at AS at, gen_random_uuid() AS hold_id,
              2 * nextval('pair')::integer AS seat_no),
  claimed AS (
    INSERT INTO seat_claim (event_id, seat_no, kind, owner_id)
    SELECT event_id, seat_no, 'held', hold_id FROM head
    UNION ALL
    SELECT event_id, seat_no + 1, 'held', hold_id FROM head),
  held AS (
    INSERT INTO hold (event_id, hold_id, status, seat_nos, ticket_types, prices, placed_at,
                      expires_at, max_expires_at, secret_key)
    SELECT event_id, hold_id, 'open', ARRAY[seat_no, seat_no + 1], ARRAY['standard', 'standard'],
           ARRAY[4200, 4200]::bigint[], at, at + interval '15 minutes', at + interval '30 minutes', '1'
    FROM head)
INSERT INTO ledger (event_id, version, epoch, at, kind, hold_id, seat_nos, ticket_types, prices,
                    expires_at, max_expires_at)
SELECT event_id, version, epoch, at, 'placed', hold_id, ARRAY[seat_no, seat_no + 1],
       ARRAY['standard', 'standard'], ARRAY[4200, 4200]::bigint[],
       at + interval '15 minutes', at + interval '30 minutes'
FROM head;
