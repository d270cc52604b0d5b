-- The unique key alone: the claims of two seats, without a head, a hold or a ledger entry.
INSERT INTO seat_claim (event_id, seat_no, kind, owner_id)
SELECT '00000000-0000-0000-0000-000000000001', seat_no + n, 'held', owner_id
FROM (SELECT 2 * nextval('pair')::integer AS seat_no, gen_random_uuid() AS owner_id OFFSET 0) AS pair,
     (VALUES (0), (1)) AS seat (n);
