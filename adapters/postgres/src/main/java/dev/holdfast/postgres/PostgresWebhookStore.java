package dev.holdfast.postgres;

import dev.holdfast.application.concurrent.Bulkhead;
import dev.holdfast.application.port.out.KeptCreation;
import dev.holdfast.application.port.out.WebhookStore;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.domain.notification.Delivery;
import dev.holdfast.domain.notification.FeedPosition;
import dev.holdfast.domain.notification.NotificationType;
import dev.holdfast.domain.notification.Webhook;
import dev.holdfast.domain.notification.WebhookId;
import dev.holdfast.domain.notification.WebhookSettings;
import java.net.URI;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// The webhook endpoints in PostgreSQL.
public final class PostgresWebhookStore implements WebhookStore {
  /// How many secrets of an endpoint sign, each of which makes a header longer.
  private static final int SECRETS_KEPT = 10;

  /// A lease that its holder has.
  private static final String HELD =
      "endpoint_id = ? AND leased_by = ? AND leased_until > clock_timestamp()";

  /// An endpoint that something is to be sent to now, and that nobody has a lease of.
  private static final String DUE =
      """
      enabled AND coalesce(leased_until < clock_timestamp(), true)
        AND coalesce(next_attempt_at <= clock_timestamp(), true)
        AND (is_behind
          OR (SELECT f.position FROM feed_head AS f WHERE f.client_id = w.client_id) > position
          OR EXISTS (SELECT FROM webhook_again AS a WHERE a.endpoint_id = w.endpoint_id))""";

  /// A delivery to an endpoint, which may have been deleted meanwhile.
  private record Logged(UUID endpoint, Delivery of) {
    @Nullable Long number(Function<FeedPosition, Long> number) {
      FeedPosition position = of.position();
      return position == null ? null : number.apply(position);
    }
  }

  private static final Bulk<Logged> NEW_DELIVERIES =
      new Bulk.Row<Logged>()
          .with("endpoint_id", SqlType.UUID, Logged::endpoint)
          .with("notification_id", SqlType.TEXT, logged -> logged.of.notification())
          .with("type", SqlType.TEXT, logged -> logged.of.type())
          .with("feed_epoch", SqlType.BIGINT, logged -> logged.number(FeedPosition::epoch))
          .with("position", SqlType.BIGINT, logged -> logged.number(FeedPosition::position))
          .with("version", SqlType.BIGINT, logged -> logged.number(FeedPosition::version))
          .with("at", SqlType.TIMESTAMPTZ, logged -> logged.of.at())
          .with("attempt", SqlType.INT, logged -> logged.of.attempt())
          .with("status", SqlType.INT, logged -> logged.of.status())
          .with("error", SqlType.TEXT, logged -> logged.of.error())
          .with("millis", SqlType.BIGINT, logged -> logged.of.took().toMillis())
          .in(
              """
              INSERT INTO webhook_delivery (endpoint_id, notification_id, type, feed_epoch, position,
                version, at, attempt, status, error, millis)
              SELECT new.* FROM (%s) AS new JOIN webhook_endpoint USING (endpoint_id)
              """);

  private final Sessions sessions;

  /// The endpoints of this database, on connections that take part in nobody else's transaction.
  ///
  /// @param readers connections are taken within
  public PostgresWebhookStore(DataSource dataSource, Bulkhead readers) {
    this.sessions = new Sessions(dataSource, readers);
  }

  @Override
  public Optional<KeptCreation> add(
      Webhook webhook, SealedSecret secret, @Nullable RequestKey key) {
    return sessions.within(
        session -> {
          Connection connection = session.connection();
          Sessions.begin(session).send();
          Optional<KeptCreation> earlier =
              KeptCreations.keep(connection, key, webhook.id().value());
          if (earlier.isPresent()) {
            return earlier;
          }
          var last = new Statements(connection);
          last.add(
              """
              INSERT INTO webhook_endpoint (endpoint_id, client_id, url, types, events, enabled,
                created_at, feed_epoch, position, version)
              VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
              """,
              webhook.id().value(),
              PostgresFeedStore.feedOf(webhook.owner()),
              webhook.url().toString(),
              types(connection, webhook.types()),
              SqlType.EVENT_ID.array(connection, webhook.events()),
              webhook.isEnabled(),
              webhook.createdAt().atOffset(ZoneOffset.UTC),
              webhook.position().epoch(),
              webhook.position().position(),
              webhook.position().version());
          addSecret(last, webhook.id(), secret);
          Sessions.commit(session, last);
          return Optional.empty();
        });
  }

