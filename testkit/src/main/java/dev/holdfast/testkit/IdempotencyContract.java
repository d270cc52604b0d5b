package dev.holdfast.testkit;

import static dev.holdfast.testkit.Node.confirmed;
import static dev.holdfast.testkit.Node.held;
import static dev.holdfast.testkit.Node.refusal;
import static dev.holdfast.testkit.Samples.HOLD;
import static dev.holdfast.testkit.Samples.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldView;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Refusal;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.domain.ledger.Submission;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The same request with the same key, sent again.
abstract class IdempotencyContract extends LedgerContract {
  private static RequestKey key(String key, String fingerprint) {
    return new RequestKey("shop", key, fingerprint);
  }

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
  void thatNothingCouldBePlacedIsNotKept() {
    HoldId first = terms(node.hold("S-1")).id();
    refusal(node.commit(node.placing("S-1"), key("k", "f")));
    node.commit(new Command.Release(first), null);

    held(node.commit(node.placing("S-1"), key("k", "f")));
  }

  /// Whoever hears of a refusal relies on it, also where the first request arrives after its
  // repeat.
  @Test
  @Tag("I5")
  void whatWasRefusedAboutAHoldIsNotCarriedOutLater() {
    HoldId inTheWay = terms(node.hold("S-1")).id();
    HoldId id = terms(node.hold("S-2")).id();
    Command.Change add = Node.changing(id, List.of("S-1"), List.of());
    Refusal taken = refusal(node.commit(add, key("k", "f")));
    Node other = new Node(store, sale);
    assertThat(refusal(other.commit(add, key("k", "f")))).isEqualTo(taken);
    other.commit(new Command.Release(inTheWay), null);

    assertThat(refusal(other.commit(add, key("k", "f")))).isEqualTo(new Refusal.RefusedBefore());
    assertThat(refusal(other.commit(add, key("k", "g")))).isEqualTo(new Refusal.KeyReused());
    assertThat(availability().held()).containsExactly(1);
    held(other.commit(add, key("l", "f")));
  }

  @Test
  @Tag("I5")
  void aSaleThatWasRefusedIsNotMadeLater() {
    HoldId id = terms(node.hold("S-1")).id();
    Command.Confirm usual = node.confirming(id);
    var both =
        new Command.Confirm(
            id, usual.reservationId(), usual.code(), null, 2 * Samples.PRICE, false);
    assertThat(refusal(node.commit(both, key("k", "f")))).isInstanceOf(Refusal.QuoteMismatch.class);
    held(node.commit(Node.changing(id, List.of("S-2"), List.of()), null));

    Node other = new Node(store, sale);
    assertThat(refusal(other.commit(both, key("k", "f")))).isEqualTo(new Refusal.RefusedBefore());
    assertThat(availability().reserved()).isEmpty();
    confirmed(other.commit(both, key("l", "f")));
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
}
