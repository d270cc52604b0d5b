package dev.holdfast.postgres;

import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.hold.Holder;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads the columns of a row.
final class Columns {
  private Columns() {}

  static UUID uuid(ResultSet row, String column) throws SQLException {
    return present(uuidOrNull(row, column), column);
  }

  static @Nullable UUID uuidOrNull(ResultSet row, String column) throws SQLException {
    return row.getObject(column, UUID.class);
  }

  static String text(ResultSet row, String column) throws SQLException {
    return present(row.getString(column), column);
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    return present(instantOrNull(row, column), column);
  }

  static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
    OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
    return value == null ? null : value.toInstant();
  }

  /// @param mark null for none
  static Holder holder(@Nullable UUID client, @Nullable Long mark) {
    return new Holder(client == null ? null : new ClientId(client), mark == null ? 0 : mark);
  }

  static byte[] bytes(ResultSet row, String column) throws SQLException {
    return present(row.getBytes(column), column);
  }

  static Integer[] integers(ResultSet row, String column) throws SQLException {
    return (Integer[]) present(row.getArray(column), column).getArray();
  }

  static Integer @Nullable [] integersOrNull(ResultSet row, String column) throws SQLException {
    Array array = row.getArray(column);
    return array == null ? null : (Integer[]) array.getArray();
  }

  static Long @Nullable [] longsOrNull(ResultSet row, String column) throws SQLException {
    Array array = row.getArray(column);
    return array == null ? null : (Long[]) array.getArray();
  }

  static @Nullable String @Nullable [] textsOrNull(ResultSet row, String column)
      throws SQLException {
    Array array = row.getArray(column);
    return array == null ? null : (@Nullable String[]) array.getArray();
  }

  private static <T> T present(@Nullable T value, String column) {
    return Objects.requireNonNull(value, column);
  }
}
