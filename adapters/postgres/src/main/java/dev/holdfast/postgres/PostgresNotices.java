package dev.holdfast.postgres;

import dev.holdfast.application.port.out.NoticeChannel;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/// The notices by LISTEN and NOTIFY.
///
/// Notifying within the ledger's commit would make all commits of the database wait for each other:
/// PostgreSQL lets only one transaction with a notification commit at a time. So it is done
/// afterwards, and without waiting for the disk. A payload is one notice, far below the 8,000 bytes
/// that PostgreSQL allows. Listening takes a connection and keeps it.
public final class PostgresNotices implements NoticeChannel {
  private static final Logger LOG = Logger.getLogger(PostgresNotices.class);
  private static final String CHANNEL = "holdfast_changes";
  private static final Duration SILENCE = Duration.ofSeconds(5);

  private final DataSource dataSource;
  private final Duration silence;

  /// Takes a connection for each sending, and keeps one to hear. They must not take part in any
  /// transaction of somebody else's.
  public PostgresNotices(DataSource dataSource) {
    this(dataSource, SILENCE);
  }

  /// @param silence how long nothing is heard before the listening connection is tried
  PostgresNotices(DataSource dataSource, Duration silence) {
    this.dataSource = dataSource;
    this.silence = silence;
  }

  @Override
  public void send(List<String> notices) throws SQLException {
    String sql =
        """
        SELECT set_config('synchronous_commit', 'off', true), pg_notify('%s', payload)
        FROM unnest(?) AS payload"""
            .formatted(CHANNEL);
    try (Session session = Session.open(dataSource, AnswerTimeout.USUAL);
        PreparedStatement statement = session.connection().prepareStatement(sql)) {
      statement.setArray(1, session.connection().createArrayOf("text", notices.toArray()));
      statement.execute();
    }
  }

  @Override
  public void hear(Ear ear) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      int usualTimeout = connection.getNetworkTimeout();
      try {
        execute(connection, "LISTEN " + CHANNEL);
        ear.opened();
        long heardAt = System.nanoTime();
        PGConnection notifications = connection.unwrap(PGConnection.class);
        while (ear.listens()) {
          PGNotification[] heard = notifications.getNotifications((int) BETWEEN_LOOKS.toMillis());
          if (heard != null && heard.length > 0) {
            for (PGNotification notification : heard) {
              ear.heard(notification.getParameter());
            }
            heardAt = System.nanoTime();
          } else if (System.nanoTime() - heardAt > silence.toNanos()) {
            execute(connection, "SELECT 1 /* LISTEN " + CHANNEL + " */");
            heardAt = System.nanoTime();
          }
        }
      } finally {
        unlisten(connection, usualTimeout);
      }
    }
  }

  /// Makes the connection fit for others. If it is broken, this lets the pool know, which does not
  /// see what goes wrong while waiting for notifications.
  private static void unlisten(Connection connection, int usualTimeout) {
    try {
      execute(connection, "UNLISTEN *");
      connection.setNetworkTimeout(Runnable::run, usualTimeout);
    } catch (SQLException e) {
      LOG.debug("the connection that listened is broken", e);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    AnswerTimeout.set(connection, AnswerTimeout.USUAL);
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
