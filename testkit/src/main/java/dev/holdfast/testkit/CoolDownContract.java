package dev.holdfast.testkit;

import static dev.holdfast.testkit.Node.changing;
import static dev.holdfast.testkit.Node.held;
import static dev.holdfast.testkit.Node.refusal;
import static dev.holdfast.testkit.Samples.ADA;
import static dev.holdfast.testkit.Samples.HOLD;
import static dev.holdfast.testkit.Samples.SHOP;
import static dev.holdfast.testkit.Samples.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.event.SettingsPatch;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.Holder;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Refusal;
import dev.holdfast.domain.ledger.Refusal.CoolingDown;
import dev.holdfast.domain.ledger.RequestKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// How long somebody who has let a seat go can't hold it again.
abstract class CoolDownContract extends LedgerContract {
  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
  private static final Duration TICK = Duration.ofNanos(1_000);
  private static final Holder BOB = Holder.ofCustomer(SHOP, 1912);
  private static final Holder HOME = Holder.ofAddress(null, 64);

  private void coolDown(Duration duration) {
    var patch = SettingsPatch.builder().coolDown(duration).build();
    assertThat(node.commit(new Command.Configure(patch, null), null))
        .isInstanceOf(Outcome.Configured.class);
  }

  private HoldId hold(Holder holder, String... seats) {
    return terms(held(node.commit(node.placing(holder, seats), null))).id();
  }

  private void letGo(Holder holder, String... seats) {
    node.commit(new Command.Release(hold(holder, seats)), null);
  }

  private Refusal refused(Holder holder, String... seats) {
    return refusal(node.commit(node.placing(holder, seats), null));
  }

  private static CoolingDown until(Instant end, String... seats) {
    return new CoolingDown(Stream.of(seats).map(seat -> new CoolingDown.Seat(seat, end)).toList());
  }

  @Test
  void whoeverReleasesASeatCanHoldItAgainWhenTheCoolDownIsOver() {
    coolDown(FIVE_MINUTES);
    letGo(ADA, "S-1", "S-2");
    var coolingDown = until(START.plus(FIVE_MINUTES), "S-2", "S-1");

    assertThat(refused(ADA, "S-3", "S-2", "S-1")).isEqualTo(coolingDown);
    assertThat(availability().held()).isEmpty();
    hold(ADA, "S-3");
    hold(BOB, "S-1");
    wait(FIVE_MINUTES.minus(TICK));
    assertThat(refused(ADA, "S-2")).isEqualTo(until(START.plus(FIVE_MINUTES), "S-2"));
    wait(TICK);
    hold(ADA, "S-2");
  }

  @Test
  void ofAHoldThatExpiresItBeginsAtTheExpiryWheneverItIsSwept() {
    coolDown(FIVE_MINUTES);
    hold(ADA, "S-1");
    hold(ADA, "S-2");
    Instant end = START.plus(HOLD).plus(FIVE_MINUTES);
    wait(HOLD.plusMinutes(2));
    assertThat(refused(ADA, "S-1", "S-2")).isEqualTo(until(end, "S-1", "S-2"));
    hold(BOB, "S-2");
    node.commit(new Command.Expire(10), null);

    assertThat(refused(ADA, "S-1")).isEqualTo(until(end, "S-1"));
    wait(Duration.ofMinutes(3).minus(TICK));
    assertThat(refused(ADA, "S-1")).isEqualTo(until(end, "S-1"));
    wait(TICK);
    hold(ADA, "S-1");
  }

  @Test
  void aHoldThatIsSweptLateLeavesNoneThatIsOver() {
    coolDown(FIVE_MINUTES);
    hold(ADA, "S-1");
    wait(HOLD.plus(FIVE_MINUTES));
    hold(ADA, "S-1");

    assertThat(node.state().coolingDown()).isEmpty();
  }

  @Test
  void aSeatThatAChangeGivesBackCanNeitherBeAddedNorHeldAgainYet() {
    coolDown(FIVE_MINUTES);
    HoldId id = hold(ADA, "S-1", "S-2");
    held(node.commit(changing(id, List.of("S-3"), List.of("S-2")), null));
    var coolingDown = until(START.plus(FIVE_MINUTES), "S-2");

    assertThat(refusal(node.commit(changing(id, List.of("S-2"), List.of("S-1")), null)))
        .isEqualTo(coolingDown);
    assertThat(refused(ADA, "S-2")).isEqualTo(coolingDown);
    held(node.commit(Node.retyping(id, Map.of("S-1", "child")), null));
    held(node.commit(new Command.Extend(id), null));
    held(node.commit(changing(id, List.of("S-4"), List.of("S-1")), null));
    node.confirm(id);
  }

  @Test
  void whatWasSoldAndCancelledCanBeHeldAtOnce() {
    coolDown(FIVE_MINUTES);
    var sold = node.confirm(hold(ADA, "S-1"));
    node.commit(Node.cancelling(sold.id(), null, null), null);

    hold(ADA, "S-1");
  }

