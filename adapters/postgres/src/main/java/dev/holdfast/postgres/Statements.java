package dev.holdfast.postgres;

import dev.holdfast.postgres.Queries.RowReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Separate statements that are sent to the server in one go. It runs them in order, and none after
/// one that fails.
final class Statements {
  private final Connection connection;
  private final List<Part> parts = new ArrayList<>();
  private final List<@Nullable Object> parameters = new ArrayList<>();

  Statements(Connection connection) {
    this.connection = connection;
  }

  private interface Result {
    void read(PreparedStatement statement) throws SQLException;
  }

  private record Part(String sql, Result result) {}

  /// Adds a statement whose result says nothing.
  void add(String sql, @Nullable Object... values) {
    parameters.addAll(Arrays.asList(values));
    parts.add(new Part(sql, _ -> {}));
  }

  /// Adds a statement about some rows whose result says nothing, unless there are none.
  <T> void add(Bulk<T> statement, Collection<? extends T> rows) throws SQLException {
    if (!rows.isEmpty()) {
      add(statement.sql(), statement.parameters(connection, rows).toArray());
    }
  }

  /// Adds a statement that reads.
  ///
  /// @return what it finds, once it was sent
  <T> List<T> query(String sql, RowReader<T> reader, Object... values) {
    parameters.addAll(Arrays.asList(values));
    List<T> found = new ArrayList<>();
    parts.add(
        new Part(
            sql,
            statement -> {
              try (ResultSet row = statement.getResultSet()) {
                while (row.next()) {
                  found.add(reader.read(row));
                }
              }
            }));
    return found;
  }

  /// Adds a statement about some rows, unless there are none.
  ///
  /// @return what it finds, once it was sent
  <B, T> List<T> query(Bulk<B> asking, Collection<? extends B> asked, RowReader<T> reader)
      throws SQLException {
    return asked.isEmpty()
        ? List.of()
        : query(asking.sql(), reader, asking.parameters(connection, asked).toArray());
  }

  /// Runs all in order.
  ///
  /// @return what the server warns of; null if it only gives notice of something, or nothing
  @Nullable SQLWarning send() throws SQLException {
    if (parts.isEmpty()) {
      return null;
    }
    String sql = parts.stream().map(Part::sql).collect(Collectors.joining(";"));
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.size(); i++) {
        statement.setObject(i + 1, parameters.get(i));
      }
      statement.execute();
      for (Part part : parts) {
        part.result.read(statement);
        statement.getMoreResults();
      }
      return SqlFailures.warning(statement.getWarnings());
    }
  }
}
