-- Where notifications are sent. The endpoint of an administrator without a client belongs to the client 0.

CREATE TABLE webhook_endpoint (
    endpoint_id     uuid        PRIMARY KEY,
    client_id       uuid        NOT NULL,
    url             text        NOT NULL,
    types           text[]      NOT NULL,
    events          uuid[]      NOT NULL,
    enabled         boolean     NOT NULL,
    disabled_reason text,
    created_at      timestamptz NOT NULL,
    feed_epoch      bigint      NOT NULL,
    position        bigint      NOT NULL,
    version         bigint      NOT NULL,
    is_behind       boolean     NOT NULL DEFAULT false,
    failures        integer     NOT NULL DEFAULT 0,
    failing_since   timestamptz,
    next_attempt_at timestamptz,
    leased_by       uuid,
    leased_until    timestamptz
) WITH (fillfactor = 50);
CREATE INDEX webhook_endpoint_client ON webhook_endpoint (client_id);
COMMENT ON TABLE webhook_endpoint IS 'Addresses to which notifications are sent, and how far each has got in its feed.';
COMMENT ON COLUMN webhook_endpoint.is_behind IS 'Whether the last entry of the feed was not sent in whole.';
COMMENT ON COLUMN webhook_endpoint.leased_by IS 'Who sends to it, until leased_until. Nobody else does meanwhile.';

CREATE TABLE webhook_secret (
    endpoint_id uuid        NOT NULL REFERENCES webhook_endpoint ON DELETE CASCADE,
    secret_id   bigint      GENERATED ALWAYS AS IDENTITY,
    key_id      text        NOT NULL,
    sealed      text        NOT NULL,
    expires_at  timestamptz,
    PRIMARY KEY (endpoint_id, secret_id)
);
COMMENT ON TABLE webhook_secret IS 'What messages are signed with, encrypted under a server key.';

CREATE TABLE webhook_delivery (
    endpoint_id     uuid        NOT NULL REFERENCES webhook_endpoint ON DELETE CASCADE,
    delivery_id     bigint      GENERATED ALWAYS AS IDENTITY,
    notification_id text        NOT NULL,
    type            text        NOT NULL,
    feed_epoch      bigint,
    position        bigint,
    version         bigint,
    at              timestamptz NOT NULL,
    attempt         integer     NOT NULL,
    status          integer,
    error           text,
    millis          bigint      NOT NULL,
    PRIMARY KEY (endpoint_id, delivery_id)
);
COMMENT ON TABLE webhook_delivery IS 'Attempts to deliver notifications. Old rows may be deleted.';

CREATE TABLE webhook_again (
    endpoint_id    uuid   NOT NULL REFERENCES webhook_endpoint ON DELETE CASCADE,
    again_id       bigint GENERATED ALWAYS AS IDENTITY,
    feed_epoch     bigint NOT NULL,
    after_position bigint NOT NULL,
    after_version  bigint NOT NULL,
    until_position bigint NOT NULL,
    until_version  bigint NOT NULL,
    PRIMARY KEY (endpoint_id, again_id)
);
COMMENT ON TABLE webhook_again IS 'Parts of feeds that are to be sent again.';
