package dev.holdfast.domain.ledger;

import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.event.CategoryPrice;
import dev.holdfast.domain.event.HoldLimits;
import dev.holdfast.domain.event.HoldPolicy;
import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.event.SettingsPatch;
import dev.holdfast.domain.event.TicketType;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.hold.Holder;
import dev.holdfast.domain.hold.PricedSeat;
import dev.holdfast.domain.hold.ReservationId;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The bytes of ledger entries, the same in every store and for ever: a hash over them stays valid.
///
/// A number is an unsigned LEB128 varint, the lowest seven bits first. An instant is the 64 bits of
/// its microseconds since 1970, a UUID its 128 bits, the highest byte first. A text is its length
/// in bytes and its UTF-8, a list its length and its elements, a map its size and its entries in
/// the order of Java's texts. Something that may be absent follows
/// a 1 if it is there; a 0 stands for it otherwise. A variant follows its tag. A tag, once used,
/// always means the same; a new effect gets a new one. Effects have no length, so what follows an
/// unknown tag can't be read; entries have it last, so that all else of them can. Of effects, 0 is
/// the tag of none.
public final class EntryCodec {
  private static final int FORMAT = 1;
  private static final int TAG_BYTES = 8;

  private static final int PLAIN_SETTINGS = 6;
  private static final int SETTINGS_WITH_SELLERS = 7;
  private static final int SETTINGS_WITH_LIMITS = 9;
  private static final int SETTINGS_WITH_CLOCK = 10;
  private static final int SETTINGS_WITH_COOL_DOWN = 11;

  /// More than 100,000 years, and so few that none is out of a long's range while it is written.
  private static final long MOST_MICROS = 1L << 62;

  private EntryCodec() {}

  /// The bytes of an entry.
  public static byte[] encode(LedgerEntry entry) {
    var out = new Writer();
    Change change = entry.change();
    out.number(FORMAT);
    out.number(entry.epoch());
    out.number(entry.version());
    out.instant(entry.at());
    out.text(change.kind());
    out.optional(change.holdId(), id -> out.uuid(id.value()));
    out.optional(change.reservationId(), id -> out.uuid(id.value()));
    out.list(change.numbers(), number -> out.number(number));
    out.list(change.effects(), effect -> write(out, effect));
    return out.bytes.toByteArray();
  }

  private static void write(Writer out, Effect effect) {
    switch (effect) {
      case Effect.Moved(List<Integer> numbers, Claim from, Claim to) -> {
        out.number(1);
        out.list(numbers, number -> out.number(number));
        write(out, from);
        write(out, to);
      }
      case Effect.HoldOpened(HoldTerms terms) -> {
        boolean isCounted = !terms.holder().equals(Holder.NOBODY);
        out.number(isCounted ? 8 : 2);
        out.uuid(terms.id().value());
        out.list(terms.seats(), seat -> write(out, seat));
        out.instant(terms.placedAt());
        out.instant(terms.expiresAt());
        out.instant(terms.maxExpiresAt());
        if (isCounted) {
          write(out, terms.holder());
        }
      }
      case Effect.HoldChanged(HoldId id, List<PricedSeat> seats) -> {
        out.number(3);
        out.uuid(id.value());
        out.list(seats, seat -> write(out, seat));
      }
      case Effect.HoldExtended(HoldId id, Instant expiresAt) -> {
        out.number(4);
        out.uuid(id.value());
        out.instant(expiresAt);
      }
      case Effect.HoldEnded(HoldId id, Effect.Ending ending) -> {
        out.number(5);
        out.uuid(id.value());
        switch (ending) {
          case Effect.Ending.Sold(ReservationId reservationId) -> {
            out.number(1);
            out.uuid(reservationId.value());
          }
          case Effect.Ending.Released _ -> out.number(2);
          case Effect.Ending.Expired _ -> out.number(3);
        }
      }
      case Effect.SettingsSet(Settings settings) -> {
        out.number(tagOf(settings));
        write(out, settings);
      }
      case Effect.Unknown _ -> out.number(0);
    }
  }

  private static void write(Writer out, @Nullable Claim claim) {
    switch (claim) {
      case null -> out.number(0);
      case Claim.Held(HoldId id) -> {
        out.number(1);
        out.uuid(id.value());
      }
      case Claim.Reserved(ReservationId id, Holder holder) -> {
        boolean isCounted = !holder.equals(Holder.NOBODY);
        out.number(isCounted ? 5 : 2);
        out.uuid(id.value());
        if (isCounted) {
          write(out, holder);
        }
      }
      case Claim.Blocked(String reason, String channel, Instant releaseAt) -> {
        boolean isPlain = channel == null && releaseAt == null;
        out.number(isPlain ? 3 : 4);
        out.text(reason);
        if (!isPlain) {
          out.optional(channel, out::text);
          out.optional(releaseAt, out::instant);
        }
      }
      case Claim.Unknown _ ->
          throw new IllegalArgumentException("claim: unknown (expected: one of this version)");
    }
  }

