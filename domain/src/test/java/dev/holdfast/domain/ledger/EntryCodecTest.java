package dev.holdfast.domain.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.event.CategoryPrice;
import dev.holdfast.domain.event.HoldLimits;
import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.event.SettingsPatch;
import dev.holdfast.domain.event.TicketType;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.hold.Holder;
import dev.holdfast.domain.hold.PricedSeat;
import dev.holdfast.domain.hold.ReservationId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The bytes of entries never change: those of the golden files were written once, and a hash over
/// them is valid for ever. Add a file for what is new; never write one again.
class EntryCodecTest {
  private static final Instant AT = Instant.parse("2026-03-01T10:00:00.123456Z");
  private static final HoldId HOLD =
      new HoldId(UUID.fromString("0191d6a0-0000-4000-8000-000000000001"));
  private static final ReservationId RESERVATION =
      new ReservationId(UUID.fromString("0191d6a0-0000-4000-bfff-fffffffffffe"));
  private static final HoldTerms TERMS =
      new HoldTerms(
          HOLD,
          List.of(
              new PricedSeat(0, null, 0, 0),
              new PricedSeat(127, "adult", 5_000, 0),
              new PricedSeat(999_999, "Kind über 6", 1_000_000_000_000L, 128)),
          AT,
          AT.plus(Duration.ofMinutes(15)),
          AT.plus(Duration.ofMinutes(30)),
          Holder.NOBODY);

  private static final Settings SETTINGS =
      SettingsPatch.builder()
          .name("Kammermusik für Zwei")
          .startsAt(AT)
          .doorsAt(AT.minus(Duration.ofHours(1)))
          .ticketTypes(
              List.of(new TicketType("adult", "Adult"), new TicketType("child", "Child up to 14")))
          .prices(
              Map.of(
                  "b",
                  new CategoryPrice.Flat(0),
                  "a",
                  new CategoryPrice.ByTicketType(Map.of("child", 2_450L, "adult", 4_900L))))
          .salesCloseAt(Settings.LATEST)
          .customerLimit(HoldLimits.Limit.NONE)
          .addressLimit(HoldLimits.Limit.NONE)
          .browserConfirm(false)
          .build()
          .onDefaults()
          .withPaused(true);

  private static final Claim.Blocked BLOCK = new Claim.Blocked("Kamera für 3sat", null, null);
  private static final Claim.Blocked PRESALE =
      new Claim.Blocked("Vorverkauf", "fan-club", AT.plus(Duration.ofDays(1)));

  private static final Holder CUSTOMER =
      Holder.ofCustomer(new ClientId(new UUID(1, 2)), 0x0123_4567_89AB_CDEFL);
  private static final Holder ADDRESS = Holder.ofAddress(null, -2);
  private static final Settings LIMITED =
      SettingsPatch.builder()
          .customerLimit(new HoldLimits.Limit(8, 0))
          .clientLimit(new HoldLimits.Limit(0, 1_000_000))
          .addressLimit(new HoldLimits.Limit(50, 200))
          .build()
          .on(SETTINGS);

  private static final Settings COOL =
      SettingsPatch.builder().coolDown(Duration.ofMinutes(5)).build().on(LIMITED);

  /// An entry whose bytes are in the file of its kind.
  private static LedgerEntry entry(Change change) {
    return new LedgerEntry(1_772_359_200, 300, AT, change);
  }

  static List<LedgerEntry> entries() {
    HoldTerms other = TERMS.with(List.of(new PricedSeat(127, null, 7, 0)), List.of(999_999));
    Map<Integer, Claim> blocks = new LinkedHashMap<>();
    blocks.put(999_999, BLOCK);
    blocks.put(300, new Claim.Blocked("x", null, null));
    blocks.put(7, BLOCK);
    Map<Integer, Claim> over = new LinkedHashMap<>();
    over.put(999_999, PRESALE);
    over.put(7, new Claim.Blocked("x", null, AT));
    over.put(300, new Claim.Blocked("x", "Förderer", null));
    return List.of(
        entry(Change.placed(TERMS)),
        entry(Change.changed(TERMS, other)),
        entry(Change.extended(TERMS.withExpiresAt(TERMS.maxExpiresAt()))),
        entry(Change.confirmed(TERMS, RESERVATION)),
        entry(Change.released(TERMS)),
        entry(Change.expired(TERMS)),
        entry(
            Change.cancelled(new Claim.Reserved(RESERVATION, Holder.NOBODY), List.of(0, 999_999))),
        entry(Change.settings(Change.Kind.PAUSED, SETTINGS)),
        entry(Change.blocked(List.of(7, 999_999), BLOCK)),
        entry(Change.unblocked(blocks)),
        entry(Change.blockExpired(over)),
        entry(labelled("placed-for-a-customer", Change.placed(heldBy(CUSTOMER)))),
        entry(
            labelled("confirmed-for-a-customer", Change.confirmed(heldBy(CUSTOMER), RESERVATION))),
        entry(
            labelled(
                "cancelled-at-an-address",
                Change.cancelled(new Claim.Reserved(RESERVATION, ADDRESS), List.of(7)))),
        entry(labelled("limited", Change.settings(Change.Kind.CONFIGURED, LIMITED))),
        entry(labelled("cool-down", Change.settings(Change.Kind.CONFIGURED, COOL))));
  }

  private static HoldTerms heldBy(Holder holder) {
    return new HoldTerms(
        TERMS.id(),
        TERMS.seats(),
        TERMS.placedAt(),
        TERMS.expiresAt(),
        TERMS.maxExpiresAt(),
        holder);
  }

  private static Change labelled(String kind, Change of) {
    return new Change(kind, of.holdId(), of.reservationId(), of.numbers(), of.effects());
  }

