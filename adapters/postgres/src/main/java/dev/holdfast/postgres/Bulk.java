package dev.holdfast.postgres;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
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
  private final List<Column<T>> columns;

  private Bulk(String sql, List<Column<T>> columns) {
    this.sql = sql;
    this.columns = columns;
  }

  private record Column<T>(
      String name, String type, Function<? super T, ? extends @Nullable Object> value) {
    /// Arrays of different lengths can't be the elements of an array, except as text.
    boolean isArray() {
      return type.endsWith("[]");
    }

    String sentAs() {
      return isArray() ? "text" : type;
    }

    String unnested() {
      return "unnest(?::%s[])%s AS %s".formatted(sentAs(), isArray() ? "::" + type : "", name);
    }
  }

  /// What a row is made of.
  static final class Row<T> {
    private final List<Column<T>> columns = new ArrayList<>();

    /// Adds a column.
    ///
    /// @param type PostgreSQL's name of its type
    /// @param value of a row; a list where the type is an array
    Row<T> with(String name, String type, Function<? super T, ? extends @Nullable Object> value) {
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
    for (Column<T> column : columns) {
      @Nullable Object[] values = new @Nullable Object[rows.size()];
      int i = 0;
      for (T row : rows) {
        Object value = column.value.apply(row);
        values[i++] =
            value instanceof List<?> elements ? array(connection, "text", elements) : value;
      }
      arrays.add(array(connection, column.sentAs(), values));
    }
    return arrays;
  }

  /// An array as a parameter.
  ///
  /// @param type PostgreSQL's name of the elements' type, which reads them as they are printed
  static Array array(Connection connection, String type, Collection<?> elements)
      throws SQLException {
    return array(connection, type, elements.toArray());
  }

  private static Array array(Connection connection, String type, @Nullable Object[] elements)
      throws SQLException {
    return connection.createArrayOf(
        type,
        switch (type) {
          // Sent as they are in memory, where the driver can do that.
          case "int" -> Arrays.copyOf(elements, elements.length, Integer[].class);
          case "bigint" -> Arrays.copyOf(elements, elements.length, Long[].class);
          case "bytea" -> Arrays.copyOf(elements, elements.length, byte[][].class);
          default -> printed(elements);
        });
  }

  private static @Nullable String[] printed(@Nullable Object[] elements) {
    @Nullable String[] texts = new @Nullable String[elements.length];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = elements[i] == null ? null : elements[i].toString();
    }
    return texts;
  }
}