  private static void addSecret(Statements statements, WebhookId id, SealedSecret secret) {
    statements.add(
        "INSERT INTO webhook_secret (endpoint_id, key_id, sealed) VALUES (?, ?, ?)",
        id.value(),
        secret.keyId(),
        secret.text());
  }

  @Override
  public Optional<KeptCreation> answered(RequestKey key) {
    return sessions.within(session -> KeptCreations.find(session.connection(), key));
  }

  @Override
  public List<Webhook> list(@Nullable ClientId owner) {
    return sessions.within(
        session ->
            new Queries(session.connection())
                .query(
                    "SELECT * FROM webhook_endpoint WHERE client_id = ? ORDER BY created_at,"
                        + " endpoint_id",
                    PostgresWebhookStore::webhook,
                    PostgresFeedStore.feedOf(owner)));
  }

  @Override
  public Optional<Webhook> find(WebhookId id) {
    return sessions.within(
        session ->
            new Queries(session.connection())
                    .query(
                        "SELECT * FROM webhook_endpoint WHERE endpoint_id = ?",
                        PostgresWebhookStore::webhook,
                        id.value())
                    .stream()
                    .findFirst());
  }

  @Override
  public void change(WebhookId id, WebhookSettings.Checked settings) {
    run(
        (connection, statements) -> {
          URI url = settings.url();
          Set<NotificationType> types = settings.types();
          Set<EventId> events = settings.events();
          Boolean enabled = settings.enabled();
          statements.add(
              """
              UPDATE webhook_endpoint AS w SET url = coalesce(?::text, url), types = coalesce(?::text[], types),
                events = coalesce(?::uuid[], events), enabled = coalesce(asked.enabled, w.enabled),
                disabled_reason = CASE WHEN asked.enabled IS NULL THEN disabled_reason END,
                failures = CASE WHEN asked.enabled THEN 0 ELSE failures END,
                failing_since = CASE WHEN asked.enabled THEN NULL ELSE failing_since END,
                next_attempt_at = CASE WHEN asked.enabled THEN NULL ELSE next_attempt_at END
              FROM (SELECT ?::boolean AS enabled) AS asked
              WHERE endpoint_id = ?
              """,
              url == null ? null : url.toString(),
              types == null ? null : types(connection, types),
              events == null ? null : SqlType.EVENT_ID.array(connection, events),
              enabled,
              id.value());
        });
  }

  @Override
  public void delete(WebhookId id) {
    run(
        (_, statements) ->
            statements.add(
                """
                WITH forgotten AS (DELETE FROM catalogue_idempotency WHERE id = ?)
                DELETE FROM webhook_endpoint WHERE endpoint_id = ?
                """,
                id.value(),
                id.value()));
  }

  @Override
  public Instant addSecret(WebhookId id, SealedSecret secret, Duration stays) {
    return sessions.within(
        session -> {
          Statements statements = Sessions.begin(session);
          // Whoever else makes one waits for it.
          statements.query(
              "SELECT 1 FROM webhook_endpoint WHERE endpoint_id = ? FOR NO KEY UPDATE",
              row -> true,
              id.value());
          statements.add(
              """
              DELETE FROM webhook_secret WHERE endpoint_id = ? AND (expires_at <= clock_timestamp()
                OR secret_id <= (SELECT secret_id FROM webhook_secret WHERE endpoint_id = ?
                  ORDER BY secret_id DESC OFFSET ? LIMIT 1))
              """,
              id.value(),
              id.value(),
              SECRETS_KEPT - 1);
          List<Instant> until =
              statements.query(
                  """
                  UPDATE webhook_secret SET expires_at = clock_timestamp() + ? * interval '1 second'
                  WHERE endpoint_id = ? AND expires_at IS NULL RETURNING expires_at
                  """,
                  row -> Columns.instant(row, "expires_at"),
                  stays.toSeconds(),
                  id.value());
          statements.send();
          var last = new Statements(session.connection());
          addSecret(last, id, secret);
          Sessions.commit(session, last);
          return until.getFirst();
        });
  }

