package dev.holdfast.testkit;

import static dev.holdfast.testkit.Node.cancelled;
import static dev.holdfast.testkit.Node.cancelling;
import static dev.holdfast.testkit.Node.changing;
import static dev.holdfast.testkit.Node.confirmed;
import static dev.holdfast.testkit.Node.refusal;
import static dev.holdfast.testkit.Samples.HOLD;
import static dev.holdfast.testkit.Samples.PRICE;
import static dev.holdfast.testkit.Samples.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.event.SettingsPatch;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Refusal;
import dev.holdfast.domain.ledger.RequestKey;
import java.time.Duration;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// How a hold is confirmed or released, and what was sold is cancelled.
abstract class SellingContract extends LedgerContract {
  @Test
  void aConfirmedHoldIsSoldForGood() {
    HoldId id = terms(node.hold("S-1", "S-2")).id();
    wait(Duration.ofMinutes(1));

    Reservation sold = node.confirm(id);

    assertThat(sold.seats()).hasSize(2);
    assertThat(sold.total()).isEqualTo(2 * PRICE);
    assertThat(sold.confirmedAt()).isEqualTo(START.plus(Duration.ofMinutes(1)));
    assertThat(sold.reference()).isEqualTo("order-1");
    assertThat(sold.metadata()).isEqualTo(Samples.details().metadata());
    wait(Duration.ofDays(365));
    assertThat(availability().reserved()).containsExactly(0, 1);
  }

  @Test
  void confirmingAgainGivesTheSameReservation() {
    HoldId id = terms(node.hold("S-1")).id();
    Reservation sold = node.confirm(id);
    wait(HOLD);

    Node other = new Node(store, sale);
    Outcome again = other.commit(other.confirming(id), null);

    assertThat(again).isInstanceOf(Outcome.Confirmed.class);
    assertThat(((Outcome.Confirmed) again).before()).isTrue();
    assertThat(confirmed(again)).isEqualTo(sold);
  }

  @Test
  void anotherTotalThanExpectedIsRefusedAndTheHoldStays() {
    HoldId id = terms(node.hold("S-1")).id();
    var usual = node.confirming(id);
    var wrong =
        new Command.Confirm(id, usual.reservationId(), usual.code(), null, PRICE - 1, false);
    var right = new Command.Confirm(id, usual.reservationId(), usual.code(), null, PRICE, false);

    assertThat(refusal(node.commit(wrong, null)))
        .isEqualTo(new Refusal.QuoteMismatch(PRICE, Currency.getInstance("EUR")));
    assertThat(availability().held()).containsExactly(0);
    confirmed(node.commit(right, null));
  }

  @Test
  void whereBrowsersMayNotSellTheyAreRefusedWhateverBecameOfWhatTheyName() {
    Sale other = Samples.sale(1);
    SettingsPatch keyOnly = SettingsPatch.builder().browserConfirm(false).build();
    open(other.with(keyOnly.on(other.event().settings())));
    HoldId id = terms(node.hold("S-1")).id();
    var byKey = node.confirming(id);
    var key = new RequestKey("public", "confirm-once", "body");
    var byBrowser = new Command.Confirm(id, byKey.reservationId(), byKey.code(), null, null, true);
    var needsKey = new Refusal.NeedsKey();

    assertThat(refusal(node.commit(byBrowser, key))).isEqualTo(needsKey);
    Reservation sold = confirmed(node.commit(byKey, key));
    assertThat(refusal(node.commit(byBrowser, key))).as("not replayed").isEqualTo(needsKey);
    assertThat(refusal(node.commit(new Command.Cancel(sold.id(), null, null, null, true), null)))
        .isEqualTo(needsKey);
    HoldId never = HoldId.of(sale.event().id(), 42);
    assertThat(
            refusal(
                node.commit(
                    new Command.Confirm(never, byKey.reservationId(), "C", null, null, true),
                    null)))
        .isEqualTo(new Refusal.NotFound());
  }

  @Test
  @Tag("I4")
  void aReleasedHoldGivesItsSeatsBackOnce() {
    HoldId id = terms(node.hold("S-1", "S-2")).id();

    assertThat(node.commit(new Command.Release(id), null)).isEqualTo(new Outcome.Released());
    assertThat(node.commit(new Command.Release(id), null)).isEqualTo(new Outcome.Released());

    assertThat(availability().available()).isEqualTo(12);
    assertThat(entries()).hasSize(2);
    assertThat(refusal(node.commit(node.confirming(id), null)))
        .isEqualTo(new Refusal.HoldReleased());
    assertThat(refusal(node.commit(new Command.Extend(id), null)))
        .isEqualTo(new Refusal.HoldReleased());
  }

  @Test
  void aConfirmedHoldCannotBeReleasedOrChanged() {
    HoldId id = terms(node.hold("S-1")).id();
    node.confirm(id);

    var confirmed = new Refusal.HoldConfirmed();
    assertThat(refusal(node.commit(new Command.Release(id), null))).isEqualTo(confirmed);
    assertThat(refusal(node.commit(new Command.Extend(id), null))).isEqualTo(confirmed);
    assertThat(refusal(node.commit(changing(id, List.of("S-2"), List.of()), null)))
        .isEqualTo(confirmed);
  }

  @Test
  void aHoldThatNeverWasIsNotFound() {
    HoldId id = HoldId.of(sale.event().id(), 42);

    for (Command command :
        List.of(
            new Command.Release(id),
            new Command.Extend(id),
            node.confirming(id),
            changing(id, List.of("S-1"), List.of()))) {
      assertThat(refusal(node.commit(command, null))).isEqualTo(new Refusal.NotFound());
    }
  }

  @Test
  @Tag("I7")
  void cancelledSeatsGoBackToThePool() {
    Reservation sold = node.confirm(terms(node.hold("S-1", "S-2", "S-3")).id());

    var some = cancelling(sold.id(), List.of("S-2"), "ill");
    Reservation after = cancelled(node.commit(some, null));
    assertThat(after.cancelled()).isEqualTo(Map.of(1, new Reservation.Cancellation(START, "ill")));
    assertThat(after.cancelledTotal()).isEqualTo(PRICE);
    assertThat(after.isCancelled()).isFalse();
    assertThat(cancelled(node.commit(some, null))).isEqualTo(after);
    assertThat(availability().reserved()).containsExactly(0, 2);
    node.hold("S-2");

    var all = cancelling(sold.id(), null, null);
    wait(Duration.ofMinutes(1));
    assertThat(cancelled(node.commit(all, null)).isCancelled()).isTrue();
    assertThat(cancelled(node.commit(all, null)).cancelled())
        .containsEntry(1, new Reservation.Cancellation(START, "ill"))
        .containsEntry(2, new Reservation.Cancellation(START.plus(Duration.ofMinutes(1)), null));
    assertThat(availability().reserved()).isEmpty();
    assertThat(availability().held()).containsExactly(1);
    assertThat(entries()).hasSize(5);
  }

  @Test
  void onlySeatsOfTheReservationCanBeCancelled() {
    Reservation sold = node.confirm(terms(node.hold("S-1", "S-2")).id());
    node.hold("S-3");

    assertThat(fieldsOf(cancelling(sold.id(), List.of("S-1", "S-3"), null)))
        .containsExactly("seats/1");
    assertThat(fieldsOf(cancelling(sold.id(), List.of("S-1", "S-1"), null)))
        .containsExactly("seats/1");
    assertThat(fieldsOf(cancelling(sold.id(), List.of(), null))).containsExactly("seats");
    assertThat(availability().reserved()).containsExactly(0, 1);
  }
}
