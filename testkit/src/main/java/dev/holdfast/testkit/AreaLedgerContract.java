package dev.holdfast.testkit;

import static dev.holdfast.testkit.Node.cancelled;
import static dev.holdfast.testkit.Node.confirmed;
import static dev.holdfast.testkit.Node.held;
import static dev.holdfast.testkit.Node.refusal;
import static dev.holdfast.testkit.Node.retyping;
import static dev.holdfast.testkit.Samples.HOLD;
import static dev.holdfast.testkit.Samples.PIT;
import static dev.holdfast.testkit.Samples.PLACE_PRICE;
import static dev.holdfast.testkit.Samples.PRICE;
import static dev.holdfast.testkit.Samples.QUEUE;
import static dev.holdfast.testkit.Samples.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.holdfast.domain.FieldError;
import dev.holdfast.domain.FieldPath;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.hold.PricedSeat;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.ledger.Availability;
import dev.holdfast.domain.ledger.Batch;
import dev.holdfast.domain.ledger.Change;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.Command.Quantity;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Refusal;
import dev.holdfast.domain.ledger.RequestKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What every ledger does with the places of areas. A store's test extends this and says how to get
/// one.
///
/// Of every test it is checked in the end that the ledger folds to what is stored (I6), and that a
/// count of all places agrees with the availability and with the ledger (I7).
@SuppressWarnings("NullAway.Init")
public abstract class AreaLedgerContract {
  private LedgerStore store;
  private Sale sale;
  private Node node;
  private Instant clock = START;

  /// An empty store.
  protected abstract LedgerStore newStore();

  @BeforeEach
  final void openAnEventOfThreeSeatsAndTwoAreas() {
    store = newStore();
    store.setClock(clock);
    open(Samples.saleWithAreas(3));
  }

  private void open(Sale other) {
    sale = other;
    store.add(sale);
    node = new Node(store, sale);
  }

  @AfterEach
  final void theLedgerFoldsToWhatIsStoredAndThePlacesAreCountedRightly() {
    assertThat(Picture.folded(node.ledger(), sale)).isEqualTo(Picture.stored(node.ledger(), sale));
    AreaAudit.check(node.ledger(), sale, clock, "in the end");
  }

  /// The store's tables, to be looked at beside the ledger.
  protected final LedgerStore store() {
    return store;
  }

  /// The event under test.
  protected final Sale sale() {
    return sale;
  }

  private void wait(Duration duration) {
    clock = clock.plus(duration);
    store.setClock(clock);
  }

  private static Quantity pit(int quantity) {
    return new Quantity("Pit", quantity, null);
  }

  private static Quantity queue(int quantity) {
    return new Quantity("Queue", quantity, null);
  }

  private static Quantity pit(int quantity, @Nullable String ticketType) {
    return new Quantity("Pit", quantity, ticketType);
  }

  private HoldTerms hold(Quantity... areas) {
    return terms(node.commit(node.placing(List.of(areas)), null));
  }

  private HoldTerms change(HoldId id, Quantity... areas) {
    return terms(node.commit(changing(id, areas), null));
  }

  private static Command.Change changing(HoldId id, Quantity... areas) {
    return new Command.Change(id, List.of(), List.of(), List.of(areas), Map.of());
  }

  private static HoldTerms terms(Outcome outcome) {
    return held(outcome).hold().terms();
  }

  private List<Integer> numbers(String area, List<PricedSeat> seats) {
    return seats.stream()
        .filter(seat -> sale.seatMap().idAt(seat.number()).equals(area))
        .map(PricedSeat::place)
        .toList();
  }

  private List<Integer> pit(HoldTerms terms) {
    return numbers("Pit", terms.seats());
  }

  private List<Integer> queue(HoldTerms terms) {
    return numbers("Queue", terms.seats());
  }

  private Availability availability() {
    EventState state = new EventState(sale);
    node.ledger().load(state);
    return state.availability(clock);
  }

  private Availability.AreaCount pit() {
    return availability().areas().getFirst();
  }

