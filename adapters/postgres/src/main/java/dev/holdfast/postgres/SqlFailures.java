package dev.holdfast.postgres;

import dev.holdfast.application.port.out.LedgerUnavailable;
import java.sql.SQLException;
import java.sql.SQLWarning;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// Tells apart why a statement failed, by its SQLSTATE.
///
/// See [PostgreSQL Error Codes](https://www.postgresql.org/docs/current/errcodes-appendix.html).
final class SqlFailures {
  /// What the functions `expect_rows` and `expect_before` of the migrations raise.
  private static final String UNEXPECTED_COUNT = "HF001";

  private static final String TOO_LATE = "HF002";

  /// What PostgreSQL gives to a message that is less than a warning.
  private static final String SUCCESS = "00000";

  private SqlFailures() {}

  /// Whether the same may succeed in a moment: the transaction met another one, or took longer than
  /// it may since its client was paused, or its connection had been broken by a restart of the
  /// server; or what it was to sell is due by now, which is to be decided again.
  static boolean isPassing(SQLException e) {
    return switch (state(e)) {
      case TOO_LATE -> true;
      case "25P03", "25P04", "40001", "57P01", "57P02", "57P03", "57P05" -> true;
      case String state -> isBlocked(e) || state.startsWith("08");
    };
  }

  /// Whether another transaction's lock was not to be had.
  static boolean isBlocked(SQLException e) {
    return switch (state(e)) {
      case "40P01", "55P03" -> true;
      case String _ -> false;
    };
  }

  /// Whether a statement changed another number of rows than it was to.
  static boolean isUnexpectedCount(SQLException e) {
    return state(e).equals(UNEXPECTED_COUNT);
  }

  /// Whether a row with the same key is there already.
  static boolean isTaken(SQLException e) {
    return state(e).equals("23505");
  }

  /// The first warning of what the server said. The driver calls a notice a warning, too, such as
  /// of a trigger, or of what the server logs and the client is to see.
  static @Nullable SQLWarning warning(@Nullable SQLWarning said) {
    SQLWarning next = said;
    while (next != null && state(next).equals(SUCCESS)) {
      next = next.getNextWarning();
    }
    return next;
  }

  /// Whether the server says that a failure is about this table.
  static boolean isAbout(String table, SQLException e) {
    ServerErrorMessage said = e instanceof PSQLException of ? of.getServerErrorMessage() : null;
    return said != null && table.equals(said.getTable());
  }

  /// The failure of a transaction that was not committed, as the port has it.
  static RuntimeException toDomain(SQLException e) {
    String state = state(e);
    boolean unavailable =
        isPassing(e)
            || state.isEmpty()
            || state.equals("25006") // read-only: a standby
            || state.equals("55000") // the statement was closed, as its connection was given up
            || state.equals("57014") // cancelled
            || state.startsWith("53") // out of connections, memory or disk
            || state.startsWith("58"); // the operating system failed it
    return unavailable
        ? new LedgerUnavailable("PostgreSQL can't be used: " + e.getMessage(), e)
        : new IllegalStateException("a statement that should have worked failed", e);
  }

  private static String state(SQLException e) {
    String state = e.getSQLState();
    return state == null ? "" : state;
  }
}
