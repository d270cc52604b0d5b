package dev.holdfast.domain.ledger;

import static dev.holdfast.domain.ledger.TwoSeats.EXPIRES;
import static dev.holdfast.domain.ledger.TwoSeats.PLACED;
import static dev.holdfast.domain.ledger.TwoSeats.TICK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.event.HoldLimits.Limit;
import dev.holdfast.domain.event.SettingsPatch;
import dev.holdfast.domain.hold.HoldDetails;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.hold.Holder;
import dev.holdfast.domain.hold.PricedSeat;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.ledger.Refusal.HoldLimitReached;
import dev.holdfast.domain.ledger.Refusal.HoldLimitReached.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HoardingTest {
  private static final Limit ONE_HELD = new Limit(1, 0);
  private static final Limit ONE_AT_ALL = new Limit(0, 1);
  private static final ClientId SHOP = new ClientId(new UUID(7, 7));
  private static final Holder ADA = Holder.ofCustomer(SHOP, 1);
  private static final Holder BOB = Holder.ofCustomer(SHOP, 3);
  private static final Holder HOME = Holder.ofAddress(null, 2);

  /// An event with these limits, of which one seat is held by somebody.
  private static EventState heldBy(Holder holder, SettingsPatch.Builder limits) {
    var settings = limits.build().on(TwoSeats.settings(null, null, true));
    var state = new EventState(TwoSeats.sale(settings));
    var terms =
        new HoldTerms(
            new HoldId(new UUID(1, 1)),
            List.of(new PricedSeat(0, null, TwoSeats.PRICE, 0)),
            PLACED,
            EXPIRES,
            EXPIRES,
            holder);
    state.restore(1, 1, PLACED, settings, List.of(terms), Map.of(), List.of(), List.of());
    return state;
  }

  private static Optional<Refusal> refusal(EventState state, Holder holder, Instant now) {
    return Hoarding.refusal(new Draft(state, LookupResult.NONE), holder, 1, now);
  }

  @Test
  void eachIsCountedForItself() {
    EventState byAda = heldBy(ADA, SettingsPatch.builder().customerLimit(ONE_HELD));
    assertThat(refusal(byAda, ADA, PLACED)).contains(new HoldLimitReached(Scope.CUSTOMER, 1, 1, 0));
    assertThat(refusal(byAda, BOB, PLACED)).isEmpty();
    assertThat(refusal(byAda, HOME, PLACED)).isEmpty();

    EventState fromHome = heldBy(HOME, SettingsPatch.builder().addressLimit(ONE_HELD));
    assertThat(refusal(fromHome, HOME, PLACED))
        .contains(new HoldLimitReached(Scope.ADDRESS, 1, 1, 0));
    assertThat(refusal(fromHome, Holder.ofAddress(null, 4), PLACED)).isEmpty();
  }

  @Test
  void aClientIsCountedOverAllOfItsCustomers() {
    EventState state = heldBy(ADA, SettingsPatch.builder().clientLimit(ONE_HELD));
    var reached = new HoldLimitReached(Scope.CLIENT, 1, 1, 0);
    assertThat(refusal(state, BOB, PLACED)).contains(reached);
    assertThat(refusal(state, Holder.of(SHOP), PLACED)).contains(reached);
    assertThat(refusal(state, Holder.of(new ClientId(new UUID(8, 8))), PLACED)).isEmpty();
    assertThat(refusal(state, Holder.NOBODY, PLACED)).isEmpty();
  }

  @Test
  void aHoldCountsUntilTheInstantOfItsExpiryWhetherSweptOrNot() {
    EventState state = heldBy(ADA, SettingsPatch.builder().customerLimit(ONE_HELD));
    assertThat(refusal(state, ADA, EXPIRES.minus(TICK))).isPresent();
    assertThat(refusal(state, ADA, EXPIRES)).isEmpty();
  }

  @Test
  void whatIsReservedCountsWithWhatIsHeldInTheTotalAlone() {
    for (Limit limit : List.of(ONE_HELD, ONE_AT_ALL)) {
      EventState state = heldBy(BOB, SettingsPatch.builder().customerLimit(limit));
      state.restore(
          1,
          2,
          PLACED,
          state.sale().event().settings(),
          List.of(),
          Map.of(0, new Claim.Reserved(new ReservationId(new UUID(1, 2)), ADA)),
          List.of(),
          List.of());
      assertThat(refusal(state, BOB, PLACED)).isEmpty();
      Optional<Refusal> refusal = refusal(state, ADA, PLACED);
      if (limit.equals(ONE_HELD)) {
        assertThat(refusal).isEmpty();
      } else {
        assertThat(refusal).contains(new HoldLimitReached(Scope.CUSTOMER, 1, 0, 1));
      }
    }
  }

  @Test
  void whoeverGetsNoMoreIsNotRefused() {
    EventState state = heldBy(ADA, SettingsPatch.builder().customerLimit(ONE_HELD));
    var draft = new Draft(state, LookupResult.NONE);
    assertThat(Hoarding.refusal(draft, ADA, 0, PLACED)).isEmpty();
    assertThat(Hoarding.refusal(draft, ADA, -1, PLACED)).isEmpty();
  }

  @Test
  void onlyTheLedgerRefusesByALimit() {
    EventState state = heldBy(ADA, SettingsPatch.builder().customerLimit(ONE_HELD));
    var place =
        new Command.Place(
            new HoldId(new UUID(1, 5)),
            List.of("A-2"),
            List.of(),
            Map.of(),
            new HoldDetails("k1", null, null),
            ADA);
    assertThat(Batch.hopeless(state, place, PLACED, PLACED.plus(Duration.ofSeconds(1)))).isEmpty();
    assertThat(
            Batch.decide(state, LookupResult.NONE, List.of(new Submission(place, null)), PLACED)
                .outcomes())
        .containsExactly(new Outcome.Refused(new HoldLimitReached(Scope.CUSTOMER, 1, 1, 0)));
  }
}
