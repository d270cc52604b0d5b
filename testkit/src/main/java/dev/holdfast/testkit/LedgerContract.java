package dev.holdfast.testkit;

import static dev.holdfast.testkit.Node.refusal;
import static dev.holdfast.testkit.Samples.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.hold.HoldView;
import dev.holdfast.domain.ledger.Availability;
import dev.holdfast.domain.ledger.Claim;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.LedgerEntry;
import dev.holdfast.domain.ledger.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// An event of twelve seats in an empty store, and the node through which it is changed.
///
/// Of every test it is checked in the end that the ledger folds to what is stored (I6), and in
/// every look at the event's availability that all its seats are counted once (I7).
@SuppressWarnings("NullAway.Init")
abstract class LedgerContract {
  LedgerStore store;
  Sale sale;
  Node node;
  private Instant clock = START;

  /// An empty store.
  abstract LedgerStore newStore();

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

  /// Begins anew with another event.
  void open(Sale other) {
    sale = other;
    store.add(sale);
    clock = START;
    store.setClock(clock);
    node = new Node(store, sale);
  }

  /// Lets the store's clock go on, which stands still otherwise.
  void wait(Duration duration) {
    clock = clock.plus(duration);
    store.setClock(clock);
  }

  /// Who has the seats of the event by the store's clock. They are all counted once.
  Availability availability() {
    EventState state = new EventState(sale);
    node.ledger().load(state);
    Availability availability = state.availability(node.ledger().heads(List.of()).clock());
    assertThat(
            availability.available()
                + availability.held().size()
                + availability.reserved().size()
                + availability.blocked().size()
                + availability.areas().stream()
                    .mapToInt(area -> area.held() + area.reserved() + area.blocked())
                    .sum())
        .isEqualTo(sale.seatMap().capacity());
    return availability;
  }

  /// What is blocked by the store's clock.
  Map<Claim.Blocked, List<Integer>> blocks() {
    EventState state = new EventState(sale);
    node.ledger().load(state);
    return state.blocks(node.ledger().heads(List.of()).clock());
  }

  /// All that was changed.
  List<LedgerEntry> entries() {
    return node.ledger().entries(sale.event().id(), 0, 1_000);
  }

  static HoldTerms terms(HoldView view) {
    return view.hold().terms();
  }

  /// What is wrong with a command that is expected to be an invalid selection.
  List<String> fieldsOf(Command command) {
    if (refusal(node.commit(command, null)) instanceof Refusal.InvalidSelection(var errors)) {
      return errors.stream().map(error -> error.path().toString()).toList();
    }
    throw new AssertionError("expected an invalid selection");
  }
}
