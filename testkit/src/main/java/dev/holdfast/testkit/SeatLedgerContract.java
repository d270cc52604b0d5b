package dev.holdfast.testkit;

import static dev.holdfast.testkit.Node.cancelled;
import static dev.holdfast.testkit.Node.cancelling;
import static dev.holdfast.testkit.Node.changing;
import static dev.holdfast.testkit.Node.confirmed;
import static dev.holdfast.testkit.Node.held;
import static dev.holdfast.testkit.Node.refusal;
import static dev.holdfast.testkit.Node.retyping;
import static dev.holdfast.testkit.Samples.HOLD;
import static dev.holdfast.testkit.Samples.LIFETIME;
import static dev.holdfast.testkit.Samples.PRICE;
import static dev.holdfast.testkit.Samples.START;
import static java.time.temporal.ChronoUnit.MICROS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.hold.HoldView;
import dev.holdfast.domain.hold.PricedSeat;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.ledger.Availability;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.LedgerEntry;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Refusal;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.domain.ledger.SeatChange;
import dev.holdfast.domain.ledger.Submission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What every ledger does. A store's test extends this and says how to get one.
///
/// The tags `I1` to `I7` name the invariant that a test shows. Of every test it is checked in the
/// end that the ledger folds to what is stored (I6), and in every look at an event's availability
/// that all its seats are counted once (I7).
@SuppressWarnings("NullAway.Init")
public abstract class SeatLedgerContract {
  private LedgerStore store;
  private Sale sale;
  private Node node;

  /// An empty store.
  protected abstract LedgerStore newStore();

  @BeforeEach
  final void openAnEventOfTwelveSeats() {
    store = newStore();
    open(Samples.sale(12));
  }

  @AfterEach
  final void theLedgerFoldsToWhatIsStored() {
    Picture stored = Picture.stored(node.ledger(), sale);
    assertThat(Picture.folded(node.ledger(), sale)).isEqualTo(stored);
    assertThat(Picture.of(node.state()).claims().keySet())
        .as("a state that is behind still holds seats of this map only")
        .allMatch(number -> number < sale.seatMap().capacity());
  }

  private void open(Sale other) {
    sale = other;
    store.add(sale);
    store.setClock(START);
    node = new Node(store, sale);
  }

  private void wait(Duration duration) {
    clock = clock.plus(duration);
    store.setClock(clock);
  }

  private Instant clock = START;

  private Availability availability() {
    EventState state = new EventState(sale);
    node.ledger().load(state);
    Availability availability = state.availability(node.ledger().heads(List.of()).clock());
    assertThat(
            availability.available() + availability.held().size() + availability.reserved().size())
        .isEqualTo(sale.seatMap().capacity());
    return availability;
  }

  private List<LedgerEntry> entries() {
    return node.ledger().entries(sale.event().id(), 0, 1_000);
  }

  private static HoldTerms terms(HoldView view) {
    return view.hold().terms();
  }

  private static RequestKey key(String key, String fingerprint) {
    return new RequestKey("shop", key, fingerprint);
  }

  // Placing

  @Test
  @Tag("I7")
  void aHoldTakesItsSeatsAndQuotesThem() {
    HoldView view = node.hold("S-3", "S-1");

    assertThat(terms(view).seats())
        .containsExactly(
            new PricedSeat(2, "adult", PRICE, 0), new PricedSeat(0, "adult", PRICE, 0));
    assertThat(terms(view).total()).isEqualTo(2 * PRICE);
    assertThat(terms(view).placedAt()).isEqualTo(START);
    assertThat(terms(view).expiresAt()).isEqualTo(START.plus(HOLD));
    assertThat(terms(view).maxExpiresAt()).isEqualTo(START.plus(LIFETIME));
    assertThat(view.details()).isEqualTo(Samples.details());
    assertThat(availability().held()).containsExactly(0, 2);
    assertThat(availability().available()).isEqualTo(10);
  }

  @Test
  void aChosenTicketTypeHasItsPrice() {
    var withChild = node.placing(Map.of("S-2", "child"), "S-1", "S-2");

    assertThat(terms(held(node.commit(withChild, null))).seats())
        .containsExactly(
            new PricedSeat(0, "adult", PRICE, 0), new PricedSeat(1, "child", PRICE / 2, 0));
  }