  private List<FieldError> errorsOf(Command command) {
    if (refusal(node.commit(command, null)) instanceof Refusal.InvalidSelection(var errors)) {
      return errors;
    }
    throw new AssertionError("expected an invalid selection");
  }

  private List<String> fieldsOf(Command command) {
    return errorsOf(command).stream().map(error -> error.path().toString()).toList();
  }

  private Refusal shortageOfPit(int requested, int available) {
    return new Refusal.SeatsUnavailable(
        List.of(), List.of(new Refusal.Shortage("Pit", requested, available, true)));
  }

  private void fillPitBut(int left) {
    for (int rest = PIT - left; rest > 0; rest -= Samples.MOST_SEATS) {
      hold(pit(Math.min(rest, Samples.MOST_SEATS)));
    }
  }

  @Test
  void aHoldHasPlacesAndSeatsWithTheirPrices() {
    HoldTerms terms =
        terms(node.commit(node.placing(List.of(queue(1), pit(2, "child")), "S-2"), null));

    assertThat(terms.seats())
        .extracting(seat -> sale.seatMap().idAt(seat.number()))
        .containsExactly("S-2", "Queue", "Pit", "Pit");
    assertThat(terms.seats())
        .extracting(PricedSeat::place, PricedSeat::ticketType, PricedSeat::price)
        .containsExactly(
            tuple(0, "adult", PRICE),
            tuple(1, "adult", PLACE_PRICE),
            tuple(1, "child", PLACE_PRICE / 2),
            tuple(2, "child", PLACE_PRICE / 2));
    assertThat(terms.total()).isEqualTo(PRICE + 2 * PLACE_PRICE);
    assertThat(Picture.stored(node.ledger(), sale).openHolds()).containsExactly(terms);
  }

  @Test
  void theLowestFreeNumbersAreGivenOut() {
    HoldTerms first = hold(pit(2));
    HoldTerms second = hold(pit(2));
    assertThat(pit(second)).containsExactly(3, 4);
    node.commit(new Command.Release(first.id()), null);
    assertThat(pit(hold(pit(3)))).containsExactly(1, 2, 5);
  }

  @Test
  void increasingNumbersAreNeverGivenOutTwice() {
    HoldTerms released = hold(queue(2));
    assertThat(queue(released)).containsExactly(1, 2);
    node.commit(new Command.Release(released.id()), null);
    assertThat(queue(hold(queue(1)))).as("after a release").containsExactly(3);
    wait(HOLD);
    node.commit(new Command.Expire(10), null);
    HoldTerms sold = hold(queue(1));
    assertThat(queue(sold)).as("after an expiry").containsExactly(4);
    Reservation reservation = node.confirm(sold.id());
    node.commit(Node.cancelling(reservation.id(), null, null), null);
    node = new Node(store, sale);
    assertThat(queue(hold(queue(1)))).as("by a node that knows the store").containsExactly(5);
    HoldTerms changed = hold(queue(3));
    assertThat(queue(change(changed.id(), queue(1)))).as("given back").containsExactly(6);
    assertThat(queue(change(changed.id(), queue(2)))).as("and more").containsExactly(6, 9);
    assertThat(queue(change(changed.id(), new Quantity("Queue", 2, "child"))))
        .as("for others")
        .containsExactly(6, 9);
  }

  @Test
  void increasingNumbersIncreaseWithinABatch() {
    var first = node.placing(List.of(queue(2)));
    var second = node.placing(List.of(queue(1)));

    List<Outcome> outcomes = node.commit(first, new Command.Release(first.holdId()), second);

    assertThat(queue(terms(outcomes.get(2)))).containsExactly(3);
  }

  @Test
  @Tag("I1")
  void whereThePlacesAreNotEnoughNothingIsTaken() {
    fillPitBut(1);

    assertThat(refusal(node.commit(node.placing(List.of(queue(1), pit(2)), "S-1"), null)))
        .isEqualTo(shortageOfPit(2, 1));

    assertThat(pit().available()).isEqualTo(1);
    assertThat(queue(terms(node.commit(node.placing(List.of(queue(1)), "S-1"), null))))
        .containsExactly(1);
  }

