package dev.holdfast.postgres;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A statement about any number of rows, which it is given as one array per column.
///
/// The arrays are unnested side by side in a select list. As a table function of several arguments,
/// `unnest` would copy each array into a store of its own first. A statement about ten rows took
/// half as long again.
final class Bulk<T> {
  private final String sql;
  private final List<Column<T, ?>> columns;
  private final boolean isCounted;

  private Bulk(String sql, List<Column<T, ?>> columns, boolean isCounted) {
    this.sql = sql;
    this.columns = columns;
    this.isCounted = isCounted;
  }

  private record Column<T, V>(
      String name, SqlType<V> type, Function<? super T, ? extends @Nullable V> value) {
    String unnested() {
      return type.unnested() + " AS " + name;
    }

    Array parameter(Connection connection, Collection<? extends T> rows) throws SQLException {
      List<@Nullable V> values = new ArrayList<>(rows.size());
      rows.forEach(row -> values.add(value.apply(row)));
      return type.array(connection, values);
    }
  }

  /// What a row is made of.
  static final class Row<T> {
    private final List<Column<T, ?>> columns = new ArrayList<>();

    /// Adds a column.
    ///
    /// @param value of a row; null for none
    <V> Row<T> with(
        String name, SqlType<V> type, Function<? super T, ? extends @Nullable V> value) {
      columns.add(new Column<>(name, type, value));
      return this;
    }

    /// A statement that inserts the rows.
    Bulk<T> insertInto(String table) {
      String names = columns.stream().map(Column::name).collect(Collectors.joining(", "));
      return in("INSERT INTO " + table + " (" + names + ") %s");
    }

    /// A statement that uses the rows.
    ///
    /// @param sql with `%s` where the select goes whose result they are
    Bulk<T> in(String sql) {
      return new Bulk<>(sql.formatted(select()), List.copyOf(columns), /* isCounted= */ false);
    }

    /// A statement that changes or deletes a row for each of the rows. It fails if it finds another
    /// number of them, so that nothing that was sent after it is carried out.
    ///
    /// @param sql as for {@link #in}
    Bulk<T> changing(String sql) {
      return new Bulk<>(
          "WITH changed AS (%s RETURNING 1) SELECT expect_rows(count(*), ?) FROM changed"
              .formatted(sql.formatted(select())),
          List.copyOf(columns),
          /* isCounted= */ true);
    }

    private String select() {
      return columns.stream()
          .map(Column::unnested)
          .collect(Collectors.joining(", ", "SELECT ", ""));
    }
  }

  String sql() {
    return sql;
  }

  /// What its parameters are for some rows.
  List<Object> parameters(Connection connection, Collection<? extends T> rows) throws SQLException {
    List<Object> parameters = new ArrayList<>(columns.size() + 1);
    for (Column<T, ?> column : columns) {
      parameters.add(column.parameter(connection, rows));
    }
    if (isCounted) {
      parameters.add((long) rows.size());
    }
    return parameters;
  }
}
