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

  private Bulk(String sql, List<Column<T, ?>> columns) {
    this.sql = sql;
    this.columns = columns;
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
      String select =
          columns.stream().map(Column::unnested).collect(Collectors.joining(", ", "SELECT ", ""));
      return new Bulk<>(sql.formatted(select), List.copyOf(columns));
    }
  }

  String sql() {
    return sql;
  }

  /// What its parameters are for some rows.
  List<Array> parameters(Connection connection, Collection<? extends T> rows) throws SQLException {
    List<Array> arrays = new ArrayList<>(columns.size());
    for (Column<T, ?> column : columns) {
      arrays.add(column.parameter(connection, rows));
    }
    return arrays;
  }
}
