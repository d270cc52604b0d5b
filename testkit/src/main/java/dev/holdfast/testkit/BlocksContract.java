package dev.holdfast.testkit;

import static dev.holdfast.testkit.Node.changing;
import static dev.holdfast.testkit.Node.held;
import static dev.holdfast.testkit.Node.refusal;
import static dev.holdfast.testkit.Samples.HOLD;
import static dev.holdfast.testkit.Samples.PIT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.event.CategoryPrice;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.hold.PricedSeat;
import dev.holdfast.domain.ledger.Availability;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Refusal;
import dev.holdfast.domain.ledger.Refusal.Conflict;
import dev.holdfast.domain.ledger.RequestKey;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What becomes of seats and places that the organiser takes out of sale.
abstract class BlocksContract extends LedgerContract {
  private static Command.Block block(String reason, String... seats) {
    return new Command.Block(List.of(seats), List.of(), Samples.block(reason));
  }

  private static Command.Unblock unblock(String... seats) {
    return new Command.Unblock(List.of(seats), List.of());
  }

  private static List<Command.Quantity> places(String area, int quantity) {
    return List.of(new Command.Quantity(area, quantity, null));
  }

  private static Command.Block blockPlaces(String area, int quantity) {
    return new Command.Block(List.of(), places(area, quantity), Samples.block("camera"));
  }

  private static Command.Unblock unblockPlaces(String area, int quantity) {
    return new Command.Unblock(List.of(), places(area, quantity));
  }

  private void done(Command command) {
    assertThat(node.commit(command, null)).isInstanceOf(Outcome.Configured.class);
  }

  private static Refusal unavailable(Conflict... conflicts) {
    return new Refusal.SeatsUnavailable(List.of(conflicts), List.of());
  }

  private static Conflict blocked(String seat) {
    return new Conflict(seat, Conflict.Reason.BLOCKED, null);
  }

  private Availability.AreaCount pit() {
    return availability().areas().getFirst();
  }

  @Test
  @Tag("I4")
  void aBlockedSeatCannotBeHeldUntilItIsBackOnSale() {
    HoldTerms terms = terms(node.hold("S-5"));
    done(block("camera", "S-2", "S-1"));

    assertThat(refusal(node.commit(node.placing("S-1", "S-3"), null)))
        .isEqualTo(unavailable(blocked("S-1")));
    assertThat(refusal(node.commit(changing(terms.id(), List.of("S-2"), List.of()), null)))
        .isEqualTo(unavailable(blocked("S-2")));
    assertThat(availability().blocked()).containsExactly(0, 1);
    assertThat(availability().available()).isEqualTo(9);

    done(unblock("S-1"));
    node.hold("S-1", "S-3");
    assertThat(blocks()).isEqualTo(Map.of(Samples.block("camera"), List.of(1)));
  }

  @Test
  @Tag("I1")
  void aSeatThatSomebodyHasIsRefusedWithItsStateAndNothingIsBlocked() {
    HoldTerms held = terms(node.hold("S-1"));
    node.confirm(terms(node.hold("S-2")).id());
    done(block("broken", "S-3"));

    assertThat(refusal(node.commit(block("camera", "S-1", "S-2", "S-3", "S-4"), null)))
        .isEqualTo(
            unavailable(
                new Conflict("S-1", Conflict.Reason.HELD, held.expiresAt()),
                new Conflict("S-2", Conflict.Reason.RESERVED, null),
                blocked("S-3")));
    assertThat(blocks()).isEqualTo(Map.of(Samples.block("broken"), List.of(2)));
  }

  @Test
  void whatIsNotBlockedIsRefusedAndNothingIsPutOnSale() {
    done(block("camera", "S-1"));
    node.hold("S-2");

    assertThat(fieldsOf(unblock("S-1", "S-2", "S-3"))).containsExactly("seats/1", "seats/2");
    assertThat(blocks()).isEqualTo(Map.of(Samples.block("camera"), List.of(0)));
  }

  @Test
  void whatCannotBeBlockedIsRefusedByItsField() {
    open(Samples.saleWithAreas(2));

    assertThat(fieldsOf(block("camera"))).containsExactly("seats");
    assertThat(fieldsOf(unblock())).containsExactly("seats");
    assertThat(fieldsOf(block("camera", "S-1", "S-9", "S-1")))
        .containsExactly("seats/1", "seats/2");
    assertThat(fieldsOf(blockPlaces("Moon", 1))).containsExactly("areas/0/id");
    assertThat(fieldsOf(blockPlaces("Pit", 0))).containsExactly("areas/0/quantity");
    assertThat(fieldsOf(blockPlaces("Pit", PIT + 1))).containsExactly("areas/0/quantity");
    assertThat(fieldsOf(unblockPlaces("Pit", 1))).containsExactly("areas/0/quantity");
    var twice = List.of(new Command.Quantity("Pit", 1, null), new Command.Quantity("Pit", 2, null));
    assertThat(fieldsOf(new Command.Block(List.of(), twice, Samples.block("camera"))))
        .containsExactly("areas/1");
    assertThat(entries()).isEmpty();
  }