  @Test
  void onlyACustomerOrAnAddressIsAsked() {
    coolDown(FIVE_MINUTES);
    letGo(HOME, "S-1");
    assertThat(node.state().coolingDown()).hasSize(1);
    assertThat(refused(HOME, "S-1")).isEqualTo(until(START.plus(FIVE_MINUTES), "S-1"));
    hold(Holder.ofAddress(null, 128), "S-1");
    for (Holder many : List.of(Holder.of(SHOP), Holder.NOBODY)) {
      letGo(many, "S-2");
      letGo(many, "S-2");
      hold(many, "S-3");
      wait(HOLD);
      hold(many, "S-3");
      wait(HOLD);
    }
    assertThat(node.state().coolingDown()).isEmpty();
    letGo(ADA, "S-2");
  }

  @Test
  void placesOfAreasCanBeHeldAtOnce() {
    open(Samples.saleWithAreas(12));
    coolDown(FIVE_MINUTES);
    var all = List.of(new Command.Quantity("Pit", 3, null));
    HoldId id = terms(held(node.commit(node.placing(all), null))).id();
    node.commit(new Command.Release(id), null);

    assertThat(node.state().coolingDown()).isEmpty();
    held(node.commit(node.placing(all, "S-1"), null));
  }

  @Test
  void itIsOffUnlessItIsSetAndWhatIsLetGoThenIsNotKept() {
    letGo(ADA, "S-1");
    letGo(ADA, "S-1");
    assertThat(node.state().coolingDown()).isEmpty();
    coolDown(FIVE_MINUTES);
    hold(ADA, "S-1");
  }

  @Test
  void aChangeIsForWhatIsLetGoFromThenOnButNobodyWaitsWhileItIsOff() {
    coolDown(FIVE_MINUTES);
    letGo(ADA, "S-1");
    coolDown(Duration.ofMinutes(1));
    letGo(ADA, "S-2");
    assertThat(refused(ADA, "S-1", "S-2"))
        .isEqualTo(
            new CoolingDown(
                List.of(
                    new CoolingDown.Seat("S-1", START.plus(FIVE_MINUTES)),
                    new CoolingDown.Seat("S-2", START.plusSeconds(60)))));
    wait(Duration.ofMinutes(1));
    hold(ADA, "S-2");
    assertThat(refused(ADA, "S-1")).isEqualTo(until(START.plus(FIVE_MINUTES), "S-1"));

    coolDown(Duration.ZERO);
    letGo(ADA, "S-1");
  }

  @Test
  void aTestEventIsJudgedByItsOwnTime() {
    open(Samples.inTestMode(Samples.sale(12)));
    coolDown(FIVE_MINUTES);
    letGo(ADA, "S-1");
    node.commit(new Command.Advance(FIVE_MINUTES.minusMillis(1)), null);
    assertThat(refused(ADA, "S-1")).isEqualTo(until(START.plus(FIVE_MINUTES), "S-1"));
    node.commit(new Command.Advance(Duration.ofMillis(1)), null);
    HoldId id = hold(ADA, "S-1");

    node.commit(new Command.ExpireNow(id), null);
    Instant end = START.plus(FIVE_MINUTES).plus(FIVE_MINUTES);
    assertThat(refused(ADA, "S-1")).isEqualTo(until(end, "S-1"));
    hold(ADA, "S-2");
    node.commit(new Command.Advance(HOLD), null);
    assertThat(refused(ADA, "S-2")).isEqualTo(until(end.plus(HOLD), "S-2"));
  }

  @Test
  void whatABatchItselfLetsGoCoolsDown() {
    coolDown(FIVE_MINUTES);
    Command.Place place = node.placing(ADA, "S-1");
    List<Outcome> outcomes =
        node.commit(
            place,
            new Command.Release(place.holdId()),
            node.placing(ADA, "S-1"),
            node.placing(BOB, "S-1"));

    assertThat(refusal(outcomes.get(2))).isEqualTo(until(START.plus(FIVE_MINUTES), "S-1"));
    held(outcomes.get(3));
  }

  @Test
  @Tag("I5")
  void aRequestThatWasCarriedOutIsAnsweredAgainThoughItsSeatsAreCoolingDown() {
    coolDown(FIVE_MINUTES);
    var key = new RequestKey("shop", "once", "body");
    Command.Place place = node.placing(ADA, "S-1");
    node.commit(place, key);
    node.commit(new Command.Release(place.holdId()), null);

    assertThat(node.commit(place, key)).isInstanceOf(Outcome.Replayed.class);
  }

  @Test
  @Tag("I6")
  void otherNodesRefuseTheSameWhetherTheyLearnOfItByEntriesOrByWhatIsStored() {
    Node follower = new Node(store, sale);
    follower.ledger().load(follower.state());
    coolDown(FIVE_MINUTES);
    letGo(ADA, "S-1");
    HoldId id = hold(ADA, "S-2", "S-3");
    held(node.commit(changing(id, List.of(), List.of("S-3")), null));
    var coolingDown = until(START.plus(FIVE_MINUTES), "S-1", "S-3");

    for (Node other : List.of(follower, new Node(store, sale))) {
      assertThat(refusal(other.commit(other.placing(ADA, "S-1", "S-3"), null)))
          .isEqualTo(coolingDown);
    }
    wait(FIVE_MINUTES);
    held(follower.commit(follower.placing(ADA, "S-1", "S-3"), null));
    follower.commit(new Command.Expire(1), null);
    assertThat(follower.state().coolingDown()).isEmpty();
  }