  @Test
  @Tag("I1")
  void seatsOfALiveHoldAreNotToBeHadAndNothingIsTaken() {
    node.hold("S-1");
    long version = node.state().version();

    Refusal refusal = refusal(node.commit(node.placing("S-2", "S-1"), null));

    assertThat(refusal)
        .isEqualTo(
            new Refusal.SeatsUnavailable(
                List.of(
                    new Refusal.Conflict("S-1", Refusal.Conflict.Holder.HELD, START.plus(HOLD))),
                List.of()));
    assertThat(availability().held()).containsExactly(0);
    assertThat(node.state().version()).isEqualTo(version);
  }

  @Test
  @Tag("I1")
  void soldSeatsAreNotToBeHad() {
    node.confirm(terms(node.hold("S-1")).id());

    assertThat(refusal(node.commit(node.placing("S-1"), null)))
        .isEqualTo(
            new Refusal.SeatsUnavailable(
                List.of(new Refusal.Conflict("S-1", Refusal.Conflict.Holder.RESERVED, null)),
                List.of()));
  }

  @Test
  void aHoldOverTheHourThatComesTwiceLastsAsLongAsAnyOther() {
    Instant clocksGoBack = Instant.parse("2026-10-25T01:00:00Z");
    store.setClock(clocksGoBack.minusSeconds(60));
    HoldView view = node.hold("S-1");

    assertThat(terms(view).expiresAt()).isEqualTo(clocksGoBack.minusSeconds(60).plus(HOLD));
    store.setClock(clocksGoBack.plus(HOLD).minusSeconds(61));
    assertThat(Picture.stored(node.ledger(), sale).openHolds()).containsExactly(terms(view));
    assertThat(availability().held()).containsExactly(0);
    store.setClock(clocksGoBack.plus(HOLD).minusSeconds(60));
    assertThat(availability().held()).isEmpty();
  }

  @Test
  void aSelectionThatCannotBeIsInvalid() {
    assertThat(pointersOf(node.placing())).containsExactly("/seats");
    assertThat(pointersOf(node.placing("S-1", "S-2", "S-3", "S-4", "S-5")))
        .containsExactly("/seats");
    assertThat(pointersOf(node.placing("S-1", "X", "S-1"))).containsExactly("/seats/1", "/seats/2");
    assertThat(pointersOf(node.placing(Map.of("S-1", "dog", "S-2", "adult"), "S-1")))
        .containsExactlyInAnyOrder("/ticketTypes/S-1", "/ticketTypes/S-2");
    assertThat(entries()).isEmpty();
  }

  private List<String> pointersOf(Command command) {
    if (refusal(node.commit(command, null)) instanceof Refusal.InvalidSelection(var errors)) {
      return errors.stream().map(error -> error.pointer()).toList();
    }
    throw new AssertionError("expected an invalid selection");
  }

  @Test
  @Tag("I4")
  void seatsOfADueHoldAreAvailableAndCanBeHeldBeforeAnySweep() {
    HoldId due = terms(node.hold("S-1", "S-2")).id();
    wait(HOLD);

    assertThat(availability().available()).isEqualTo(12);
    assertThat(availability().stamp().due()).isEqualTo(1);
    node.hold("S-2", "S-3");

    assertThat(availability().held()).as("the due hold is expired wholly").containsExactly(1, 2);
    assertThat(availability().stamp().due()).isZero();
    assertThat(entries().get(1).change()).isEqualTo(new SeatChange.Expired(due, List.of(0, 1)));
    assertThat(entries().get(2).change()).isInstanceOf(SeatChange.Placed.class);
  }

  @Test
  void theSaleOpensInclusivelyAndClosesExclusively() {
    Instant open = START.plusSeconds(10);
    Instant close = START.plusSeconds(20);
    open(Samples.sale(12, open, close));
    var early = new Refusal.SalesClosed(Refusal.SalesClosed.Phase.NOT_OPEN, open, close);
    var late = new Refusal.SalesClosed(Refusal.SalesClosed.Phase.OVER, open, close);

    store.setClock(open.minus(1, MICROS));
    assertThat(refusal(node.commit(node.placing("S-1"), null))).isEqualTo(early);
    store.setClock(open);
    HoldId first = terms(node.hold("S-1")).id();
    store.setClock(close.minus(1, MICROS));
    node.hold("S-2");
    store.setClock(close);
    assertThat(refusal(node.commit(node.placing("S-3"), null))).isEqualTo(late);
    assertThat(refusal(node.commit(changing(first, List.of("S-3"), List.of()), null)))
        .isEqualTo(late);
    held(node.commit(new Command.Extend(first), null));
    node.confirm(first);
  }