  @Override
  public List<SealedSecret> secrets(WebhookId id) {
    return sessions.within(
        session ->
            new Queries(session.connection())
                .query(
                    """
                    SELECT key_id, sealed FROM webhook_secret
                    WHERE endpoint_id = ? AND (expires_at IS NULL OR expires_at > clock_timestamp())
                    ORDER BY secret_id DESC
                    """,
                    row ->
                        new SealedSecret(Columns.text(row, "key_id"), Columns.text(row, "sealed")),
                    id.value()));
  }

  @Override
  public void sendAgain(WebhookId id, FeedPosition after, FeedPosition until) {
    run(
        (_, statements) ->
            statements.add(
                """
                INSERT INTO webhook_again (endpoint_id, feed_epoch, after_position, after_version,
                  until_position, until_version) VALUES (?, ?, ?, ?, ?, ?)
                """,
                id.value(),
                after.epoch(),
                after.position(),
                after.version(),
                until.position(),
                until.version()));
  }

  /// What is leased is behind until the lease is given back. Whoever does not do that may have got
  /// into the middle of the last entry, and a position does not say how long an entry is.
  @Override
  public List<Lease> lease(UUID holder, Duration lease, int atMost, int perClient) {
    return sessions.within(
        session ->
            new Queries(session.connection())
                .query(
                    """
                    WITH
                      turns AS MATERIALIZED (
                        SELECT endpoint_id,
                          row_number() OVER (PARTITION BY client_id ORDER BY failures, position) + (
                            SELECT count(*) FROM webhook_endpoint AS l WHERE l.client_id = w.client_id
                              AND l.leased_until >= clock_timestamp()) AS turn
                        FROM webhook_endpoint AS w WHERE %1$s),
                      due AS MATERIALIZED (
                        SELECT endpoint_id FROM webhook_endpoint AS w JOIN turns USING (endpoint_id)
                        WHERE turn <= ? AND %1$s
                        ORDER BY turn LIMIT ? FOR NO KEY UPDATE OF w SKIP LOCKED),
                      leased AS (
                        UPDATE webhook_endpoint AS w
                        SET leased_by = ?, leased_until = clock_timestamp() + ? * interval '1 second',
                          is_behind = is_behind OR NOT EXISTS (
                            SELECT FROM webhook_again AS a WHERE a.endpoint_id = w.endpoint_id)
                        FROM due WHERE w.endpoint_id = due.endpoint_id RETURNING w.*)
                    SELECT leased.*, a.again_id, a.feed_epoch AS again_epoch, a.after_position,
                      a.after_version, a.until_position, a.until_version
                    FROM leased LEFT JOIN LATERAL (
                      SELECT * FROM webhook_again AS a WHERE a.endpoint_id = leased.endpoint_id
                      ORDER BY again_id LIMIT 1) AS a ON true
                    """
                        .formatted(DUE),
                    row -> new Lease(webhook(row), holder, again(row)),
                    perClient,
                    atMost,
                    holder,
                    lease.toSeconds()));
  }

  private static @Nullable Again again(ResultSet row) throws SQLException {
    long number = row.getLong("again_id");
    long epoch = row.getLong("again_epoch");
    return number == 0
        ? null
        : new Again(
            number,
            new FeedPosition(epoch, row.getLong("after_position"), row.getLong("after_version")),
            new FeedPosition(epoch, row.getLong("until_position"), row.getLong("until_version")));
  }