  @Test
  void whatIsOverIsForgotten() {
    coolDown(FIVE_MINUTES);
    for (int i = 1; i <= 12; i++) {
      letGo(ADA, "S-" + i);
      wait(Duration.ofMinutes(1));
    }
    EventState stored = new EventState(sale);
    node.ledger().load(stored);

    assertThat(stored.coolingDown()).hasSize(5).isEqualTo(node.state().coolingDown());
  }

  @Test
  void aNaiveModelRefusesTheSame() {
    for (int run = 0; run < 3; run++) {
      new Model(Simulation.newSeed()).compare(150);
    }
  }

  /// Who had which seats until when, and nothing else.
  private final class Model {
    private record Had(Holder holder, List<String> seats, Instant until) {}

    private final SplittableRandom random;
    private final String seed;
    private final Duration coolDown;
    private final Map<HoldId, Had> open = new HashMap<>();
    private final List<Had> letGo = new ArrayList<>();
    private Instant clock = START;

    Model(long seed) {
      this.random = new SplittableRandom(seed);
      this.seed = "seed " + seed;
      this.coolDown = Duration.ofSeconds(random.nextInt(1, 1_200));
      open(Samples.sale(4));
      coolDown(coolDown);
    }

    void compare(int commands) {
      for (int i = 0; i < commands; i++) {
        if (random.nextInt(20) == 0) {
          node = new Node(store, sale);
        }
        step();
      }
    }

    private void step() {
      List<HoldId> ids = List.copyOf(open.keySet());
      HoldId some =
          ids.isEmpty() ? HoldId.of(sale.event().id(), 0) : ids.get(random.nextInt(ids.size()));
      switch (random.nextInt(8)) {
        case 0, 1, 2, 3 -> place(someone(), someSeats());
        case 4 -> change(some, someSeats(), someSeats());
        case 5 -> {
          if (node.commit(new Command.Release(some), null) instanceof Outcome.Released) {
            end(some, clock);
          }
        }
        case 6 -> node.commit(new Command.Expire(1), null);
        default -> {
          Duration passed = Duration.ofSeconds(random.nextInt(600));
          clock = clock.plus(passed);
          CoolDownContract.this.wait(passed);
        }
      }
    }

    private void place(Holder holder, List<String> seats) {
      Outcome outcome = node.commit(node.placing(holder, seats.toArray(String[]::new)), null);
      if (agrees(outcome, holder, seats)) {
        var terms = terms(held(outcome));
        open.put(terms.id(), new Had(holder, seats, terms.expiresAt()));
      }
    }

    private void change(HoldId id, List<String> add, List<String> remove) {
      Outcome outcome = node.commit(changing(id, add, remove), null);
      Had before = open.get(id);
      if (before != null && agrees(outcome, before.holder, add)) {
        List<String> after = new ArrayList<>(before.seats);
        after.removeAll(remove);
        after.addAll(add);
        open.put(id, new Had(before.holder, after, before.until));
        letGo.add(new Had(before.holder, remove, clock));
      }
    }

    /// @return whether it was held
    private boolean agrees(Outcome outcome, Holder holder, List<String> seats) {
      open.entrySet().removeIf(hold -> isOver(hold.getValue()));
      List<CoolingDown.Seat> expected = new ArrayList<>();
      for (String seat : seats) {
        letGo.stream()
            .filter(had -> had.holder.equals(holder) && had.seats.contains(seat))
            .map(had -> had.until.plus(coolDown))
            .max(Instant::compareTo)
            .filter(clock::isBefore)
            .ifPresent(end -> expected.add(new CoolingDown.Seat(seat, end)));
      }
      boolean isHeld = outcome instanceof Outcome.Held;
      boolean isCooling = outcome instanceof Outcome.Refused(CoolingDown _);
      if (isHeld || isCooling) {
        assertThat(isCooling ? ((CoolingDown) refusal(outcome)).seats() : List.of())
            .as(seed)
            .isEqualTo(expected);
      }
      return isHeld;
    }

    private boolean isOver(Had had) {
      boolean isOver = !clock.isBefore(had.until);
      if (isOver) {
        letGo.add(had);
      }
      return isOver;
    }

    private void end(HoldId id, Instant at) {
      Had had = open.remove(id);
      if (had != null) {
        letGo.add(new Had(had.holder, had.seats, at.isBefore(had.until) ? at : had.until));
      }
    }

    private Holder someone() {
      return List.of(ADA, BOB, HOME).get(random.nextInt(3));
    }

    private List<String> someSeats() {
      List<String> seats = new ArrayList<>(List.of("S-1", "S-2", "S-3", "S-4"));
      seats.removeIf(_ -> random.nextInt(3) > 0);
      return seats;
    }
  }
}