  @Test
  void whatCannotBeChosenIsToldBeforeThatTheSaleIsOver() {
    open(Samples.sale(12, null, START));

    assertThat(pointersOf(node.placing("X"))).containsExactly("/seats/0");
  }

  // Changing and extending

  @Test
  void aHoldIsChangedAllOrNothingAndKeepsItsExpiry() {
    HoldId id = terms(node.hold("S-1", "S-2")).id();
    node.hold("S-5");
    wait(Duration.ofMinutes(1));

    assertThat(refusal(node.commit(changing(id, List.of("S-3", "S-5"), List.of("S-1")), null)))
        .isInstanceOf(Refusal.SeatsUnavailable.class);
    assertThat(availability().held()).containsExactly(0, 1, 4);

    HoldView view = held(node.commit(changing(id, List.of("S-3"), List.of("S-1")), null));
    assertThat(terms(view).numbers()).containsExactly(1, 2);
    assertThat(terms(view).expiresAt()).isEqualTo(START.plus(HOLD));
    assertThat(view.details()).isEqualTo(Samples.details());
    assertThat(availability().held()).containsExactly(1, 2, 4);
  }

  @Test
  void anotherTicketTypeChangesTheQuote() {
    HoldId id = terms(node.hold("S-1", "S-2")).id();

    var retype = retyping(id, Map.of("S-1", "child"));
    assertThat(terms(held(node.commit(retype, null))).total()).isEqualTo(PRICE + PRICE / 2);
    long version = node.state().version();
    assertThat(terms(held(node.commit(retype, null))).total()).isEqualTo(PRICE + PRICE / 2);
    assertThat(node.state().version()).as("the same again changes nothing").isEqualTo(version);
  }

  @Test
  void aChangeThatCannotBeIsInvalid() {
    HoldId id = terms(node.hold("S-1", "S-2")).id();
    node.hold("S-3");

    assertThat(pointersOf(changing(id, List.of(), List.of()))).containsExactly("");
    assertThat(pointersOf(changing(id, List.of(), List.of("S-1", "S-2"))))
        .containsExactly("/remove");
    assertThat(pointersOf(changing(id, List.of("S-1"), List.of()))).containsExactly("/add/0");
    assertThat(pointersOf(changing(id, List.of(), List.of("S-3")))).containsExactly("/remove/0");
    assertThat(pointersOf(changing(id, List.of("S-4", "S-5", "S-6"), List.of())))
        .containsExactly("/add");
    assertThat(pointersOf(changing(id, List.of("X", "S-4", "S-4"), List.of("Y"))))
        .containsExactly("/remove/0", "/add/0", "/add/2");
    assertThat(entries()).hasSize(2);
  }

  @Test
  void extendingReachesOneDurationFromNowButNotPastTheLifetime() {
    HoldId id = terms(node.hold("S-1")).id();

    wait(Duration.ofMinutes(5));
    HoldView once = held(node.commit(new Command.Extend(id), null));
    assertThat(terms(once).expiresAt()).isEqualTo(START.plus(Duration.ofMinutes(20)));

    wait(Duration.ofMinutes(14));
    HoldView twice = held(node.commit(new Command.Extend(id), null));
    assertThat(terms(twice).expiresAt()).isEqualTo(START.plus(LIFETIME));

    long version = node.state().version();
    HoldView thrice = held(node.commit(new Command.Extend(id), null));
    assertThat(terms(thrice).expiresAt()).isEqualTo(START.plus(LIFETIME));
    assertThat(node.state().version()).isEqualTo(version);
  }

  // Ending

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
  @Tag("I3")
  void aHoldCanBeConfirmedUpToItsLastMicrosecond() {
    HoldId id = terms(node.hold("S-1")).id();
    store.setClock(START.plus(HOLD).minus(1, MICROS));

    node.confirm(id);
  }

