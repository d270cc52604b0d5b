package dev.holdfast.testkit;

import static dev.holdfast.testkit.Node.held;
import static dev.holdfast.testkit.Node.refusal;
import static dev.holdfast.testkit.Samples.HOLD;
import static dev.holdfast.testkit.Samples.START;
import static java.time.temporal.ChronoUnit.MICROS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.ledger.Change;
import dev.holdfast.domain.ledger.Claim;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.LedgerEntry;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Refusal;
import dev.holdfast.domain.ledger.Refusal.Conflict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What the store's clock does to a block with a release, swept or not, and what its channel does.
abstract class TimedBlocksContract extends LedgerContract {
  private static final Duration BLOCK = Duration.ofHours(1);
  private static final Instant RELEASE = START.plus(BLOCK);
  private static final Claim.Blocked PRESALE = new Claim.Blocked("presale", "fan-club", RELEASE);

  private static Command.Block block(Claim.Blocked claim, String... seats) {
    return new Command.Block(List.of(seats), List.of(), claim);
  }

  private static Command.Unblock unblock(String... seats) {
    return new Command.Unblock(List.of(seats), List.of());
  }

  private static List<Command.Quantity> inPit(int places) {
    return List.of(new Command.Quantity("Pit", places, null));
  }

  private static Claim.Blocked until(Instant releaseAt) {
    return new Claim.Blocked("presale", null, releaseAt);
  }

  private void done(Command command) {
    assertThat(node.commit(command, null)).isInstanceOf(Outcome.Configured.class);
  }

  private List<String> kinds() {
    return entries().stream().map(entry -> entry.change().kind()).toList();
  }

  private boolean isDue() {
    return node.ledger().eventsDue(10).contains(sale.event().id());
  }

  @Test
  @Tag("I4")
  void fromItsReleaseOnASeatIsAvailableAndCanBeHeldBeforeAnySweep() {
    done(block(PRESALE, "S-1", "S-2"));
    store.setClock(RELEASE.minus(1, MICROS));
    assertThat(refusal(node.commit(node.placing("S-1"), null)))
        .isEqualTo(
            new Refusal.SeatsUnavailable(
                List.of(new Conflict("S-1", Conflict.Reason.BLOCKED, null)), List.of()));
    assertThat(availability().blocked()).containsExactly(0, 1);
    assertThat(availability().stamp().due()).isZero();
    assertThat(blocks()).isEqualTo(Map.of(PRESALE, List.of(0, 1)));

    store.setClock(RELEASE);
    assertThat(availability().available()).isEqualTo(12);
    assertThat(availability().stamp().due()).isEqualTo(1);
    assertThat(blocks()).isEmpty();
    node.confirm(terms(node.hold("S-1", "S-3")).id());

    assertThat(availability().blocked()).isEmpty();
    assertThat(availability().available()).isEqualTo(10);
    assertThat(entries().get(1).change())
        .as("no more than what is needed")
        .isEqualTo(Change.blockExpired(Map.of(0, PRESALE)));
    assertThat(kinds()).containsExactly("blocked", "block-expired", "placed", "confirmed");
    node.hold("S-2");
    assertThat(availability().stamp().due()).isZero();
  }

  @Test
  @Tag("I4")
  void theSweepReleasesTheEarliestFirstAndNoMoreThanAsked() {
    done(block(PRESALE, "S-1", "S-2"));
    done(block(until(RELEASE.minusSeconds(1)), "S-3"));
    node.hold("S-4");
    wait(BLOCK.minusSeconds(2));
    assertThat(isDue()).as("the hold is").isTrue();
    assertThat(node.commit(new Command.Expire(10), null)).isEqualTo(new Outcome.Expired(1));
    assertThat(isDue()).as("the blocks are not yet").isFalse();

    store.setClock(RELEASE.minusSeconds(1));
    assertThat(isDue()).isTrue();
    store.setClock(RELEASE);
    assertThat(node.commit(new Command.Expire(2), null)).isEqualTo(new Outcome.Expired(2));
    assertThat(isDue()).isTrue();
    assertThat(node.commit(new Command.Expire(2), null)).isEqualTo(new Outcome.Expired(1));
    assertThat(isDue()).isFalse();

    assertThat(entries().subList(4, 6))
        .extracting(LedgerEntry::change)
        .extracting(Change::numbers)
        .containsExactly(List.of(2, 0), List.of(1));
    assertThat(availability().available()).isEqualTo(12);
  }

  @Test
  void holdsAreSweptBeforeBlocksAndBothMakeRoomForTheNextBuyer() {
    node.hold("S-1");
    done(block(until(START.plusSeconds(60)), "S-2", "S-3"));
    wait(HOLD);

    node.hold("S-1", "S-2");

    assertThat(kinds()).containsExactly("placed", "blocked", "expired", "block-expired", "placed");
    wait(HOLD);
    assertThat(node.commit(new Command.Expire(2), null)).isEqualTo(new Outcome.Expired(2));
    assertThat(kinds().subList(5, 7)).containsExactly("expired", "block-expired");
  }

