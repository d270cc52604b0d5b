package dev.holdfast.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.event.CategoryPrice;
import dev.holdfast.domain.event.Event;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.LedgerKind;
import dev.holdfast.domain.event.NewEvent;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.event.SettingsPatch;
import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldDetails;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.hold.HoldView;
import dev.holdfast.domain.hold.Holder;
import dev.holdfast.domain.hold.PricedSeat;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.hold.ReservationView;
import dev.holdfast.testkit.Samples;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What clients are told, so that they need no tables of currencies and time zones.
class MoneyAndTimesTest {
  private static final Sale SALE = Samples.sale(1);
  private static final Instant AT = Instant.parse("2026-12-24T18:30:00Z");

  private static Sale in(String currency) {
    return new Sale(event(currency, "Europe/Berlin", AT, null), SALE.seatMap());
  }

  private static Event event(
      String currency, String timeZone, Instant startsAt, @Nullable Instant other) {
    var asked =
        new NewEvent(
            SALE.seatMap().id(),
            timeZone,
            currency,
            false,
            null,
            null,
            SettingsPatch.builder()
                .name("Evening")
                .startsAt(startsAt)
                .endsAt(other)
                .doorsAt(other)
                .prices(Map.of("stalls", new CategoryPrice.Flat(1)))
                .salesOpenAt(other)
                .salesCloseAt(other)
                .build());
    return asked.toEvent(new EventId(UUID.randomUUID()), LedgerKind.POSTGRES, null);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> told(Object body) {
    return (Map<String, Object>) Json.value(new String(Json.bytes(body), StandardCharsets.UTF_8));
  }

  @Test
  void everyCurrencyComesWithTheNumberOfItsDecimals() {
    var seats = List.of(new PricedSeat(0, null, 1, 0));
    for (Currency currency : Currency.getAvailableCurrencies()) {
      int digits = currency.getDefaultFractionDigits();
      if (digits < 0) {
        continue; // No money: gold, test codes. Events refuse them.
      }
      Sale sale = in(currency.getCurrencyCode());
      var terms = new HoldTerms(new HoldId(UUID.randomUUID()), seats, AT, AT, AT, Holder.NOBODY);
      var hold = new HoldView(sale, new Hold.Open(terms), new HoldDetails("k1", null, null), AT);
      var reservation =
          new Reservation(
              new ReservationId(UUID.randomUUID()),
              "CODE",
              terms.id(),
              seats,
              Map.of(),
              null,
              AT,
              Holder.NOBODY,
              null);
      assertThat(told(EventBody.from(sale.event(), false)))
          .containsEntry("currency", currency.getCurrencyCode())
          .containsEntry("currencyDigits", digits);
      assertThat(told(HoldBody.from(hold)))
          .extractingByKey("quote")
          .isEqualTo(
              Map.of("currency", currency.getCurrencyCode(), "currencyDigits", digits, "total", 1));
      assertThat(told(ReservationBody.from(new ReservationView(sale, reservation))))
          .containsEntry("currencyDigits", digits);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Europe/Berlin,   2026-12-24T18:30:00Z,    2026-12-24T19:30:00+01:00",
    "Europe/Berlin,   2026-10-25T00:30:00Z,    2026-10-25T02:30:00+02:00",
    "Europe/Berlin,   2026-10-25T01:30:00Z,    2026-10-25T02:30:00+01:00",
    "UTC,             2026-12-24T18:30:00Z,    2026-12-24T18:30:00+00:00",
    "Asia/Kathmandu,  2026-12-24T18:30:00Z,    2026-12-25T00:15:00+05:45",
    "America/Caracas, 2026-12-24T18:30:00.25Z, 2026-12-24T14:30:00.25-04:00",
    "Pacific/Apia,    9999-12-31T00:00:00Z,    9999-12-31T13:00:00+13:00",
  })
  void everyTimeComesAsClocksThereShowIt(String timeZone, Instant at, String local) {
    assertThat(told(EventBody.from(event("EUR", timeZone, at, at), false)))
        .containsEntry("startsAtLocal", local)
        .containsEntry("endsAtLocal", local)
        .containsEntry("doorsAtLocal", local)
        .containsEntry("salesOpenAtLocal", local)
        .containsEntry("salesCloseAtLocal", local);
  }

  @Test
  void whatHasNoTimeHasNoLocalTime() {
    assertThat(told(EventBody.from(event("EUR", "Europe/Berlin", AT, null), false)))
        .doesNotContainKeys("endsAt", "endsAtLocal", "doorsAtLocal", "salesOpenAtLocal");
  }
}