  @Test
  @Tag("I3")
  void confirmingAtTheInstantOfExpiryIsRefused() {
    HoldId id = terms(node.hold("S-1")).id();
    var expired = new Refusal.HoldExpired(START.plus(HOLD));
    store.setClock(START.plus(HOLD));

    assertThat(refusal(node.commit(node.confirming(id), null))).isEqualTo(expired);
    assertThat(refusal(node.commit(new Command.Extend(id), null))).isEqualTo(expired);
    assertThat(refusal(node.commit(changing(id, List.of("S-2"), List.of()), null)))
        .isEqualTo(expired);
    assertThat(entries()).hasSize(1);

    node.commit(new Command.Expire(10), null);
    assertThat(refusal(node.commit(node.confirming(id), null)))
        .as("the same when it was swept")
        .isEqualTo(expired);
  }

  @Test
  @Tag("I3")
  void aStepBackOfTheClockRevivesNothing() {
    HoldId id = terms(node.hold("S-1")).id();
    store.setClock(START.plus(HOLD));
    node.hold("S-2");
    store.setClock(START.plus(HOLD).minusSeconds(3));

    assertThat(refusal(node.commit(node.confirming(id), null)))
        .isEqualTo(new Refusal.HoldExpired(START.plus(HOLD)));
    HoldView next = node.hold("S-3");
    assertThat(terms(next).placedAt()).isEqualTo(START.plus(HOLD));
  }