  @Test
  @Tag("I7")
  void placesThatAreReleasedMakeRoomWhereDueHoldsDoNot() {
    open(Samples.saleWithAreas(2));
    held(node.commit(node.placing(inPit(3)), null));
    done(new Command.Block(List.of(), inPit(6), until(START.plusSeconds(60))));
    wait(HOLD);
    AreaAudit.check(node.ledger(), sale, START.plus(HOLD), "released places");
    assertThat(availability().areas().getFirst().available()).isEqualTo(Samples.PIT);

    held(node.commit(node.placing(inPit(4)), null));
    assertThat(kinds()).containsExactly("placed", "blocked", "expired", "placed");
    held(node.commit(node.placing(inPit(4)), null));

    assertThat(entries().get(4).change().kind()).isEqualTo("block-expired");
    assertThat(entries().get(4).change().numbers()).hasSize(4);
    AreaAudit.check(node.ledger(), sale, START.plus(HOLD), "released places");
    assertThat(refusal(node.commit(node.placing(inPit(3)), null)))
        .isEqualTo(
            new Refusal.SeatsUnavailable(
                List.of(), List.of(new Refusal.Shortage("Pit", 3, 2, true))));
  }

  @Test
  void aReleaseThatIsNotInTheFutureOrAfterAllCalendarsIsRefused() {
    assertThat(fieldsOf(block(until(Settings.LATEST.plusSeconds(1)), "S-1")))
        .containsExactly("releaseAt");
    assertThat(fieldsOf(block(until(START), "S-1", "S-13")))
        .containsExactlyInAnyOrder("releaseAt", "seats/1");
    assertThat(entries()).isEmpty();
    done(block(until(START.plus(1, MICROS)), "S-1"));
    done(block(until(Settings.LATEST), "S-2"));
  }

  @Test
  void whatIsReleasedIsNotBlockedAnyMoreAndCanBeBlockedAnew() {
    done(block(PRESALE, "S-1", "S-2"));
    wait(BLOCK);

    assertThat(fieldsOf(unblock("S-1"))).containsExactly("seats/0");
    done(block(Samples.block("camera"), "S-1"));

    assertThat(kinds()).containsExactly("blocked", "block-expired", "blocked");
    assertThat(blocks()).isEqualTo(Map.of(Samples.block("camera"), List.of(0)));
    assertThat(availability().blocked()).containsExactly(0);
  }

  @Test
  void blocksOfOneReasonAreToldApartByChannelAndReleaseAndGoBackTogether() {
    done(block(PRESALE, "S-1", "S-5"));
    done(block(until(RELEASE), "S-2"));
    done(block(Samples.block("presale"), "S-3"));

    assertThat(blocks())
        .isEqualTo(
            Map.of(
                PRESALE,
                List.of(0, 4),
                until(RELEASE),
                List.of(1),
                Samples.block("presale"),
                List.of(2)));
    done(unblock("S-1", "S-2", "S-3"));
    assertThat(blocks()).isEqualTo(Map.of(PRESALE, List.of(4)));
  }

  @Test
  void whatIsDueNextFollowsFromWhatIsLeft() {
    node.commit(block(PRESALE, "S-1"), block(until(START.plusSeconds(60)), "S-2"), unblock("S-2"));
    wait(Duration.ofSeconds(60));
    assertThat(isDue()).as("unblocked in the same batch").isFalse();
    done(block(until(START.plusSeconds(120)), "S-2"));
    done(unblock("S-2"));
    store.setClock(START.plusSeconds(120));
    assertThat(isDue()).as("unblocked later").isFalse();

    store.setClock(RELEASE);
    assertThat(isDue()).isTrue();
    node.hold("S-1");
    assertThat(isDue()).as("held").isFalse();
  }

  @Test
  void aStepBackOfTheClockBlocksNothingAgain() {
    done(block(PRESALE, "S-1", "S-2"));
    store.setClock(RELEASE);
    node.hold("S-1");
    store.setClock(RELEASE.minusSeconds(3));

    assertThat(availability().blocked()).isEmpty();
    node.hold("S-2");
  }

  @Test
  @Tag("I6")
  void otherNodesLearnOfReleasesByEntriesAndByWhatIsStored() {
    Node other = new Node(store, sale);
    other.ledger().load(other.state());
    Claim.Blocked finer = new Claim.Blocked("Kamera für 3sat", "Presse", RELEASE.plusNanos(1));
    done(block(finer, "S-1", "S-2", "S-3"));

    for (Node one : List.of(other, new Node(store, sale))) {
      one.ledger().load(one.state());
      assertThat(one.state().blocks(START)).isEqualTo(Map.of(finer, List.of(0, 1, 2)));
    }
    assertThat(other.commit(unblock("S-3"), null)).isInstanceOf(Outcome.Configured.class);
    wait(BLOCK);
    other.hold("S-1");
    new Node(store, sale).hold("S-2");
    node.hold("S-3");
  }

  @Test
  void seatsPassFromBlocksThatAreOverWithinABatch() {
    done(block(PRESALE, "S-1", "S-2"));
    wait(BLOCK);
    Command.Place first = node.placing("S-1");
    Command.Place second = node.placing("S-1");

    List<Outcome> outcomes =
        node.commit(
            first,
            new Command.Release(first.holdId()),
            second,
            new Command.Expire(10),
            block(until(RELEASE.plus(BLOCK)), "S-2", "S-3"));

    assertThat(outcomes).noneMatch(Outcome.Refused.class::isInstance);
    assertThat(outcomes.get(3)).isEqualTo(new Outcome.Expired(1));
    assertThat(availability().held()).containsExactly(0);
    assertThat(blocks()).isEqualTo(Map.of(until(RELEASE.plus(BLOCK)), List.of(1, 2)));
    store.setClock(RELEASE.plus(BLOCK));
    assertThat(isDue()).isTrue();
  }
}
