-- Divides each table that grows with sales into partitions by event. For an empty database, after its first migration.
-- The setting holdfast.partitions says into how many, 8 without it.

DO $$
DECLARE
    parts integer := coalesce(nullif(current_setting('holdfast.partitions', true), ''), '8');
    whole record;
    part integer;
    other text;
BEGIN
    IF EXISTS (SELECT FROM event_head) THEN
        RAISE EXCEPTION 'there are events (expected: none, because their rows would be lost)';
    END IF;
    CREATE SCHEMA whole;
    FOR whole IN
        SELECT c.oid, relname AS name, array_to_string(reloptions, ', ') AS options, obj_description(c.oid) AS said
        FROM pg_class AS c JOIN pg_attribute ON attrelid = c.oid AND attname = 'event_id'
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname NOT IN ('event', 'feed_entry') AND NOT relispartition
    LOOP
        -- With its indexes, whose names the new ones get.
        EXECUTE format('ALTER TABLE %I SET SCHEMA whole', whole.name);
        EXECUTE format('CREATE TABLE %1$I (LIKE whole.%1$I INCLUDING ALL) PARTITION BY HASH (event_id)', whole.name);
        EXECUTE format('COMMENT ON TABLE %I IS %L', whole.name, whole.said);
        FOR part IN 0 .. parts - 1 LOOP
            EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES WITH (MODULUS %s, REMAINDER %s)',
                whole.name || '_' || part, whole.name, parts, part)
                || coalesce(' WITH (' || whole.options || ')', '');
        END LOOP;
        FOR other IN SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = whole.oid AND contype = 'f' LOOP
            EXECUTE format('ALTER TABLE %I ADD %s', whole.name, other);
        END LOOP;
    END LOOP;
    DROP SCHEMA whole CASCADE;
END $$;
