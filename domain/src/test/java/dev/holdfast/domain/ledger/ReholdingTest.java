package dev.holdfast.domain.ledger;

import static dev.holdfast.domain.ledger.TwoSeats.PLACED;
import static dev.holdfast.domain.ledger.TwoSeats.TICK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.event.SettingsPatch;
import dev.holdfast.domain.hold.HoldDetails;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.Holder;
import dev.holdfast.domain.ledger.Refusal.CoolingDown;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReholdingTest {
  private static final Holder ADA = Holder.ofCustomer(new ClientId(new UUID(7, 7)), 1);
  private static final Holder BOB = Holder.ofCustomer(new ClientId(new UUID(7, 7)), 3);
  private static final Instant END = PLACED.plus(Duration.ofMinutes(5));
  private static final CoolingDown COOLING =
      new CoolingDown(List.of(new CoolingDown.Seat("A-1", END)));

  /// Ada has let the first seat go.
  private final EventState state = state(Duration.ofMinutes(5));

  private static EventState state(Duration coolDown) {
    Settings settings =
        SettingsPatch.builder().coolDown(coolDown).build().on(TwoSeats.settings(null, null, true));
    var state = new EventState(TwoSeats.sale(settings));
    state.restore(
        1,
        1,
        PLACED,
        settings,
        List.of(),
        Map.of(),
        List.of(),
        List.of(new CoolDown(0, ADA.mark(), END)));
    return state;
  }

  private static Optional<Refusal> refusal(EventState state, Holder holder, Instant now) {
    var draft = new Draft(state, LookupResult.NONE);
    return Reholding.refusal(draft, holder, Map.of(0, "A-1", 1, "A-2"), now);
  }

  @Test
  void whoeverLetASeatGoIsRefusedThisSeatUntilTheEnd() {
    assertThat(refusal(state, ADA, END.minus(TICK))).contains(COOLING);
    assertThat(refusal(state, ADA, END)).isEmpty();
    assertThat(refusal(state, BOB, PLACED)).isEmpty();
    assertThat(refusal(state(Duration.ZERO), ADA, PLACED)).isEmpty();
  }

  @Test
  void whatIsOverIsForgottenAtTheNextEntry() {
    assertThat(state.coolDowns().all()).hasSize(1);
    var change = new Change("later", null, null, List.of(), List.of());
    state.apply(List.of(new LedgerEntry(1, 2, END.minus(TICK), change)));
    assertThat(state.coolDowns().all()).hasSize(1);
    state.apply(List.of(new LedgerEntry(1, 3, END, change)));
    assertThat(state.coolDowns().all()).isEmpty();
  }

  @Test
  void restoringForgetsWhatIsNotStored() {
    Settings settings = state.sale().event().settings();
    state.restore(1, 2, PLACED, settings, List.of(), Map.of(), List.of(), List.of());
    assertThat(refusal(state, ADA, PLACED)).isEmpty();
  }

  @Test
  void aLaterCoolDownOfTheSameSeatTakesThePlaceOfTheOther() {
    var coolDowns = new CoolDowns();
    coolDowns.add(new CoolDown(0, 1, PLACED));
    coolDowns.add(new CoolDown(1, 1, END));
    coolDowns.add(new CoolDown(0, 1, END));
    coolDowns.forget(PLACED);
    assertThat(coolDowns.end(0, 1)).contains(END);
    assertThat(coolDowns.all()).hasSize(2);
  }

  @Test
  void onlyTheLedgerRefusesByIt() {
    var place =
        new Command.Place(
            new HoldId(new UUID(1, 5)),
            List.of("A-1"),
            List.of(),
            Map.of(),
            new HoldDetails("k1", null, null),
            ADA);
    assertThat(Batch.hopeless(state, place, PLACED, PLACED.plus(TICK))).isEmpty();
    assertThat(
            Batch.decide(state, LookupResult.NONE, List.of(new Submission(place, null)), PLACED)
                .outcomes())
        .containsExactly(new Outcome.Refused(COOLING));
  }
}
