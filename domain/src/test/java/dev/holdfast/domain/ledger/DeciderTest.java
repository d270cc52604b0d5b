package dev.holdfast.domain.ledger;

import static dev.holdfast.domain.ledger.TwoSeats.EXPIRES;
import static dev.holdfast.domain.ledger.TwoSeats.PLACED;
import static dev.holdfast.domain.ledger.TwoSeats.PRICE;
import static dev.holdfast.domain.ledger.TwoSeats.TERMS;
import static dev.holdfast.domain.ledger.TwoSeats.TICK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.hold.HoldDetails;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.Holder;
import dev.holdfast.domain.hold.ReservationId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// A command that breaks several rules is refused for the first in the order of the contract.
///
/// `A-1` is held, `A-2` is sold, and the sale ends before the hold does.
class DeciderTest {
  private static final Instant OVER = EXPIRES.minus(TICK);
  private static final HoldId NEVER = new HoldId(new UUID(7, 7));
  private static final ReservationId SOLD = new ReservationId(new UUID(1, 2));

  private final Draft draft = draft();

  private static Draft draft() {
    var settings = TwoSeats.settings(null, OVER, true);
    var draft = new Draft(new EventState(TwoSeats.sale(settings)), LookupResult.NONE);
    draft.append(PLACED, Change.placed(TERMS));
    draft.put(TERMS.id(), new HoldDetails("k1", null, null));
    draft.claim(1, new Claim.Reserved(SOLD, Holder.NOBODY));
    return draft;
  }

  @Test
  void aPlaceIsValidThenOnSaleThenFree() {
    assertThat(refusal(place("Z-1"), OVER)).isInstanceOf(Refusal.InvalidSelection.class);
    assertThat(refusal(place("A-2"), OVER)).isInstanceOf(Refusal.SalesClosed.class);
    assertThat(refusal(place("A-2"), PLACED)).isInstanceOf(Refusal.SeatsUnavailable.class);
  }

  @Test
  void aChangeIsOfAHoldThenValidThenOfALiveOneThenOnSaleThenFree() {
    assertThat(refusal(change(NEVER, "Z-1"), EXPIRES)).isInstanceOf(Refusal.NotFound.class);
    assertThat(refusal(change(TERMS.id(), "Z-1"), EXPIRES))
        .isInstanceOf(Refusal.InvalidSelection.class);
    assertThat(refusal(change(TERMS.id(), "A-2"), EXPIRES)).isInstanceOf(Refusal.HoldExpired.class);
    assertThat(refusal(change(TERMS.id(), "A-2"), OVER)).isInstanceOf(Refusal.SalesClosed.class);
    assertThat(refusal(change(TERMS.id(), "A-2"), PLACED))
        .isInstanceOf(Refusal.SeatsUnavailable.class);
  }

  @Test
  void anExtensionIsOfAHoldThenOfALiveOne() {
    assertThat(refusal(new Command.Extend(NEVER), EXPIRES)).isInstanceOf(Refusal.NotFound.class);
    assertThat(refusal(new Command.Extend(TERMS.id()), EXPIRES))
        .isInstanceOf(Refusal.HoldExpired.class);
  }

  @Test
  void aConfirmationIsOfAHoldThenOfALiveOneThenOfItsQuote() {
    assertThat(refusal(confirm(NEVER), EXPIRES)).isInstanceOf(Refusal.NotFound.class);
    assertThat(refusal(confirm(TERMS.id()), EXPIRES)).isInstanceOf(Refusal.HoldExpired.class);
    assertThat(refusal(confirm(TERMS.id()), OVER)).isInstanceOf(Refusal.QuoteMismatch.class);
  }

  @Test
  void aBlockIsValidThenFreeWhetherOnSaleOrNot() {
    assertThat(refusal(block("Z-1", "A-2"), OVER)).isInstanceOf(Refusal.InvalidSelection.class);
    assertThat(refusal(block("A-2"), OVER)).isInstanceOf(Refusal.SeatsUnavailable.class);
  }

  private static Command place(String seat) {
    return new Command.Place(
        NEVER,
        List.of(seat),
        List.of(),
        Map.of(),
        new HoldDetails("k1", null, null),
        Holder.NOBODY);
  }

  private static Command change(HoldId id, String added) {
    return new Command.Change(id, List.of(added), List.of(), List.of(), Map.of());
  }

  private static Command confirm(HoldId id) {
    return new Command.Confirm(id, SOLD, "ABC", null, PRICE + 1, false);
  }

  private static Command block(String... seats) {
    return new Command.Block(List.of(seats), List.of(), new Claim.Blocked("Cameras", null, null));
  }

  private Refusal refusal(Command command, Instant now) {
    return ((Outcome.Refused) Decider.decide(draft, command, null, now).outcome()).refusal();
  }
}