  @Test
  @Tag("I7")
  void placesAreBlockedByTheirNumberAndOnlyIfThereAreEnough() {
    open(Samples.saleWithAreas(2));
    held(node.commit(node.placing(places("Pit", 3)), null));
    done(blockPlaces("Pit", 5));

    assertThat(pit().blocked()).isEqualTo(5);
    assertThat(pit().available()).isEqualTo(2);
    var shortage = new Refusal.SeatsUnavailable(List.of(), List.of(shortage(3, 2)));
    assertThat(refusal(node.commit(blockPlaces("Pit", 3), null))).isEqualTo(shortage);
    assertThat(refusal(node.commit(node.placing(places("Pit", 3)), null))).isEqualTo(shortage);
    assertThat(fieldsOf(unblockPlaces("Pit", 6))).containsExactly("areas/0/quantity");

    done(unblockPlaces("Pit", 4));
    assertThat(pit().blocked()).isEqualTo(1);
    held(node.commit(node.placing(places("Pit", 4)), null));
    AreaAudit.check(node.ledger(), sale, Samples.START, "blocked places");
  }

  private static Refusal.Shortage shortage(int requested, int available) {
    return new Refusal.Shortage("Pit", requested, available, true);
  }

  @Test
  void blockedPlacesUseUpNoneOfTheNumbersThatIncrease() {
    open(Samples.saleWithAreas(2));
    done(blockPlaces("Queue", 2));

    HoldTerms terms = terms(held(node.commit(node.placing(places("Queue", 2)), null)));

    assertThat(terms.seats()).extracting(PricedSeat::place).containsExactly(1, 2);
  }

  @Test
  void aDueHoldMakesRoomForABlock() {
    HoldTerms terms = terms(node.hold("S-1", "S-2"));
    wait(HOLD);

    done(block("camera", "S-1"));

    assertThat(entries())
        .extracting(entry -> entry.change().kind())
        .containsExactly("placed", "expired", "blocked");
    assertThat(availability().blocked()).containsExactly(0);
    assertThat(refusal(node.commit(node.confirming(terms.id()), null)))
        .isInstanceOf(Refusal.HoldExpired.class);
    node.hold("S-2");
  }

  @Test
  void seatsPassBetweenHoldsAndBlocksWithinABatch() {
    done(block("camera", "S-1"));
    Command.Place first = node.placing("S-1");
    Command.Place second = node.placing("S-2");

    List<Outcome> outcomes =
        node.commit(
            unblock("S-1"),
            first,
            second,
            new Command.Release(second.holdId()),
            block("broken", "S-2"),
            block("camera", "S-3"),
            unblock("S-3"),
            block("broken", "S-3"));

    assertThat(outcomes).noneMatch(Outcome.Refused.class::isInstance);
    assertThat(availability().held()).containsExactly(0);
    assertThat(blocks()).isEqualTo(Map.of(Samples.block("broken"), List.of(1, 2)));
    done(unblock("S-2", "S-3"));
    node.confirm(first.holdId());
  }

  @Test
  void seatsBlockedForSeveralReasonsGoBackTogether() {
    done(block("camera", "S-1", "S-3"));
    done(block("broken", "S-2"));

    done(unblock("S-1", "S-2", "S-3"));

    assertThat(blocks()).isEmpty();
    assertThat(availability().available()).isEqualTo(12);
  }

  @Test
  @Tag("I6")
  void otherNodesLearnOfBlocksByEntriesAndByWhatIsStored() {
    Node other = new Node(store, sale);
    other.ledger().load(other.state());
    done(block("Kamera für 3sat", "S-1"));

    for (Node one : List.of(other, new Node(store, sale))) {
      assertThat(refusal(one.commit(one.placing("S-1"), null)))
          .isEqualTo(unavailable(blocked("S-1")));
      assertThat(one.state().blocks(Samples.START))
          .isEqualTo(Map.of(Samples.block("Kamera für 3sat"), List.of(0)));
    }
    assertThat(other.commit(unblock("S-1"), null)).isInstanceOf(Outcome.Configured.class);
    node.hold("S-1");
  }

  @Test
  void whatIsNotForSaleCanBeBlockedSoThatItStaysSoWithAPrice() {
    open(Samples.saleWithHouseSeats(1));
    done(new Command.Block(List.of("H-1"), places("Box", 1), Samples.block("house")));

    CategoryPrice free = new CategoryPrice.Flat(0);
    done(new Command.Configure(Samples.patch(Map.of("house", free, "stalls", free)), null));

    assertThat(availability().blocked()).containsExactly(1);
    assertThat(availability().areas().getLast().blocked()).isEqualTo(1);
    done(unblock("H-1"));
    node.hold("H-1");
  }

  @Test
  @Tag("I5")
  void aRepeatedRequestBlocksOnce() {
    var key = new RequestKey("shop", "block-once", "body");
    node.commit(block("camera", "S-1"), key);
    done(unblock("S-1"));
    node.hold("S-1");

    Outcome again = new Node(store, sale).commit(block("camera", "S-1"), key);

    assertThat(again).isEqualTo(new Outcome.Replayed(new Outcome.Configured(sale)));
    assertThat(blocks()).isEmpty();
  }
}
