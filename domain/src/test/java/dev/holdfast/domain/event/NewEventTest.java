package dev.holdfast.domain.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.domain.FieldError;
import dev.holdfast.domain.FieldPath;
import dev.holdfast.domain.seatmap.Area;
import dev.holdfast.domain.seatmap.Category;
import dev.holdfast.domain.seatmap.Layout;
import dev.holdfast.domain.seatmap.Numbering;
import dev.holdfast.domain.seatmap.Row;
import dev.holdfast.domain.seatmap.Seat;
import dev.holdfast.domain.seatmap.SeatMap;
import dev.holdfast.domain.seatmap.SeatMapId;
import dev.holdfast.domain.seatmap.Section;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NewEventTest {
  private static final SeatMap MAP =
      new SeatMap(
          new SeatMapId(UUID.randomUUID()),
          "Room",
          new Layout(
              List.of(
                  new Category("stalls", "Stalls", "#111111"),
                  new Category("standing", "Standing", "#222222"),
                  new Category("unused", "Unused", "#333333")),
              List.of(
                  new Section(
                      null,
                      null,
                      List.of(),
                      List.of(new Row("A", List.of(new Seat("A-1", "1", "stalls", null, false)))))),
              List.of(new Area("pit", "Pit", "standing", 10, Numbering.LOWEST_FREE, List.of())),
              List.of()));

  private static final Instant START = Instant.parse("2026-10-25T18:00:00Z");

  /// What is asked for, to be changed before it is judged.
  private static final class Draft {
    String timeZone = "Europe/Berlin";
    String currency = "EUR";
    @Nullable String externalId;
    final SettingsPatch.Builder settings =
        SettingsPatch.builder()
            .name("Evening")
            .startsAt(START)
            .prices(
                Map.of(
                    "stalls",
                    new CategoryPrice.Flat(5_000),
                    "standing",
                    new CategoryPrice.Flat(0)));

    NewEvent build() {
      return new NewEvent(MAP.id(), timeZone, currency, false, externalId, null, settings.build());
    }
  }

  private static NewEvent event(Consumer<Draft> changes) {
    Draft draft = new Draft();
    changes.accept(draft);
    return draft.build();
  }

  private static List<String> fields(Consumer<Draft> changes) {
    return event(changes).errors(Optional.of(MAP)).stream()
        .map(error -> error.path().toString())
        .toList();
  }

  private static Event accepted(Consumer<Draft> changes) {
    NewEvent event = event(changes);
    assertThat(event.errors(Optional.of(MAP))).isEmpty();
    return event.toEvent(new EventId(UUID.randomUUID()), LedgerKind.POSTGRES, null);
  }

  @Test
  void aNameIsMeasuredInCharactersNotInHalvesOfThem() {
    Draft draft = new Draft();
    draft.settings.name("\ud83c\udfad".repeat(200));
    assertThat(draft.build().errors(Optional.of(MAP))).isEmpty();

    draft.settings.name("\ud83c\udfad".repeat(201));
    assertThat(draft.build().errors(Optional.of(MAP)))
        .containsExactly(
            new FieldError(
                FieldPath.of("name"), "name: 201 characters (expected: 1..200 characters)"));
  }

  @Test
  void whatIsNotSaidHasTheDefaultPolicyAndNoLimits() {
    Event event = accepted(_ -> {});

    assertThat(event.settings().holdPolicy()).isEqualTo(HoldPolicy.DEFAULT);
    assertThat(event.settings().holdPolicy().duration()).isEqualTo(Duration.ofMinutes(15));
    assertThat(event.settings().salesOpenAt()).isNull();
    assertThat(event.settings().defaultTicketType()).isEmpty();
  }

  @Test
  void aCategoryWithoutAPriceIsNotForSaleAndFreeIsAPrice() {
    Event event = accepted(d -> d.settings.prices(Map.of("standing", new CategoryPrice.Flat(0))));
    assertThat(event.settings().isForSale("standing")).isTrue();
    assertThat(event.settings().isForSale("stalls")).isFalse();
    for (Map<String, CategoryPrice> none :
        List.of(
            Map.<String, CategoryPrice>of(),
            Map.<String, CategoryPrice>of("unused", new CategoryPrice.Flat(1)))) {
      assertThat(fields(d -> d.settings.prices(none))).containsExactly("prices");
    }
    assertThat(
            fields(
                d ->
                    d.settings.prices(
                        Map.of(
                            "stalls", new CategoryPrice.Flat(-1),
                            "standing", new CategoryPrice.Flat(0),
                            "balcony", new CategoryPrice.Flat(1)))))
        .containsExactlyInAnyOrder("prices/stalls", "prices/balcony");
  }

  @Test
  void aPriceByTicketTypeNamesEachTypeOfTheEvent() {
    var types = List.of(new TicketType("adult", "Adult"), new TicketType("child", "Child"));
    var flat = new CategoryPrice.Flat(0);

    assertThat(
            fields(
                d -> {
                  d.settings.ticketTypes(types);
                  d.settings.prices(
                      Map.of(
                          "stalls",
                          new CategoryPrice.ByTicketType(Map.of("adult", 100L, "dog", 1L)),
                          "standing",
                          flat));
                }))
        .containsExactlyInAnyOrder("prices/stalls/child", "prices/stalls/dog");
    Event event =
        accepted(
            d -> {
              d.settings.ticketTypes(types);
              d.settings.prices(
                  Map.of(
                      "stalls",
                      new CategoryPrice.ByTicketType(Map.of("adult", 100L, "child", 50L)),
                      "standing",
                      flat));
            });
    assertThat(event.settings().price("stalls", "child")).isEqualTo(50);
    assertThat(event.settings().price("standing", "child")).isZero();
    assertThat(event.settings().defaultTicketType()).contains(types.getFirst());
  }

  @Test
  void withoutTicketTypesAPriceIsAnAmount() {
    for (Map<String, Long> amounts : List.of(Map.<String, Long>of(), Map.of("adult", 100L))) {
      assertThat(
              fields(
                  d ->
                      d.settings.prices(
                          Map.of(
                              "stalls",
                              new CategoryPrice.ByTicketType(amounts),
                              "standing",
                              new CategoryPrice.Flat(0)))))
          .containsExactly("prices/stalls");
    }
  }

  @Test
  void ticketTypesHaveUniqueIdsAndNames() {
    assertThat(
            fields(
                d ->
                    d.settings.ticketTypes(
                        List.of(new TicketType("a", "Adult"), new TicketType("a", " ")))))
        .containsExactly("ticketTypes/1/name", "ticketTypes/1/id");
  }

  @ParameterizedTest
  @ValueSource(strings = {"JPY", "EUR", "KWD"})
  void currenciesHaveNoneTwoOrThreeDecimals(String currency) {
    assertThat(accepted(d -> d.currency = currency).currency().getCurrencyCode())
        .isEqualTo(currency);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "eur", "EURO", "XXX", "ABC"})
  void whatIsNoCurrencyIsRefused(String currency) {
    assertThat(fields(d -> d.currency = currency)).containsExactly("currency");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Berlin",
        "Europe/Nowhere",
        "+02:00",
        "GMT+1",
        "UTC-3",
        "UT+1",
        "UT",
        "Z",
        "PST",
        "europe/berlin",
        "Factory",
        "SystemV/EST5"
      })
  void whatIsNoIanaTimeZoneIsRefused(String zone) {
    assertThat(fields(d -> d.timeZone = zone)).containsExactly("timeZone");
  }

  @Test
  void allTimeZonesOfTheDatabaseAreTaken() {
    List<String> names =
        ZoneId.getAvailableZoneIds().stream().filter(id -> !id.startsWith("SystemV/")).toList();

    assertThat(names).hasSizeGreaterThan(500);
    for (String name : names) {
      assertThat(accepted(d -> d.timeZone = name).timeZone().getId()).isEqualTo(name);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "EST, -05:00",
    "MST, -07:00",
    "HST, -10:00",
    "ROC, +08:00",
    "GMT+0, Z",
    "GMT-0, Z",
    "Etc/GMT+3, -03:00"
  })
  void namesThatJavaDoesNotKnowAreTakenToo(String name, ZoneOffset offset) {
    Event event = accepted(d -> d.timeZone = name);

    assertThat(event.timeZone().getRules().getOffset(event.settings().startsAt()))
        .isEqualTo(offset);
  }

  @Test
  void timesAreInOrder() {
    assertThat(fields(d -> d.settings.endsAt(START))).containsExactly("endsAt");
    assertThat(fields(d -> d.settings.doorsAt(START.plusSeconds(1)))).containsExactly("doorsAt");
    assertThat(
            fields(
                d -> {
                  d.settings.salesOpenAt(START);
                  d.settings.salesCloseAt(START);
                }))
        .containsExactly("salesCloseAt");
    assertThat(fields(d -> d.settings.startsAt(Instant.MAX))).contains("startsAt");
    accepted(
        d -> {
          d.settings.doorsAt(START);
          d.settings.endsAt(START.plusSeconds(1));
          d.settings.salesOpenAt(START.minusSeconds(2));
          d.settings.salesCloseAt(START.minusSeconds(1));
        });
  }

  @Test
  void aSaleThatNobodyClosesEndsWithTheEventOrAtItsStart() {
    Instant end = START.plusSeconds(7_200);

    assertThat(accepted(_ -> {}).settings().closesAt()).isEqualTo(START);
    assertThat(accepted(d -> d.settings.endsAt(end)).settings().closesAt()).isEqualTo(end);
    assertThat(accepted(d -> d.settings.salesCloseAt(end)).settings().closesAt()).isEqualTo(end);
    assertThat(fields(d -> d.settings.salesOpenAt(START))).containsExactly("salesOpenAt");
    accepted(d -> d.settings.salesOpenAt(START.minusSeconds(1)));
    assertThat(
            fields(
                d -> {
                  d.settings.endsAt(end);
                  d.settings.salesOpenAt(end);
                }))
        .containsExactly("salesOpenAt");
  }

  @Test
  void aHoldMayLastFromASecondToADay() {
    assertThat(fields(d -> d.settings.holdDuration(Duration.ofMillis(999))))
        .containsExactly("holdPolicy/duration");
    assertThat(fields(d -> d.settings.holdDuration(Duration.ofHours(24).plusMillis(1))))
        .containsExactly("holdPolicy/duration");
    assertThat(fields(d -> d.settings.holdDuration(Duration.ofSeconds(Long.MAX_VALUE))))
        .contains("holdPolicy/duration");
    assertThat(fields(d -> d.settings.holdDuration(Duration.ofSeconds(1).plusNanos(1))))
        .containsExactly("holdPolicy/duration");
    assertThat(
            fields(
                d -> {
                  d.settings.holdDuration(Duration.ofMinutes(2));
                  d.settings.holdMaxLifetime(Duration.ofMinutes(1));
                }))
        .containsExactly("holdPolicy/maxLifetime");
    assertThat(
            accepted(d -> d.settings.holdDuration(Duration.ofSeconds(1)))
                .settings()
                .holdPolicy()
                .duration())
        .isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void aCoolDownLastsAnHourAtMostAndThereIsNoneUnlessSomebodySaysSo() {
    for (Duration wrong :
        List.of(
            Duration.ofMillis(-1), Duration.ofHours(1).plusMillis(1), Duration.ofNanos(1_500))) {
      assertThat(fields(d -> d.settings.coolDown(wrong))).containsExactly("holdPolicy/coolDown");
    }
    assertThat(accepted(_ -> {}).settings().holdPolicy().coolDown()).isEqualTo(Duration.ZERO);
    Duration hour = Duration.ofHours(1);
    assertThat(accepted(d -> d.settings.coolDown(hour)).settings().holdPolicy().coolDown())
        .isEqualTo(hour);
  }

  @Test
  void salesCloseWithAnEventThatIsPutOffUnlessSomebodySaidWhen() {
    Instant later = START.plusSeconds(86_400);
    var patch = SettingsPatch.builder().startsAt(later).build();
    Event usual = accepted(_ -> {});
    Event set = accepted(d -> d.settings.salesCloseAt(START));

    assertThat(patched(usual, patch).closesAt()).isEqualTo(later);
    assertThat(patched(set, patch).closesAt()).isEqualTo(set.settings().startsAt());
  }

  private static Settings patched(Event event, SettingsPatch patch) {
    return patch.on(event.settings());
  }

  @Test
  void aLongHoldHasALifetimeToMatch() {
    HoldPolicy policy =
        accepted(d -> d.settings.holdDuration(Duration.ofHours(1))).settings().holdPolicy();

    assertThat(policy.maxLifetime()).isEqualTo(Duration.ofHours(2));
  }

  @Test
  void anEventSaysWhetherBrowsersMayConfirmItsHolds() {
    assertThat(accepted(d -> d.settings.browserConfirm(true)).settings().browserConfirm()).isTrue();
    assertThat(accepted(d -> d.settings.browserConfirm(false)).settings().browserConfirm())
        .isFalse();
    assertThat(accepted(_ -> {}).settings().browserConfirm()).as("unless it says so").isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1_001, Integer.MAX_VALUE})
  void aHoldHasOneToAThousandSeats(int seats) {
    assertThat(fields(d -> d.settings.maxSeatsPerHold(seats)))
        .containsExactly("holdPolicy/maxSeatsPerHold");
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 1_000_001})
  void aLimitIsNoneOrUpToAMillion(int number) {
    assertThat(
            fields(
                d ->
                    d.settings
                        .customerLimit(new HoldLimits.Limit(number, 0))
                        .clientLimit(new HoldLimits.Limit(0, number))
                        .addressLimit(new HoldLimits.Limit(number, 1_000_000))))
        .containsExactly("limits/customer/held", "limits/client/total", "limits/address/held");
  }

  @Test
  void aStrangerCannotEmptyAHouseUnlessTheOrganiserLetsHim() {
    var fifty = new HoldLimits.Limit(50, 0);
    assertThat(accepted(_ -> {}).settings().limits())
        .isEqualTo(new HoldLimits(fifty, HoldLimits.Limit.NONE, fifty));
  }

  @Test
  void allErrorsAreToldAtOnce() {
    NewEvent event =
        event(
            d -> {
              d.settings.name(" ");
              d.timeZone = "Mars";
              d.currency = "?";
              d.externalId = "a\u0000b";
            });

    assertThat(event.errors(Optional.empty()))
        .extracting(error -> error.path().toString())
        .containsExactly("externalId", "timeZone", "currency", "seatMapId", "name");
    assertThatThrownBy(
            () -> event.toEvent(new EventId(UUID.randomUUID()), LedgerKind.POSTGRES, null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void instantsAreKeptToTheMicrosecond() {
    Event event =
        accepted(d -> d.settings.startsAt(Instant.parse("2026-10-25T18:00:00.123456789Z")));

    assertThat(event.settings().startsAt()).isEqualTo(Instant.parse("2026-10-25T18:00:00.123456Z"));
  }
}