  @Override
  public boolean advance(Lease lease, FeedPosition position, List<Delivery> deliveries) {
    boolean hasSucceeded = deliveries.stream().anyMatch(Delivery::hasSucceeded);
    Again again = lease.again();
    UUID endpoint = lease.webhook().id().value();
    return sessions.within(
        session -> {
          Statements statements = Sessions.begin(session);
          List<Webhook> held =
              statements.query(
                  "SELECT * FROM webhook_endpoint WHERE " + HELD + " FOR NO KEY UPDATE",
                  PostgresWebhookStore::webhook,
                  endpoint,
                  lease.holder());
          statements.send();
          if (held.isEmpty()) {
            return false;
          }
          var last = new Statements(session.connection());
          if (again == null) {
            last.add(
                """
                UPDATE webhook_endpoint SET feed_epoch = ?, position = ?, version = ?
                WHERE endpoint_id = ?
                """,
                position.epoch(),
                position.position(),
                position.version(),
                endpoint);
          } else {
            last.add(
                """
                UPDATE webhook_again SET feed_epoch = ?, after_position = ?, after_version = ?
                WHERE endpoint_id = ? AND again_id = ?
                """,
                position.epoch(),
                position.position(),
                position.version(),
                endpoint,
                again.number());
          }
          if (hasSucceeded) {
            last.add(
                """
                UPDATE webhook_endpoint SET failures = 0, failing_since = NULL, next_attempt_at = NULL
                WHERE endpoint_id = ? AND failures > 0
                """,
                endpoint);
          }
          last.add(NEW_DELIVERIES, logged(endpoint, deliveries));
          Sessions.commit(session, last);
          return held.getFirst().isSentTheSameAs(lease.webhook());
        });
  }

  private static List<Logged> logged(UUID endpoint, List<Delivery> deliveries) {
    return deliveries.stream().map(delivery -> new Logged(endpoint, delivery)).toList();
  }

  @Override
  public Optional<Webhook> giveBack(Lease lease, End end) {
    UUID endpoint = lease.webhook().id().value();
    Again again = lease.again();
    return sessions.within(
        session -> {
          var statements = new Statements(session.connection());
          if (again != null && end instanceof End.Done(boolean isBehind) && !isBehind) {
            statements.add(
                "DELETE FROM webhook_again WHERE endpoint_id = ? AND again_id = ?",
                endpoint,
                again.number());
          }
          List<Webhook> after =
              switch (end) {
                case End.Done(boolean isBehind) ->
                    statements.query(
                        """
                        UPDATE webhook_endpoint SET leased_by = NULL, leased_until = NULL,
                          is_behind = CASE WHEN ? THEN is_behind ELSE ? END
                        WHERE %s RETURNING *
                        """
                            .formatted(HELD),
                        PostgresWebhookStore::webhook,
                        again != null,
                        isBehind,
                        endpoint,
                        lease.holder());
                case End.Failed(Duration wait, Duration givenUp, boolean isGone) ->
                    statements.query(
                        """
                        UPDATE webhook_endpoint SET leased_by = NULL, leased_until = NULL,
                          is_behind = true, failures = failures + 1,
                          failing_since = coalesce(failing_since, clock_timestamp()),
                          next_attempt_at = clock_timestamp() + ? * interval '1 millisecond',
                          enabled = NOT ended.is,
                          disabled_reason = CASE WHEN ended.is THEN ? ELSE disabled_reason END
                        FROM (SELECT ?::boolean OR coalesce((
                            SELECT failing_since < clock_timestamp() - ? * interval '1 second'
                            FROM webhook_endpoint WHERE endpoint_id = ?), false) AS is) AS ended
                        WHERE %s AND enabled AND url = ? RETURNING webhook_endpoint.*
                        """
                            .formatted(HELD),
                        PostgresWebhookStore::webhook,
                        wait.toMillis(),
                        isGone
                            ? "the receiver answered 410 Gone"
                            : "all deliveries failed for " + givenUp.toDays() + " days",
                        isGone,
                        givenUp.toSeconds(),
                        endpoint,
                        endpoint,
                        lease.holder(),
                        lease.webhook().url().toString());
              };
          // What was changed meanwhile has not failed.
          statements.add(
              """
              UPDATE webhook_endpoint SET leased_by = NULL, leased_until = NULL, is_behind = true
              WHERE %s
              """
                  .formatted(HELD),
              endpoint,
              lease.holder());
          statements.send();
          return after.stream().findFirst();
        });
  }

  @Override
  public void log(WebhookId id, Delivery delivery) {
    run((_, statements) -> statements.add(NEW_DELIVERIES, logged(id.value(), List.of(delivery))));
  }