  @Test
  void seatsAndPlacesThatAreNotToBeHadAreToldTogether() {
    fillPitBut(0);
    node.hold("S-1");

    assertThat(refusal(node.commit(node.placing(List.of(pit(1)), "S-1"), null)))
        .isEqualTo(
            new Refusal.SeatsUnavailable(
                List.of(
                    new Refusal.Conflict("S-1", Refusal.Conflict.Reason.HELD, clock.plus(HOLD))),
                List.of(new Refusal.Shortage("Pit", 1, 0, true))));
  }

  @Test
  @Tag("I7")
  void whatHasNoPriceIsBlockedAndNobodyCanHoldIt() {
    open(Samples.saleWithHouseSeats(3));
    HoldTerms own = terms(node.commit(node.placing(List.of(pit(1)), "S-1"), null));
    long version = node.state().version();
    var box = new Quantity("Box", 1, null);
    var expected =
        new Refusal.SeatsUnavailable(
            List.of(new Refusal.Conflict("H-1", Refusal.Conflict.Reason.NOT_FOR_SALE, null)),
            List.of(new Refusal.Shortage("Box", 1, 0, false)));
    var adding = new Command.Change(own.id(), List.of("H-1"), List.of(), List.of(box), Map.of());

    assertThat(refusal(node.commit(node.placing(List.of(box), "S-2", "H-1"), null)))
        .isEqualTo(expected);
    assertThat(refusal(node.commit(adding, null))).isEqualTo(expected);

    assertThat(node.state().version()).isEqualTo(version);
    Availability availability = availability();
    assertThat(availability.held()).containsExactly(0);
    assertThat(availability.blocked()).containsExactly(3);
    assertThat(availability.areas())
        .extracting(Availability.AreaCount::blocked)
        .containsExactly(0, Samples.BOX);
    assertThat(availability.available()).isEqualTo(2 + Samples.PIT - 1);
  }

  @Test
  void soldPlacesAreNotToBeHad() {
    HoldTerms terms = hold(pit(4));
    node.confirm(terms.id());
    fillPitBut(4);
    wait(HOLD.minusSeconds(1));

    assertThat(refusal(node.commit(node.placing(List.of(pit(1))), null)))
        .isEqualTo(shortageOfPit(1, 0));
    wait(Duration.ofSeconds(1));
    assertThat(pit(hold(pit(4)))).containsExactly(5, 6, 7, 8);
  }

  @Test
  @Tag("I4")
  void dueHoldsMakeRoomTheEarliestFirstAndNoneThatNeedNot() {
    HoldTerms first = terms(node.commit(node.placing(List.of(pit(3)), "S-1"), null));
    wait(Duration.ofSeconds(1));
    HoldTerms second = hold(pit(3));
    wait(Duration.ofSeconds(1));
    HoldTerms third = hold(pit(3));
    wait(HOLD);
    assertThat(pit().available()).as("due ones hold nothing").isEqualTo(PIT);

    HoldTerms fits = hold(pit(1));
    assertThat(pit(fits)).as("a free one is taken first").containsExactly(10);
    HoldTerms fourth = hold(pit(4));

    assertThat(node.ledger().entries(sale.event().id(), 4, 10))
        .extracting(entry -> entry.change())
        .startsWith(Change.expired(first), Change.expired(second))
        .hasSize(3);
    assertThat(pit(fourth)).containsExactly(1, 2, 3, 4);
    assertThat(pit()).extracting(Availability.AreaCount::held).isEqualTo(5);
    assertThat(Picture.stored(node.ledger(), sale).openHolds()).contains(third);
  }

