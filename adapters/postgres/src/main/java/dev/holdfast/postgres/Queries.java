package dev.holdfast.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/// Statements that read, on one connection, of which each is sent by itself.
record Queries(Connection connection) {
  /// Reads what a row says.
  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /// What a statement finds.
  <T> List<T> query(String sql, RowReader<T> reader, Object... parameters) throws SQLException {
    var statements = new Statements(connection);
    List<T> found = statements.query(sql, reader, parameters);
    statements.send();
    return found;
  }

  /// What a statement finds about some rows, which is not asked about none.
  <B, T> List<T> query(Bulk<B> asking, Collection<? extends B> asked, RowReader<T> reader)
      throws SQLException {
    var statements = new Statements(connection);
    List<T> found = statements.query(asking, asked, reader);
    statements.send();
    return found;
  }
}