  private static void write(Writer out, Holder holder) {
    out.optional(holder.client(), client -> out.uuid(client.value()));
    out.bits(holder.mark());
  }

  private static void write(Writer out, PricedSeat seat) {
    out.number(seat.number());
    out.optional(seat.ticketType(), out::text);
    out.number(seat.price());
    out.number(seat.place());
  }

  /// The entry of these bytes. If this version does not know all of its effects, they are {@link
  /// Effect.Unknown}.
  ///
  /// @throws IllegalArgumentException if they are not those of an entry
  public static LedgerEntry decode(byte[] bytes) {
    return decode(
        bytes,
        in ->
            new LedgerEntry(
                in.number(),
                in.number(),
                in.instant(),
                new Change(
                    in.text(),
                    in.optional(() -> new HoldId(in.uuid())),
                    in.optional(() -> new ReservationId(in.uuid())),
                    in.list(in::integer),
                    effects(in))));
  }

  private static List<Effect> effects(Reader in) {
    try {
      return in.list(() -> effect(in));
    } catch (UnknownTag _) {
      in.skipTheRest();
      return List.of(new Effect.Unknown());
    }
  }

  /// Bytes that a later version wrote.
  private static final class UnknownTag extends IllegalArgumentException {
    UnknownTag(String what, int tag) {
      super(what + ": " + tag + " (expected: one of this version)");
    }
  }

  private static <T> T decode(byte[] bytes, Function<Reader, T> reading) {
    var in = new Reader(ByteBuffer.wrap(bytes));
    try {
      if (in.number() != FORMAT) {
        throw new IllegalArgumentException("format: " + bytes[0] + " (expected: " + FORMAT + ")");
      }
      T value = reading.apply(in);
      if (in.bytes.hasRemaining()) {
        throw new IllegalArgumentException("bytes after the end: " + in.bytes.remaining());
      }
      return value;
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("an entry that is cut off", e);
    } catch (ArithmeticException | DateTimeException e) {
      throw new IllegalArgumentException("a number out of its range", e);
    }
  }

  private static Effect effect(Reader in) {
    int tag = in.integer();
    return switch (tag) {
      case 1 -> new Effect.Moved(in.list(in::integer), claim(in), claim(in));
      case 2 -> new Effect.HoldOpened(terms(in, false));
      case 3 -> new Effect.HoldChanged(new HoldId(in.uuid()), in.list(() -> seat(in)));
      case 4 -> new Effect.HoldExtended(new HoldId(in.uuid()), in.instant());
      case 5 -> new Effect.HoldEnded(new HoldId(in.uuid()), ending(in));
      case PLAIN_SETTINGS,
          SETTINGS_WITH_SELLERS,
          SETTINGS_WITH_LIMITS,
          SETTINGS_WITH_CLOCK,
          SETTINGS_WITH_COOL_DOWN ->
          new Effect.SettingsSet(settings(in, tag));
      case 8 -> new Effect.HoldOpened(terms(in, true));
      default -> throw new UnknownTag("effect", tag);
    };
  }

  private static HoldTerms terms(Reader in, boolean isCounted) {
    return new HoldTerms(
        new HoldId(in.uuid()),
        in.list(() -> seat(in)),
        in.instant(),
        in.instant(),
        in.instant(),
        isCounted ? holder(in) : Holder.NOBODY);
  }

  private static Holder holder(Reader in) {
    return new Holder(in.optional(() -> new ClientId(in.uuid())), in.bits());
  }

  /// The bytes of settings alone.
  public static byte[] encode(Settings settings) {
    var out = new Writer();
    out.number(FORMAT);
    write(out, settings);
    return out.bytes.toByteArray();
  }

