package dev.holdfast.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Statements that read, on one connection.
record Queries(Connection connection) {
  /// Reads what a row says.
  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /// What a statement finds.
  <T> List<T> query(String sql, RowReader<T> reader, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      List<T> rows = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          rows.add(reader.read(row));
        }
      }
      return rows;
    }
  }

  /// What a statement finds about some rows, which is not asked about none.
  <B, T> List<T> query(Bulk<B> asking, Collection<? extends B> asked, RowReader<T> reader)
      throws SQLException {
    return asked.isEmpty()
        ? List.of()
        : query(asking.sql(), reader, asking.parameters(connection, asked).toArray());
  }
}
