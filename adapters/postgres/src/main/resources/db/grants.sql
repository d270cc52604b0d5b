-- What the user of the service may do with the tables, and no more. {user} is its name.
--
-- It may not change or delete what was sold and what is written in the ledger, and it owns nothing.

REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {user};
GRANT USAGE ON SCHEMA public TO {user};

GRANT SELECT, INSERT ON seat_map, event, event_head, reservation, ticket, ledger TO {user};
GRANT UPDATE (
    settings_version, name, starts_at, ends_at, doors_at, ticket_types, prices, sales_open_at, sales_close_at,
    hold_duration_ms, hold_max_lifetime_ms, max_seats_per_hold, browser_confirm, paused, sellers,
    limits, clock_ahead_ms, cool_down_ms) ON event TO {user};
GRANT UPDATE (epoch, version, last_at, next_due_at, last_numbers) ON event_head TO {user};
GRANT UPDATE (cancelled_at, cancel_reason) ON ticket TO {user};

GRANT SELECT, INSERT, UPDATE, DELETE ON seat_claim, hold, cool_down TO {user};

GRANT SELECT, INSERT, DELETE ON idempotency, catalogue_idempotency, hold_outcome TO {user};
-- Whoever deletes old rows locks them first, which takes the right to update some column.
GRANT UPDATE (created_at) ON idempotency, catalogue_idempotency TO {user};

GRANT SELECT, INSERT ON api_client, api_key TO {user};
-- Whoever issues a key locks its client first, which takes the right to update some column.
GRANT UPDATE (name) ON api_client TO {user};
GRANT UPDATE (hash, pepper, revoked_at, last_used_at) ON api_key TO {user};

GRANT SELECT, INSERT ON feed_head, feed_entry, feed_cursor TO {user};
GRANT UPDATE (epoch, position) ON feed_head TO {user};
GRANT UPDATE (epoch, version) ON feed_cursor TO {user};
GRANT DELETE ON feed_entry TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE
    ON webhook_endpoint, webhook_secret, webhook_delivery, webhook_again TO {user};

-- Each user may call a function, unless the owner's default privileges are fewer.
GRANT EXECUTE ON FUNCTION expect_rows, expect_before TO {user};

-- Only of test events is what was sold ever deleted, and only by this function of the owner's.
GRANT EXECUTE ON FUNCTION delete_test_event TO {user};

-- To see that the tables are those of its version.
GRANT SELECT ON flyway_schema_history TO {user};

-- Old rows are deleted from one partition after the other, where there are any.
DO $$
DECLARE
    part regclass;
BEGIN
    FOR part IN
        SELECT relid FROM unnest('{hold,idempotency,cool_down}'::regclass[]) AS whole, pg_partition_tree(whole)
        WHERE isleaf AND relid <> whole
    LOOP
        EXECUTE format('GRANT SELECT, UPDATE, DELETE ON %s TO {user}', part);
    END LOOP;
END $$;