  @Test
  void aDueHoldOfAChosenSeatMakesRoomInItsAreasToo() {
    HoldTerms due = terms(node.commit(node.placing(List.of(pit(3)), "S-1"), null));
    wait(Duration.ofSeconds(1));
    fillPitBut(3);
    wait(HOLD.minusSeconds(1));

    HoldTerms next = terms(node.commit(node.placing(List.of(pit(3)), "S-1"), null));

    assertThat(pit(next)).containsExactly(1, 2, 3);
    assertThat(node.ledger().entries(sale.event().id(), 3, 10))
        .extracting(entry -> entry.change())
        .startsWith(Change.expired(due));
  }

  @Test
  void aRefusalCountsPlacesOfDueHoldsAsAvailable() {
    HoldTerms due = hold(pit(2));
    wait(Duration.ofSeconds(1));
    fillPitBut(3);
    wait(HOLD.minusSeconds(1));

    assertThat(refusal(node.commit(node.placing(List.of(pit(4))), null)))
        .isEqualTo(shortageOfPit(4, 3));
    assertThat(Picture.stored(node.ledger(), sale).openHolds()).contains(due);
  }

  @Test
  void aChangeSaysHowManyPlacesThereAreAfterwards() {
    HoldTerms placed = terms(node.commit(node.placing(List.of(pit(1), queue(1)), "S-1"), null));
    wait(Duration.ofMinutes(1));

    assertThat(pit(change(placed.id(), pit(2)))).containsExactly(1, 2);
    HoldTerms fewer = change(placed.id(), pit(1));
    assertThat(pit(fewer)).as("the highest go back first").containsExactly(1);
    assertThat(queue(fewer)).as("what is not named stays").containsExactly(1);
    assertThat(fewer.expiresAt()).isEqualTo(placed.expiresAt());
    long version = node.state().version();
    assertThat(change(placed.id(), pit(1), queue(1))).isEqualTo(fewer);
    assertThat(node.state().version()).as("the same again changes nothing").isEqualTo(version);

    HoldTerms dropped = change(placed.id(), pit(0));
    assertThat(pit(dropped)).isEmpty();
    assertThat(dropped.total()).isEqualTo(PRICE + PLACE_PRICE);
    assertThat(pit().available()).isEqualTo(PIT);
    assertThat(pit(change(placed.id(), pit(0), queue(0)))).isEmpty();
    var swap =
        new Command.Change(
            placed.id(), List.of(), List.of("S-1"), List.of(pit(2)), Map.<String, String>of());
    assertThat(pit(terms(node.commit(swap, null)))).containsExactly(1, 2);
  }

  @Test
  void anAreaMayHavePlacesOfSeveralTicketTypes() {
    HoldId id = hold(pit(2), pit(1, "child")).id();

    HoldTerms same = change(id, pit(1, "child"), pit(2, "adult"));
    assertThat(same.total()).isEqualTo(2 * PLACE_PRICE + PLACE_PRICE / 2);
    HoldTerms other = change(id, pit(1, "adult"), pit(2, "child"));
    assertThat(other.seats())
        .extracting(PricedSeat::place, PricedSeat::ticketType)
        .containsExactlyInAnyOrder(tuple(1, "adult"), tuple(2, "child"), tuple(3, "child"));
    assertThat(other.total()).isEqualTo(2 * PLACE_PRICE);
    assertThat(fieldsOf(changing(id, pit(2)))).containsExactly("set/areas/0/ticketType");
    HoldTerms children = change(id, pit(2, "child"));
    assertThat(children.total()).isEqualTo(PLACE_PRICE);
    assertThat(change(id, pit(3)).total())
        .as("more of what there is")
        .isEqualTo(3 * PLACE_PRICE / 2);
  }

  @Test
  void aChangeIsAllOrNothing() {
    HoldTerms placed = hold(pit(1), queue(1));
    fillPitBut(2);

    assertThat(refusal(node.commit(changing(placed.id(), queue(0), pit(4)), null)))
        .as("what it has counts as available to it")
        .isEqualTo(shortageOfPit(4, 2));
    assertThat(change(placed.id(), pit(1))).isEqualTo(placed);
  }