  @ParameterizedTest
  @MethodSource("entries")
  void anEntryHasTheBytesThatItAlwaysHad(LedgerEntry entry) {
    byte[] golden = golden(entry.change().kind());

    assertThat(EntryCodec.encode(entry)).asHexString().isEqualTo(hex(golden));
    assertThat(EntryCodec.decode(golden)).isEqualTo(entry);
  }

  @Test
  void settingsAloneComeBackAsTheyWere() {
    assertThat(EntryCodec.decodeSettings(EntryCodec.encode(SETTINGS))).isEqualTo(SETTINGS);
  }

  @Test
  void limitsComeBackAsTheyWere() {
    assertThat(EntryCodec.decodeSettings(EntryCodec.encode(LIMITED))).isEqualTo(LIMITED);
  }

  @Test
  void aCoolDownComesBackAsItWasWhateverElseIsSet() {
    for (Settings settings : List.of(COOL, COOL.advanced(Duration.ofMillis(1)))) {
      assertThat(EntryCodec.decodeSettings(EntryCodec.encode(settings))).isEqualTo(settings);
    }
    Settings alone = SettingsPatch.builder().coolDown(Duration.ofMillis(1)).build().on(SETTINGS);
    assertThat(EntryCodec.decodeSettings(EntryCodec.encode(alone))).isEqualTo(alone);
  }

  @Test
  void sellersComeBackAsTheyWereAndNeedATagOfTheirOwn() {
    Settings sold =
        SettingsPatch.builder()
            .sellers(List.of(new ClientId(new UUID(1, 2)), new ClientId(new UUID(3, 4))))
            .build()
            .on(SETTINGS);
    assertThat(EntryCodec.decodeSettings(EntryCodec.encode(sold))).isEqualTo(sold);
    assertThat(EntryCodec.tag(sold)).isNotEqualTo(EntryCodec.tag(SETTINGS));
    LedgerEntry entry = entry(Change.settings(Change.Kind.CONFIGURED, sold));
    assertThat(EntryCodec.decode(EntryCodec.encode(entry))).isEqualTo(entry);
  }

  @Test
  void aClockThatIsAheadComesBackAsItWasWithAndWithoutSellers() {
    List<ClientId> sellers = List.of(new ClientId(new UUID(1, 2)));
    Settings sold = SettingsPatch.builder().sellers(sellers).build().on(SETTINGS);
    for (Settings settings : List.of(SETTINGS, sold)) {
      Settings ahead = settings.advanced(Duration.ofMillis(600_001));
      assertThat(EntryCodec.decodeSettings(EntryCodec.encode(ahead))).isEqualTo(ahead);
      LedgerEntry entry = entry(Change.settings(Change.Kind.CLOCK_ADVANCED, ahead));
      assertThat(EntryCodec.decode(EntryCodec.encode(entry))).isEqualTo(entry);
    }
  }

  @Test
  void settingsOfTheSameVersionButOtherContentsHaveAnotherTag() {
    Settings other = SETTINGS.withPaused(false).withPaused(true);

    assertThat(EntryCodec.tag(SETTINGS)).matches("[0-9a-f]{16}");
    assertThat(List.of(SETTINGS.withPaused(false), SETTINGS.withPaused(true), other))
        .extracting(EntryCodec::tag)
        .doesNotHaveDuplicates()
        .doesNotContain(EntryCodec.tag(SETTINGS));
  }

  @Test
  void aKindIsOnlyALabel() {
    Change known = Change.placed(TERMS);
    LedgerEntry entry = entry(new Change("courted", null, null, List.of(), known.effects()));

    assertThat(EntryCodec.decode(EntryCodec.encode(entry))).isEqualTo(entry);
  }

  @Test
  void anEntryThatIsCutOffIsRefusedWhereverItEnds() {
    byte[] bytes = EntryCodec.encode(entry(Change.placed(TERMS)));
    for (int length = 0; length < bytes.length; length++) {
      byte[] part = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> EntryCodec.decode(part))
          .as("the first %d bytes", length)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> EntryCodec.decode(Arrays.copyOf(bytes, bytes.length + 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void ofAnEffectThatThisVersionDoesNotKnowTheLabelsAreRead() {
    Change known = Change.extended(TERMS);
    byte[] bytes = EntryCodec.encode(entry(known));
    int tag = bytes.length - Long.BYTES - 2 * Long.BYTES - 1;
    assertThat(bytes[tag]).isEqualTo((byte) 4);
    bytes[tag] = 99;

    LedgerEntry read = EntryCodec.decode(bytes);

    assertThat(read).isEqualTo(entry(unknown(known)));
    assertThat(read.isKnown()).isFalse();
  }

  @Test
  void aClaimThatThisVersionDoesNotKnowMakesAllEffectsUnknown() {
    Change known = Change.cancelled(new Claim.Reserved(RESERVATION, Holder.NOBODY), List.of(7));
    byte[] bytes = EntryCodec.encode(entry(known));
    bytes[bytes.length - 1] = 99;

    assertThat(EntryCodec.decode(bytes)).isEqualTo(entry(unknown(known)));
  }

  private static Change unknown(Change of) {
    return new Change(
        of.kind(), of.holdId(), of.reservationId(), of.numbers(), List.of(new Effect.Unknown()));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().withUpperCase().formatHex(bytes);
  }

  private static byte[] golden(String kind) {
    try (InputStream file =
        Objects.requireNonNull(EntryCodecTest.class.getResourceAsStream(kind + ".hex"), kind)) {
      String text = new String(file.readAllBytes(), StandardCharsets.US_ASCII);
      return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