  @Override
  public List<Delivery> deliveries(WebhookId id, @Nullable Long before, int atMost) {
    return sessions.within(
        session ->
            new Queries(session.connection())
                .query(
                    """
                    SELECT * FROM webhook_delivery WHERE endpoint_id = ? AND delivery_id < ?
                    ORDER BY delivery_id DESC LIMIT ?
                    """,
                    PostgresWebhookStore::delivery,
                    id.value(),
                    before == null ? Long.MAX_VALUE : before,
                    atMost));
  }

  private static Delivery delivery(ResultSet row) throws SQLException {
    return new Delivery(
        row.getLong("delivery_id"),
        Columns.text(row, "notification_id"),
        Columns.text(row, "type"),
        row.getObject("position") == null ? null : position(row),
        Columns.instant(row, "at"),
        row.getInt("attempt"),
        row.getObject("status", Integer.class),
        row.getString("error"),
        Duration.ofMillis(row.getLong("millis")));
  }

  @Override
  public Standing standing() {
    return sessions.within(
        session ->
            new Queries(session.connection())
                .query(
                    """
                    SELECT count(*) FILTER (WHERE enabled AND failing_since IS NOT NULL) AS failing,
                      count(*) FILTER (WHERE NOT enabled AND disabled_reason IS NOT NULL) AS disabled
                    FROM webhook_endpoint
                    """,
                    row -> new Standing(row.getLong("failing"), row.getLong("disabled")))
                .getFirst());
  }

  @Override
  public int deleteOld(Duration olderThan, int kept) {
    return sessions.within(
        session ->
            new Queries(session.connection())
                .query(
                    """
                    WITH deleted AS (
                      DELETE FROM webhook_delivery AS d USING (
                        SELECT endpoint_id, (
                          SELECT delivery_id FROM webhook_delivery AS k
                          WHERE k.endpoint_id = w.endpoint_id
                          ORDER BY delivery_id DESC OFFSET ? LIMIT 1) AS most
                        FROM webhook_endpoint AS w) AS w
                      WHERE d.endpoint_id = w.endpoint_id
                        AND (d.delivery_id <= w.most
                          OR d.at < clock_timestamp() - ? * interval '1 second')
                      RETURNING 1)
                    SELECT count(*) AS deleted FROM deleted
                    """,
                    row -> row.getInt("deleted"),
                    kept,
                    olderThan.toSeconds())
                .getFirst());
  }

  private static Array types(Connection connection, Set<NotificationType> types)
      throws SQLException {
    return SqlType.TEXT.array(connection, types.stream().map(NotificationType::toString).toList());
  }

  private static FeedPosition position(ResultSet row) throws SQLException {
    return new FeedPosition(
        row.getLong("feed_epoch"), row.getLong("position"), row.getLong("version"));
  }

  private static Webhook webhook(ResultSet row) throws SQLException {
    UUID client = Columns.uuid(row, "client_id");
    return new Webhook(
        new WebhookId(Columns.uuid(row, "endpoint_id")),
        client.equals(PostgresFeedStore.NOBODY) ? null : new ClientId(client),
        URI.create(Columns.text(row, "url")),
        // One that a later version has stored may have types that this one does not know.
        Arrays.stream((String[]) row.getArray("types").getArray())
            .flatMap(type -> NotificationType.named(type).stream())
            .collect(Collectors.toSet()),
        Arrays.stream((UUID[]) row.getArray("events").getArray())
            .map(EventId::new)
            .collect(Collectors.toSet()),
        row.getBoolean("enabled"),
        row.getString("disabled_reason"),
        position(row),
        Columns.instant(row, "created_at"),
        row.getInt("failures"),
        Columns.instantOrNull(row, "failing_since"),
        Columns.instantOrNull(row, "next_attempt_at"));
  }

  private interface Change {
    void in(Connection connection, Statements statements) throws SQLException;
  }

  /// Changes something with one statement.
  private void run(Change change) {
    sessions.within(
        session -> {
          var statements = new Statements(session.connection());
          change.in(session.connection(), statements);
          statements.send();
          return true;
        });
  }
}