  @Test
  void aSelectionThatCannotBeIsInvalid() {
    assertThat(errorsOf(node.placing(List.of(pit(0)))))
        .containsExactly(
            new FieldError(
                FieldPath.of("areas").at(0).to("quantity"), "quantity: 0 (expected: 1..4)"));
    assertThat(fieldsOf(node.placing(List.of(pit(1), pit(-1, "child"), pit(5, "dog")))))
        .containsExactly("areas/1/quantity", "areas/2/quantity", "areas/2/ticketType");
    assertThat(fieldsOf(node.placing(List.of(pit(1), pit(1))))).containsExactly("areas/1");
    assertThat(fieldsOf(node.placing(List.of(pit(1), pit(1, "adult"))))).containsExactly("areas/1");
    assertThat(errorsOf(node.placing(List.of(new Quantity("S-1", 1, null)))))
        .containsExactly(new FieldError(FieldPath.of("areas").at(0).to("id"), "unknown area: S-1"));
    assertThat(fieldsOf(node.placing(List.of(), "Pit"))).containsExactly("seats/0");
    assertThat(fieldsOf(node.placing(List.of(pit(3)), "S-1", "S-2"))).containsExactly("areas");
    assertThat(fieldsOf(node.placing(List.of(pit(Integer.MAX_VALUE), queue(1)))))
        .containsExactly("areas/0/quantity");
    assertThat(node.state().version()).isZero();
  }

  @Test
  void aChangeThatCannotBeIsInvalid() {
    HoldId id = hold(pit(2), queue(1)).id();

    assertThat(errorsOf(changing(id, pit(0), queue(0))))
        .containsExactly(
            new FieldError(
                FieldPath.of("set").to("areas"), "areas: 0 seats and places (expected: 1..4)"));
    assertThat(fieldsOf(changing(id, pit(-1)))).containsExactly("set/areas/0/quantity");
    assertThat(fieldsOf(changing(id, pit(5)))).containsExactly("set/areas/0/quantity");
    assertThat(fieldsOf(changing(id, pit(4)))).containsExactly("set/areas");
    assertThat(fieldsOf(changing(id, pit(1), pit(0)))).containsExactly("set/areas/1");
    assertThat(fieldsOf(changing(id, new Quantity("Z", 1, "dog"), pit(1, "dog"))))
        .containsExactly("set/areas/0/id", "set/areas/1/ticketType");
    assertThat(fieldsOf(Node.changing(id, List.of("S-1", "S-2"), List.of())))
        .as("seats and places count together")
        .containsExactly("add/seats");
    assertThat(fieldsOf(retyping(id, Map.of("Pit", "child"))))
        .containsExactly("set/seats/0/ticketType");
    assertThat(node.state().version()).isEqualTo(1);
  }

  @Test
  void quantitiesThatAreTooManyTogetherAreAddedUp() {
    HoldTerms terms = hold(pit(4));
    Command tooMany =
        changing(terms.id(), new Quantity("Pit", 4, "adult"), new Quantity("Pit", 4, "child"));

    assertThat(errorsOf(tooMany))
        .containsExactly(
            new FieldError(
                FieldPath.of("set").to("areas"), "areas: 8 seats and places (expected: 1..4)"));
  }

  @Test
  void soldPlacesAreCancelledByTheirNumbers() {
    HoldTerms terms = terms(node.commit(node.placing(List.of(pit(2), queue(1)), "S-1"), null));
    Reservation sold = node.confirm(terms.id());
    assertThat(sold.seats()).isEqualTo(terms.seats());
    assertThat(pit().reserved()).isEqualTo(2);

    var some = cancelling(sold, new Command.Numbers("Pit", List.of(2)));
    Reservation after = cancelled(node.commit(some, null));
    assertThat(after.cancelledTotal()).isEqualTo(PLACE_PRICE);
    assertThat(cancelled(node.commit(some, null))).isEqualTo(after);
    assertThat(pit().reserved()).isEqualTo(1);
    assertThat(pit(hold(pit(1)))).containsExactly(2);
    node = new Node(store, sale);
    Reservation all = cancelled(node.commit(Node.cancelling(sold.id(), null, null), null));
    assertThat(all.isCancelled()).isTrue();
    assertThat(all.seats()).isEqualTo(sold.seats());
    assertThat(pit()).isEqualTo(new Availability.AreaCount(pit().area(), 1, 0, 0));
  }