  /// What tells settings from all others that the event had or will have: the beginning of the
  /// SHA-256 of their bytes, in hexadecimal digits. Their version alone does not, since after
  /// the restore of a backup it counts anew.
  public static String tag(Settings settings) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(encode(settings));
      return HexFormat.of().formatHex(digest, 0, TAG_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /// The settings of these bytes.
  ///
  /// @throws IllegalArgumentException as for {@link #decode}
  public static Settings decodeSettings(byte[] bytes) {
    return decode(bytes, EntryCodec::settingsAlone);
  }

  private static void write(Writer out, Settings settings) {
    out.number(settings.version());
    out.text(settings.name());
    out.instant(settings.startsAt());
    out.optional(settings.endsAt(), out::instant);
    out.optional(settings.doorsAt(), out::instant);
    out.list(
        settings.ticketTypes(),
        type -> {
          out.text(type.id());
          out.text(type.name());
        });
    out.map(settings.prices(), price -> write(out, price));
    out.optional(settings.salesOpenAt(), out::instant);
    out.optional(settings.salesCloseAt(), out::instant);
    out.number(settings.holdPolicy().duration().toMillis());
    out.number(settings.holdPolicy().maxLifetime().toMillis());
    out.number(settings.holdPolicy().maxSeatsPerHold());
    out.bool(settings.browserConfirm());
    out.bool(settings.paused());
    int tag = tagOf(settings);
    if (tag != PLAIN_SETTINGS) {
      out.list(settings.sellers(), client -> out.uuid(client.value()));
    }
    if (tag >= SETTINGS_WITH_LIMITS) {
      write(out, settings.limits().customer());
      write(out, settings.limits().client());
      write(out, settings.limits().address());
    }
    if (tag >= SETTINGS_WITH_CLOCK) {
      out.number(settings.clockAhead().toMillis());
    }
    if (tag == SETTINGS_WITH_COOL_DOWN) {
      out.number(settings.holdPolicy().coolDown().toMillis());
    }
  }

  private static void write(Writer out, HoldLimits.Limit limit) {
    out.number(limit.held());
    out.number(limit.total());
  }

  /// Nodes that know none of the rest, such as sellers, limits or cool-downs, go on where there are
  /// none.
  private static int tagOf(Settings settings) {
    if (!settings.holdPolicy().coolDown().isZero()) {
      return SETTINGS_WITH_COOL_DOWN;
    }
    if (!settings.clockAhead().isZero()) {
      return SETTINGS_WITH_CLOCK;
    }
    if (!settings.limits().equals(HoldLimits.NONE)) {
      return SETTINGS_WITH_LIMITS;
    }
    return settings.sellers().isEmpty() ? PLAIN_SETTINGS : SETTINGS_WITH_SELLERS;
  }

  private static void write(Writer out, CategoryPrice price) {
    switch (price) {
      case CategoryPrice.Flat(long amount) -> {
        out.number(1);
        out.number(amount);
      }
      case CategoryPrice.ByTicketType(var amounts) -> {
        out.number(2);
        out.map(amounts, out::number);
      }
    }
  }

  /// Where they end says what they have.
  private static Settings settingsAlone(Reader in) {
    int begin = in.bytes.position();
    for (int tag :
        new int[] {
          PLAIN_SETTINGS, SETTINGS_WITH_SELLERS, SETTINGS_WITH_LIMITS, SETTINGS_WITH_CLOCK
        }) {
      Settings settings = settings(in, tag);
      if (!in.bytes.hasRemaining()) {
        return settings;
      }
      in.bytes.position(begin);
    }
    return settings(in, SETTINGS_WITH_COOL_DOWN);
  }

  private static Settings settings(Reader in, int tag) {
    Settings settings =
        new Settings(
            in.number(),
            in.text(),
            in.instant(),
            in.optional(in::instant),
            in.optional(in::instant),
            in.list(() -> new TicketType(in.text(), in.text())),
            in.map(() -> price(in)),
            in.optional(in::instant),
            in.optional(in::instant),
            new HoldPolicy(
                Duration.ofMillis(in.number()),
                Duration.ofMillis(in.number()),
                in.integer(),
                Duration.ZERO),
            in.bool(),
            in.bool(),
            tag == PLAIN_SETTINGS ? List.of() : in.list(() -> new ClientId(in.uuid())),
            tag >= SETTINGS_WITH_LIMITS
                ? new HoldLimits(limit(in), limit(in), limit(in))
                : HoldLimits.NONE,
            tag >= SETTINGS_WITH_CLOCK ? Duration.ofMillis(in.number()) : Duration.ZERO);
    return tag == SETTINGS_WITH_COOL_DOWN
        ? SettingsPatch.builder().coolDown(Duration.ofMillis(in.number())).build().on(settings)
        : settings;
  }

  private static HoldLimits.Limit limit(Reader in) {
    return new HoldLimits.Limit(in.integer(), in.integer());
  }

  private static CategoryPrice price(Reader in) {
    int tag = in.integer();
    return switch (tag) {
      case 1 -> new CategoryPrice.Flat(in.number());
      case 2 -> new CategoryPrice.ByTicketType(in.map(in::number));
      default -> throw new UnknownTag("price", tag);
    };
  }

  private static Effect.Ending ending(Reader in) {
    int tag = in.integer();
    return switch (tag) {
      case 1 -> new Effect.Ending.Sold(new ReservationId(in.uuid()));
      case 2 -> new Effect.Ending.Released();
      case 3 -> new Effect.Ending.Expired();
      default -> throw new UnknownTag("ending", tag);
    };
  }

  private static @Nullable Claim claim(Reader in) {
    int tag = in.integer();
    return switch (tag) {
      case 0 -> null;
      case 1 -> new Claim.Held(new HoldId(in.uuid()));
      case 2 -> new Claim.Reserved(new ReservationId(in.uuid()), Holder.NOBODY);
      case 3 -> new Claim.Blocked(in.text(), null, null);
      case 4 -> new Claim.Blocked(in.text(), in.optional(in::text), in.optional(in::instant));
      case 5 -> new Claim.Reserved(new ReservationId(in.uuid()), holder(in));
      default -> throw new UnknownTag("claim", tag);
    };
  }

  private static PricedSeat seat(Reader in) {
    return new PricedSeat(in.integer(), in.optional(in::text), in.number(), in.integer());
  }

  private static final class Writer {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    void number(long value) {
      long rest = value;
      while ((rest & ~0x7F) != 0) {
        bytes.write((int) ((rest & 0x7F) | 0x80));
        rest >>>= 7;
      }
      bytes.write((int) rest);
    }

    void bits(long value) {
      bytes.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
    }

    void instant(Instant instant) {
      bits(ChronoUnit.MICROS.between(Instant.EPOCH, instant));
    }

    void uuid(UUID uuid) {
      bits(uuid.getMostSignificantBits());
      bits(uuid.getLeastSignificantBits());
    }

    void text(String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      number(utf8.length);
      bytes.writeBytes(utf8);
    }

    <T> void optional(@Nullable T value, Consumer<T> writing) {
      number(value == null ? 0 : 1);
      if (value != null) {
        writing.accept(value);
      }
    }

    void bool(boolean value) {
      number(value ? 1 : 0);
    }

    <T> void map(Map<String, T> values, Consumer<T> writing) {
      number(values.size());
      new TreeMap<>(values)
          .forEach(
              (key, value) -> {
                text(key);
                writing.accept(value);
              });
    }

    <T> void list(Collection<T> elements, Consumer<T> writing) {
      number(elements.size());
      elements.forEach(writing);
    }
  }

  private record Reader(ByteBuffer bytes) {
    long number() {
      long value = 0;
      for (int shift = 0; shift < Long.SIZE; shift += 7) {
        byte next = bytes.get();
        value |= (long) (next & 0x7F) << shift;
        if (next >= 0) {
          return value;
        }
      }
      throw new IllegalArgumentException("a number of more than 64 bits");
    }

    long bits() {
      return bytes.getLong();
    }

    void skipTheRest() {
      bytes.position(bytes.limit());
    }

    int integer() {
      return Math.toIntExact(number());
    }

    Instant instant() {
      long micros = bytes.getLong();
      if (Math.absExact(micros) > MOST_MICROS) {
        throw new IllegalArgumentException("an instant in " + micros + " microseconds");
      }
      return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    UUID uuid() {
      return new UUID(bytes.getLong(), bytes.getLong());
    }

    String text() {
      byte[] utf8 = new byte[length()];
      bytes.get(utf8);
      return new String(utf8, StandardCharsets.UTF_8);
    }

    <T> @Nullable T optional(Supplier<T> reading) {
      return number() == 0 ? null : reading.get();
    }

    boolean bool() {
      return number() != 0;
    }

    <T> Map<String, T> map(Supplier<T> reading) {
      Map<String, T> values = new HashMap<>();
      for (int rest = length(); rest > 0; rest--) {
        values.put(text(), reading.get());
      }
      return values;
    }

    <T> List<T> list(Supplier<T> reading) {
      int length = length();
      List<T> elements = new ArrayList<>(length);
      for (int i = 0; i < length; i++) {
        elements.add(reading.get());
      }
      return elements;
    }

    /// No longer than what is left, so that bytes of something else reserve no memory.
    private int length() {
      long length = number();
      if (length < 0 || length > bytes.remaining()) {
        throw new IllegalArgumentException("length: " + length + " (expected: that of an entry)");
      }
      return (int) length;
    }
  }
}
