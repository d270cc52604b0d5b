package dev.holdfast.postgres;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Separate statements that are sent to the server in one go, each with the number of rows that it
/// must change. Many rows go as one array per column, for `unnest`.
final class Statements {
  private final Connection connection;
  private final List<String> sql = new ArrayList<>();
  private final List<Integer> expectedRows = new ArrayList<>();
  private final List<@Nullable Object> parameters = new ArrayList<>();

  Statements(Connection connection) {
    this.connection = connection;
  }

  /// Adds a statement, unless it has no rows to change.
  void add(int rows, String statement, @Nullable Object... values) {
    if (rows > 0) {
      sql.add(statement);
      expectedRows.add(rows);
      parameters.addAll(Arrays.asList(values));
    }
  }

  /// One column of many rows.
  ///
  /// @param type PostgreSQL's name of the column's type
  <T> Array column(
      String type, Collection<T> rows, Function<? super T, ? extends @Nullable Object> value)
      throws SQLException {
    List<@Nullable String> texts = new ArrayList<>();
    for (T row : rows) {
      Object of = value.apply(row);
      texts.add(of == null ? null : of.toString());
    }
    return connection.createArrayOf(type, texts.toArray());
  }

  /// An array as the text that PostgreSQL reads it from; arrays of different lengths can't be the
  /// rows of an array in any other way.
  <T> String literal(List<T> values, Function<? super T, ? extends @Nullable Object> value) {
    try {
      return column("text", values, value).toString();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static OffsetDateTime timestamp(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  /// Runs all in order.
  ///
  /// @throws IllegalStateException if a statement changed another number of rows
  void send() throws SQLException {
    if (sql.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(String.join(";\n", sql))) {
      for (int i = 0; i < parameters.size(); i++) {
        statement.setObject(i + 1, parameters.get(i));
      }
      statement.execute();
      for (int i = 0; i < sql.size(); i++) {
        if (statement.getUpdateCount() != expectedRows.get(i)) {
          throw new IllegalStateException(
              "rows changed: %d (expected: %d) by%n%s"
                  .formatted(statement.getUpdateCount(), expectedRows.get(i), sql.get(i)));
        }
        statement.getMoreResults();
      }
    }
  }
}
