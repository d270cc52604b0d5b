package dev.holdfast.domain.ledger;

import static dev.holdfast.domain.ledger.TwoSeats.EXPIRES;
import static dev.holdfast.domain.ledger.TwoSeats.PLACED;
import static dev.holdfast.domain.ledger.TwoSeats.TERMS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.HoldDetails;
import dev.holdfast.domain.hold.ReservationId;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Until when a sale has to be stored, by the store's clock.
@Tag("I3")
class StoredBeforeTest {
  private static final Instant CLOCK = PLACED.plusSeconds(60);
  private static final Command ADVANCE = new Command.Advance(Duration.ofMinutes(5));
  private static final Command CONFIRM =
      new Command.Confirm(TERMS.id(), new ReservationId(new UUID(1, 2)), "code", null, null, false);

  private final Sale sale = TwoSeats.sale(TwoSeats.settings(null, null, true), true);
  private final EventState state = new EventState(sale);

  private Optional<Instant> storedBefore(Command... commands) {
    state.restore(
        1, 0, PLACED, sale.event().settings(), List.of(TERMS), Map.of(), List.of(), List.of());
    var found =
        new LookupResult(
            List.of(), Map.of(TERMS.id(), new HoldDetails("k1", null, null)), List.of(), List.of());
    List<Submission> batch =
        Arrays.stream(commands).map(command -> new Submission(command, null)).toList();
    Batch decided = Batch.decide(state, found, batch, CLOCK);
    assertThat(decided.outcomes()).noneMatch(Outcome.Refused.class::isInstance);
    return decided.storedBefore();
  }

  @Test
  void whatSellsNothingCanBeStoredAtAnyTime() {
    assertThat(storedBefore(ADVANCE)).isEmpty();
  }

  @Test
  void aSaleIsStoredBeforeItsHoldExpires() {
    assertThat(storedBefore(CONFIRM)).contains(EXPIRES);
  }

  @Test
  void aSaleAfterAnAdvanceHasSoMuchLessTime() {
    assertThat(storedBefore(ADVANCE, CONFIRM)).contains(EXPIRES.minus(Duration.ofMinutes(5)));
  }

  @Test
  void aSaleBeforeAnAdvanceHasTheTimeThatItHad() {
    assertThat(storedBefore(CONFIRM, ADVANCE)).contains(EXPIRES);
  }
}