  @Test
  void anotherTotalThanExpectedIsRefusedAndTheHoldStays() {
    HoldId id = terms(node.hold("S-1")).id();
    var usual = node.confirming(id);
    var wrong = new Command.Confirm(id, usual.reservationId(), usual.code(), null, PRICE - 1);
    var right = new Command.Confirm(id, usual.reservationId(), usual.code(), null, PRICE);

    assertThat(refusal(node.commit(wrong, null)))
        .isEqualTo(new Refusal.QuoteMismatch(PRICE, "EUR"));
    assertThat(availability().held()).containsExactly(0);
    confirmed(node.commit(right, null));
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
  void releasingADueHoldExpiresIt() {
    HoldId id = terms(node.hold("S-1")).id();
    wait(HOLD);

    assertThat(node.commit(new Command.Release(id), null)).isEqualTo(new Outcome.Released());
    assertThat(entries().getLast().change()).isEqualTo(new SeatChange.Expired(id, List.of(0)));
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
  @Tag("I4")
  void theSweepExpiresTheEarliestFirstAndNoMoreThanAsked() {
    HoldId first = terms(node.hold("S-1")).id();
    wait(Duration.ofSeconds(1));
    HoldId second = terms(node.hold("S-2")).id();
    wait(Duration.ofSeconds(1));
    node.hold("S-3");
    assertThat(node.ledger().eventsWithDueHolds(10)).doesNotContain(sale.event().id());
    store.setClock(START.plus(HOLD).plusSeconds(1));
    assertThat(node.ledger().eventsWithDueHolds(10)).contains(sale.event().id());

    assertThat(node.commit(new Command.Expire(1), null)).isEqualTo(new Outcome.Expired(1));
    assertThat(node.commit(new Command.Expire(10), null)).isEqualTo(new Outcome.Expired(1));
    assertThat(node.commit(new Command.Expire(10), null)).isEqualTo(new Outcome.Expired(0));

    assertThat(entries().subList(3, 5))
        .extracting(LedgerEntry::change)
        .containsExactly(
            new SeatChange.Expired(first, List.of(0)), new SeatChange.Expired(second, List.of(1)));
    assertThat(node.ledger().eventsWithDueHolds(10)).doesNotContain(sale.event().id());
  }

  @Test
  @Tag("I7")
  void cancelledSeatsGoBackToThePool() {
    Reservation sold = node.confirm(terms(node.hold("S-1", "S-2", "S-3")).id());

    var some = cancelling(sold.id(), List.of("S-2"), "ill");
    Reservation after = cancelled(node.commit(some, null));
    assertThat(after.cancelled()).containsExactly(1);
    assertThat(after.cancelledTotal()).isEqualTo(PRICE);
    assertThat(after.isCancelled()).isFalse();
    assertThat(cancelled(node.commit(some, null))).isEqualTo(after);
    assertThat(availability().reserved()).containsExactly(0, 2);
    node.hold("S-2");

    var all = cancelling(sold.id(), null, null);
    assertThat(cancelled(node.commit(all, null)).isCancelled()).isTrue();
    assertThat(availability().reserved()).isEmpty();
    assertThat(availability().held()).containsExactly(1);
    assertThat(entries()).hasSize(5);
  }

  @Test
  void onlySeatsOfTheReservationCanBeCancelled() {
    Reservation sold = node.confirm(terms(node.hold("S-1", "S-2")).id());
    node.hold("S-3");

    assertThat(pointersOf(cancelling(sold.id(), List.of("S-1", "S-3"), null)))
        .containsExactly("/seats/1");
    assertThat(pointersOf(cancelling(sold.id(), List.of("S-1", "S-1"), null)))
        .containsExactly("/seats/1");
    assertThat(pointersOf(cancelling(sold.id(), List.of(), null)))
        .containsExactly("/seats");
    assertThat(availability().reserved()).containsExactly(0, 1);
  }

  // Batches

  @Test
  void eachCommandOfABatchSeesTheChangesOfThoseBeforeIt() {
    var first = node.placing("S-1", "S-2");
    var second = node.placing("S-2", "S-3");
    var third = node.placing("S-2");

    List<Outcome> outcomes = node.commit(first, second, new Command.Release(first.holdId()), third);

    held(outcomes.get(0));
    assertThat(refusal(outcomes.get(1))).isInstanceOf(Refusal.SeatsUnavailable.class);
    assertThat(outcomes.get(2)).isEqualTo(new Outcome.Released());
    held(outcomes.get(3));
    assertThat(availability().held()).containsExactly(1);
    assertThat(entries()).hasSize(3);
  }

  @Test
  @Tag("I6")
  void aSeatMayChangeHandsManyTimesInOneBatch() {
    HoldId before = terms(node.hold("S-1", "S-2")).id();
    var a = node.placing("S-1");
    var b = node.placing("S-1", "S-2");
    var confirm = node.confirming(b.holdId());

    List<Outcome> outcomes =
        node.commit(
            new Command.Release(before),
            a,
            new Command.Release(a.holdId()),
            b,
            confirm,
            node.confirming(b.holdId()),
            cancelling(confirm.reservationId(), List.of("S-1"), null),
            node.placing("S-1"));

    Reservation sold = confirmed(outcomes.get(4));
    assertThat(confirmed(outcomes.get(5))).isEqualTo(sold);
    assertThat(cancelled(outcomes.get(6)).cancelled()).containsExactly(0);
    held(outcomes.get(7));
    assertThat(availability().held()).containsExactly(0);
    assertThat(availability().reserved()).containsExactly(1);
  }

  @Test
  void aRefusedCommandOfABatchChangesNothingForItsNeighbours() {
    var good = node.placing("S-1");

    List<Outcome> outcomes =
        node.commit(node.placing("X"), good, node.placing(), node.confirming(good.holdId()));

    assertThat(refusal(outcomes.get(0))).isInstanceOf(Refusal.InvalidSelection.class);
    held(outcomes.get(1));
    assertThat(refusal(outcomes.get(2))).isInstanceOf(Refusal.InvalidSelection.class);
    confirmed(outcomes.get(3));
  }

  // Idempotency keys

  @Test
  @Tag("I5")
  void theSameKeyHasTheSameOutcomeOnce() {
    Command.Place place = node.placing("S-1");
    HoldView first = held(node.commit(place, key("k", "f")));
    wait(Duration.ofMinutes(1));

    Node other = new Node(store, sale);
    Outcome again = other.commit(other.placing("S-1"), key("k", "f"));

    assertThat(again).isInstanceOf(Outcome.Replayed.class);
    HoldView replayed = held(((Outcome.Replayed) again).original());
    assertThat(replayed.hold()).isEqualTo(first.hold());
    assertThat(replayed.details()).isEqualTo(first.details());
    assertThat(replayed.now()).isEqualTo(START.plus(Duration.ofMinutes(1)));
    assertThat(entries()).hasSize(1);
  }

  @Test
  @Tag("I5")
  void aReplayTellsTheStatusOfNow() {
    HoldId id = terms(held(node.commit(node.placing("S-1"), key("k", "f")))).id();
    Outcome sold = node.commit(node.confirming(id), key("c", "f"));
    wait(HOLD);

    Node other = new Node(store, sale);
    Outcome placed = other.commit(other.placing("S-1"), key("k", "f"));
    Outcome confirmedAgain = other.commit(other.confirming(id), key("c", "f"));

    HoldView view = held(((Outcome.Replayed) placed).original());
    assertThat(view.hold().status(view.now())).isEqualTo(Hold.Status.CONFIRMED);
    assertThat(((Outcome.Replayed) confirmedAgain).original())
        .as("as the first time, not as a confirmation before")
        .isEqualTo(sold);
  }

  @Test
  @Tag("I5")
  void theSameKeyForAnotherRequestIsRefused() {
    held(node.commit(node.placing("S-1"), key("k", "f")));

    assertThat(refusal(node.commit(node.placing("S-2"), key("k", "g"))))
        .isEqualTo(new Refusal.KeyReused());
    held(node.commit(node.placing("S-2"), new RequestKey("other shop", "k", "g")));
    assertThat(availability().held()).containsExactly(0, 1);
  }

  @Test
  @Tag("I5")
  void aRefusalIsNotKept() {
    HoldId first = terms(node.hold("S-1")).id();
    refusal(node.commit(node.placing("S-1"), key("k", "f")));
    node.commit(new Command.Release(first), null);

    held(node.commit(node.placing("S-1"), key("k", "f")));
  }

  @Test
  @Tag("I5")
  void theSameKeyTwiceInOneBatchIsCarriedOutOnce() {
    List<Outcome> outcomes =
        node.commit(
            List.of(
                new Submission(node.placing("S-1"), key("k", "f")),
                new Submission(node.placing("S-1"), key("k", "f"))));

    HoldView first = held(outcomes.get(0));
    assertThat(outcomes.get(1)).isEqualTo(new Outcome.Replayed(new Outcome.Held(first)));
  }

  // Nodes

  @Test
  @Tag("I6")
  void aStateThatIsLoadedAgainComesForwardByWhatItMissed() {
    EventState state = new EventState(sale);
    node.ledger().load(state);
    node.hold("S-1");
    node.hold("S-2");

    node.ledger().load(state);

    assertThat(state.entriesAfter(0)).contains(entries());
    assertThat(Picture.of(state)).isEqualTo(Picture.stored(node.ledger(), sale));
  }

  @Test
  @Tag("I6")
  void aNodeThatIsBehindCatchesUpBeforeItDecides() {
    Node other = new Node(store, sale);
    other.hold("S-9");
    for (int i = 1; i <= 4; i++) {
      node.confirm(terms(node.hold("S-" + i)).id());
    }

    assertThat(refusal(other.commit(other.placing("S-4"), null)))
        .isInstanceOf(Refusal.SeatsUnavailable.class);
    other.hold("S-5");
    assertThat(Picture.of(other.state())).isEqualTo(Picture.stored(other.ledger(), sale));
  }

  @Test
  @Tag("I1")
  void ofFiftyWhoWantOneSeatOneGetsIt() {
    List<Outcome> outcomes =
        atOnce(
            IntStream.range(0, 50)
                .<Callable<Outcome>>mapToObj(
                    _ -> {
                      Node own = new Node(store, sale);
                      return () -> own.commit(own.placing("S-7"), null);
                    })
                .toList());

    assertThat(outcomes).filteredOn(Outcome.Held.class::isInstance).hasSize(1);
    assertThat(outcomes)
        .filteredOn(
            outcome ->
                outcome instanceof Outcome.Refused(Refusal refusal)
                    && refusal instanceof Refusal.SeatsUnavailable)
        .hasSize(49);
  }

  @Test
  void crossedHoldsOfTheSameSeatsNeverDeadlock() {
    List<Callable<Outcome>> tasks = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Node own = new Node(store, sale);
      Command.Place place = i % 2 == 0 ? own.placing("S-1", "S-2") : own.placing("S-2", "S-1");
      tasks.add(
          () -> {
            Outcome outcome = own.commit(place, null);
            if (outcome instanceof Outcome.Held) {
              own.commit(new Command.Release(place.holdId()), null);
            }
            return outcome;
          });
    }

    assertThat(atOnce(tasks)).filteredOn(Outcome.Held.class::isInstance).isNotEmpty();
    assertThat(availability().available()).isEqualTo(12);
  }

  // Several events in one go

  /// Another event of this store and what this node knows of it.
  private record Other(Sale sale, Node node) {
    SeatLedger.Work work(Command... commands) {
      return new SeatLedger.Work(
          node.state(), Stream.of(commands).map(command -> new Submission(command, null)).toList());
    }

    Picture stored() {
      return Picture.stored(node.ledger(), sale);
    }
  }

  private Other another() {
    Sale another = Samples.sale(12);
    store.add(another);
    return new Other(another, new Node(store, another));
  }

  @Test
  void batchesOfSeveralEventsAreDecidedEachInItsOrderAndAnsweredInTheirPlaces() {
    Other one = another();
    Other two = another();
    two.node.hold("S-2");
    Command.Place first = one.node.placing("S-1");

    List<Optional<List<Outcome>>> outcomes =
        node.ledger()
            .commitFree(
                List.of(
                    one.work(first, new Command.Release(first.holdId()), one.node.placing("S-1")),
                    two.work(two.node.placing("S-2"), two.node.placing("S-3"))));

    assertThat(outcomes).hasSize(2);
    assertThat(outcomes.get(0).orElseThrow())
        .hasExactlyElementsOfTypes(Outcome.Held.class, Outcome.Released.class, Outcome.Held.class);
    assertThat(outcomes.get(1).orElseThrow())
        .hasExactlyElementsOfTypes(Outcome.Refused.class, Outcome.Held.class);
    for (Other other : List.of(one, two)) {
      assertThat(Picture.of(other.node.state())).isEqualTo(other.stored());
      assertThat(Picture.folded(node.ledger(), other.sale)).isEqualTo(other.stored());
    }
    assertThat(one.node.state().version()).isEqualTo(3);
    assertThat(two.node.state().version()).isEqualTo(2);
  }

  @Test
  void batchesOfSeveralEventsAreStoredAllOrNone() {
    Other one = another();
    Other two = another();
    Command.Place placed = two.node.placing("S-1");
    two.node.commit(placed, null);
    two.node.commit(new Command.Release(placed.holdId()), null);

    assertThatThrownBy(
            () ->
                node.ledger()
                    .commitFree(List.of(one.work(one.node.placing("S-1")), two.work(placed))))
        .as("a hold of this id is stored already")
        .isInstanceOf(IllegalStateException.class);

    assertThat(one.stored().version()).isZero();
    assertThat(two.stored().version()).isEqualTo(2);
    assertThat(one.node.state().version()).isZero();
  }

  @Test
  @Tag("I4")
  void anEventThatSomebodyElseHasLockedIsLeftOutAndTheOthersAreStored() {
    Other one = another();
    Other locked = another();
    Other two = another();
    List<SeatLedger.Work> works =
        List.of(
            one.work(one.node.placing("S-1")),
            locked.work(locked.node.placing("S-1")),
            two.work(two.node.placing("S-1")));

    try (var _ = store.lock(locked.sale.event().id())) {
      List<Optional<List<Outcome>>> outcomes = node.ledger().commitFree(works);

      assertThat(outcomes.stream().map(Optional::isPresent)).containsExactly(true, false, true);
      assertThat(one.stored().version()).isEqualTo(1);
      assertThat(locked.stored().version()).isZero();
      assertThat(two.stored().version()).isEqualTo(1);
    }

    held(node.ledger().commit(works.get(1)).getFirst());
    assertThat(Picture.of(locked.node.state())).isEqualTo(locked.stored());
  }

  private static List<Outcome> atOnce(List<Callable<Outcome>> tasks) {
    try (var threads = Executors.newFixedThreadPool(10)) {
      List<Outcome> outcomes = new ArrayList<>();
      for (Future<Outcome> future : threads.invokeAll(tasks)) {
        outcomes.add(future.get());
      }
      return outcomes;
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }
}
