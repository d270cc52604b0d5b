-- The feed of a client: all changes of all of its events, in an order that never changes. The changes themselves are
-- in the ledgers. Events that administrators without a client have made are in the feed of the client 0.

CREATE TABLE feed_head (
    client_id uuid   PRIMARY KEY,
    epoch     bigint NOT NULL,
    position  bigint NOT NULL
) WITH (fillfactor = 50);
COMMENT ON TABLE feed_head IS 'Where each feed ends. Its lock is the right to append to it.';
COMMENT ON COLUMN feed_head.epoch IS 'The history of the feed. The restore of a backup begins another one.';

CREATE TABLE feed_entry (
    client_id    uuid        NOT NULL,
    position     bigint      NOT NULL,
    event_id     uuid        NOT NULL,
    epoch        bigint      NOT NULL,
    from_version bigint      NOT NULL,
    to_version   bigint      NOT NULL,
    is_broken    boolean     NOT NULL,
    at           timestamptz NOT NULL,
    PRIMARY KEY (client_id, position)
);
COMMENT ON TABLE feed_entry IS 'Which versions of which ledger come next. Old rows may be deleted.';
COMMENT ON COLUMN feed_entry.is_broken IS 'Whether the event began another epoch since its row before.';

CREATE TABLE feed_cursor (
    event_id uuid   PRIMARY KEY,
    epoch    bigint NOT NULL,
    version  bigint NOT NULL
) WITH (fillfactor = 50);
COMMENT ON TABLE feed_cursor IS 'How far each ledger was appended to the feed of the event''s owner.';