  private static Command.Cancel cancelling(Reservation sold, Command.Numbers... areas) {
    return new Command.Cancel(sold.id(), null, List.of(areas), "ill", false);
  }

  @Test
  void onlyPlacesOfTheReservationCanBeCancelled() {
    Reservation sold = node.confirm(hold(pit(2), queue(1)).id());
    hold(pit(1));

    assertThat(fieldsOf(cancelling(sold, new Command.Numbers("Pit", List.of(1, 3)))))
        .containsExactly("areas/0/numbers/1");
    assertThat(fieldsOf(cancelling(sold, new Command.Numbers("Pit", List.of(1, 1)))))
        .containsExactly("areas/0/numbers/1");
    assertThat(
            fieldsOf(
                cancelling(
                    sold,
                    new Command.Numbers("Pit", List.of(1)),
                    new Command.Numbers("Pit", List.of(2)))))
        .containsExactly("areas/1");
    assertThat(
            fieldsOf(
                cancelling(
                    sold,
                    new Command.Numbers("Z", List.of(1)),
                    new Command.Numbers("Queue", List.of()))))
        .containsExactly("areas/0/id", "areas/1/numbers");
    assertThat(fieldsOf(cancelling(sold))).containsExactly("areas");
    assertThat(pit().reserved()).isEqualTo(2);
  }

  @Test
  @Tag("I5")
  void theSameKeyHasTheSameNumbers() {
    var key = new RequestKey("shop", "k", "f");
    HoldTerms first = terms(node.commit(node.placing(List.of(queue(2))), key));

    Outcome again = new Node(store, sale).commit(node.placing(List.of(queue(2))), key);

    assertThat(terms(((Outcome.Replayed) again).original())).isEqualTo(first);
    assertThat(queue(hold(queue(1)))).containsExactly(3);
  }

  @Test
  void whatHasNoHopeIsRefusedWithoutTheLedger() {
    fillPitBut(1);
    var hopeless = node.placing(List.of(pit(2)));
    EventState state = node.state();

    assertThat(Batch.hopeless(state, hopeless, clock, clock.plusSeconds(1)))
        .contains(shortageOfPit(2, 1));
    assertThat(Batch.hopeless(state, node.placing(List.of(pit(1))), clock, clock)).isEmpty();
    assertThat(Batch.hopeless(state, hopeless, clock, clock.plus(HOLD)))
        .as("they may be due by then")
        .isEmpty();
  }

  @Test
  @Tag("I1")
  void ofMoreBuyersThanPlacesAsManyGetOneAsThereAre() throws Exception {
    List<Callable<Outcome>> buyers = new ArrayList<>();
    for (int i = 0; i < 3 * PIT; i++) {
      Node own = new Node(store, sale);
      buyers.add(() -> own.commit(own.placing(List.of(pit(1), queue(1))), null));
    }
    List<Outcome> outcomes = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(10)) {
      for (Future<Outcome> outcome : threads.invokeAll(buyers)) {
        outcomes.add(outcome.get());
      }
    }
    List<HoldTerms> placed =
        outcomes.stream()
            .filter(Outcome.Held.class::isInstance)
            .map(AreaLedgerContract::terms)
            .toList();
    assertThat(placed).hasSize(QUEUE);
    assertThat(placed).flatExtracting(this::pit).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6);
    assertThat(placed).flatExtracting(this::queue).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6);
    for (HoldTerms terms : placed.subList(0, 3)) {
      confirmed(node.commit(node.confirming(terms.id()), null));
    }
  }
}
