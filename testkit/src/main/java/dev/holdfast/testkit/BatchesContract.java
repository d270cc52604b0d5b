package dev.holdfast.testkit;

import static dev.holdfast.testkit.Node.cancelled;
import static dev.holdfast.testkit.Node.cancelling;
import static dev.holdfast.testkit.Node.confirmed;
import static dev.holdfast.testkit.Node.held;
import static dev.holdfast.testkit.Node.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Refusal;
import dev.holdfast.domain.ledger.Submission;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Several commands in one transaction, of one event or of several.
abstract class BatchesContract extends LedgerContract {
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
    assertThat(cancelled(outcomes.get(6)).cancelled()).containsOnlyKeys(0);
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
    Other other = new Other(another, new Node(store, another));
    other.node.ledger().load(other.node.state());
    return other;
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
}
