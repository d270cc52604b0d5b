package dev.holdfast.postgres;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Separate statements that are sent to the server in one go, each with the number of rows that it
/// must change.
final class Statements {
  private final Connection connection;
  private final List<String> sql = new ArrayList<>();
  private final List<Integer> expectedRows = new ArrayList<>();
  private final List<Array> parameters = new ArrayList<>();

  Statements(Connection connection) {
    this.connection = connection;
  }

  /// Adds a statement that changes each of some rows, unless there are none.
  <T> void add(Bulk<T> statement, Collection<? extends T> rows) throws SQLException {
    if (!rows.isEmpty()) {
      sql.add(statement.sql());
      expectedRows.add(rows.size());
      parameters.addAll(statement.parameters(connection, rows));
    }
  }

  /// Runs all in order.
  ///
  /// @return the server's clock after the last
  /// @throws IllegalStateException if a statement changed another number of rows
  Instant send() throws SQLException {
    sql.add(LedgerReads.CLOCK);
    try (PreparedStatement statement = connection.prepareStatement(String.join(";\n", sql))) {
      for (int i = 0; i < parameters.size(); i++) {
        statement.setArray(i + 1, parameters.get(i));
      }
      statement.execute();
      for (int i = 0; i < expectedRows.size(); i++) {
        if (statement.getUpdateCount() != expectedRows.get(i)) {
          throw new IllegalStateException(
              "rows changed: %d (expected: %d) by%n%s"
                  .formatted(statement.getUpdateCount(), expectedRows.get(i), sql.get(i)));
        }
        statement.getMoreResults();
      }
      try (ResultSet row = statement.getResultSet()) {
        row.next();
        return Columns.instant(row, "clock");
      }
    }
  }
}
