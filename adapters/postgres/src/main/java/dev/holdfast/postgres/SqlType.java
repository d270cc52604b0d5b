package dev.holdfast.postgres;

import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.ReservationId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Oid;
import org.postgresql.jdbc.PgArray;

/// A type of PostgreSQL and the bytes of its values, in PostgreSQL's binary format.
///
/// The driver sends arrays of most types as text, which it prints and the server parses again. That
/// was a quarter of what the server took for a hold. The format is that of `array_send` and of the
/// types' own functions in PostgreSQL's source, such as `uuid_send`.
///
/// @param <V> what its values are in Java
final class SqlType<V> {
  private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

  static final SqlType<java.util.UUID> UUID =
      new SqlType<>(
          "uuid",
          Oid.UUID,
          Oid.UUID_ARRAY,
          (out, id) -> out.longs(id.getMostSignificantBits()).longs(id.getLeastSignificantBits()));
  static final SqlType<EventId> EVENT_ID = UUID.of(EventId::value);
  static final SqlType<HoldId> HOLD_ID = UUID.of(HoldId::value);
  static final SqlType<ReservationId> RESERVATION_ID = UUID.of(ReservationId::value);
  static final SqlType<Integer> INT = new SqlType<>("int", Oid.INT4, Oid.INT4_ARRAY, Bytes::ints);
  static final SqlType<Long> BIGINT =
      new SqlType<>("bigint", Oid.INT8, Oid.INT8_ARRAY, Bytes::longs);
  static final SqlType<Boolean> BOOLEAN =
      new SqlType<>("boolean", Oid.BOOL, Oid.BOOL_ARRAY, (out, is) -> out.all((byte) (is ? 1 : 0)));
  static final SqlType<Instant> TIMESTAMPTZ =
      new SqlType<>(
          "timestamptz",
          Oid.TIMESTAMPTZ,
          Oid.TIMESTAMPTZ_ARRAY,
          (out, instant) -> out.longs(ChronoUnit.MICROS.between(EPOCH, instant)));
  static final SqlType<byte[]> BYTEA =
      new SqlType<>("bytea", Oid.BYTEA, Oid.BYTEA_ARRAY, Bytes::all);
  static final SqlType<String> TEXT =
      new SqlType<>("text", Oid.TEXT, Oid.TEXT_ARRAY, SqlType::utf8);
  static final SqlType<String> JSON =
      new SqlType<>("json", Oid.JSON, Oid.JSON_ARRAY, SqlType::utf8);

  /// Arrays of different lengths can't be the elements of an array, except as text.
  static final SqlType<List<Integer>> INTS = ofLists("int[]");

  static final SqlType<List<Long>> BIGINTS = ofLists("bigint[]");
  static final SqlType<List<@Nullable String>> TEXTS = ofLists("text[]");

  private interface Encoding<V> {
    void write(Bytes out, V value);
  }

  private final String name;
  private final int oid;
  private final int arrayOid;
  private final Encoding<? super V> encoding;

  private SqlType(String name, int oid, int arrayOid, Encoding<? super V> encoding) {
    this.name = name;
    this.oid = oid;
    this.arrayOid = arrayOid;
    this.encoding = encoding;
  }

  /// The same for what has such a value.
  private <W> SqlType<W> of(Function<W, V> value) {
    return new SqlType<>(name, oid, arrayOid, (out, it) -> encoding.write(out, value.apply(it)));
  }

  private static <E extends @Nullable Object> SqlType<List<E>> ofLists(String name) {
    return new SqlType<>(
        name,
        Oid.TEXT,
        Oid.TEXT_ARRAY,
        (out, list) ->
            utf8(
                out,
                list.stream().map(SqlType::literal).collect(Collectors.joining(",", "{", "}"))));
  }

  /// An element of an array that is printed.
  private static String literal(@Nullable Object element) {
    return element instanceof String text
        ? "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\""
        : String.valueOf(element);
  }

  private static void utf8(Bytes out, String text) {
    out.all(text.getBytes(StandardCharsets.UTF_8));
  }

  /// What a parameter that is an array of these is turned into a row by, one for each element.
  String unnested() {
    return oid == Oid.TEXT ? "unnest(?::text[])::" + name : "unnest(?::" + name + "[])";
  }

  /// An array as a parameter.
  Array array(Connection connection, Collection<? extends @Nullable V> elements)
      throws SQLException {
    var out = new Bytes();
    out.ints(1).ints(1).ints(oid).ints(elements.size()).ints(1);
    for (V element : elements) {
      int lengthAt = out.length();
      out.ints(-1);
      if (element != null) {
        encoding.write(out, element);
        out.setInt(lengthAt, out.length() - lengthAt - Integer.BYTES);
      }
    }
    return new PgArray(connection.unwrap(BaseConnection.class), arrayOid, out.toArray());
  }

  /// Bytes that grow, the highest of each number first.
  private static final class Bytes {
    private static final int SOME = 512;

    private ByteBuffer bytes = ByteBuffer.allocate(SOME);

    private ByteBuffer room(int wanted) {
      if (bytes.remaining() < wanted) {
        bytes = ByteBuffer.allocate(2 * (bytes.position() + wanted)).put(bytes.flip());
      }
      return bytes;
    }

    Bytes ints(int value) {
      room(Integer.BYTES).putInt(value);
      return this;
    }

    Bytes longs(long value) {
      room(Long.BYTES).putLong(value);
      return this;
    }

    void all(byte... values) {
      room(values.length).put(values);
    }

    int length() {
      return bytes.position();
    }

    void setInt(int at, int value) {
      bytes.putInt(at, value);
    }

    byte[] toArray() {
      return Arrays.copyOf(bytes.array(), bytes.position());
    }
  }
}
