package dev.holdfast.testkit;

import static dev.holdfast.testkit.Node.changing;
import static dev.holdfast.testkit.Node.held;
import static dev.holdfast.testkit.Node.refusal;
import static dev.holdfast.testkit.Samples.ADA;
import static dev.holdfast.testkit.Samples.HOLD;
import static dev.holdfast.testkit.Samples.SHOP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.event.HoldLimits;
import dev.holdfast.domain.event.HoldLimits.Limit;
import dev.holdfast.domain.event.SettingsPatch;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.Holder;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.Holding;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Refusal.HoldLimitReached;
import dev.holdfast.domain.ledger.Refusal.HoldLimitReached.Scope;
import dev.holdfast.domain.ledger.RequestKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// How many seats and places one customer, one client and one address may have.
abstract class HoardingContract extends LedgerContract {
  private static final Holder BOB = Holder.ofCustomer(SHOP, 1912);
  private static final Holder HOME = Holder.ofAddress(null, 64);

  private void limit(SettingsPatch.Builder limits) {
    assertThat(node.commit(new Command.Configure(limits.build(), null), null))
        .isInstanceOf(Outcome.Configured.class);
  }

  private void limitCustomers(int held, int total) {
    limit(SettingsPatch.builder().customerLimit(new Limit(held, total)));
  }

  private HoldId hold(Holder holder, String... seats) {
    return terms(held(node.commit(node.placing(holder, seats), null))).id();
  }

  @Test
  void aCustomerMayHoldSoManySeatsAndPlacesInAllHoldsTogether() {
    open(Samples.saleWithAreas(12));
    limitCustomers(3, 0);
    HoldId first = hold(ADA, "S-1", "S-2");
    var pit = List.of(new Command.Quantity("Pit", 2, null));
    var reached = new HoldLimitReached(Scope.CUSTOMER, 3, 2, 0);

    assertThat(refusal(node.commit(node.placing(ADA, "S-3", "S-4"), null))).isEqualTo(reached);
    assertThat(refusal(node.commit(node.placing(pit), null))).isEqualTo(reached);
    assertThat(refusal(node.commit(changing(first, List.of("S-3", "S-4"), List.of()), null)))
        .isEqualTo(reached);
    assertThat(
            refusal(
                node.commit(new Command.Change(first, List.of(), List.of(), pit, Map.of()), null)))
        .isEqualTo(reached);
    held(node.commit(changing(first, List.of("S-3", "S-4"), List.of("S-1", "S-2")), null));
    hold(ADA, "S-5");
    hold(BOB, "S-6", "S-7", "S-8");
    assertThat(availability().held()).hasSize(6);
  }

  @Test
  void whatIsGivenBackCanBeHeldAgain() {
    limitCustomers(2, 0);
    HoldId first = hold(ADA, "S-1", "S-2");
    held(node.commit(changing(first, List.of(), List.of("S-2")), null));
    HoldId second = hold(ADA, "S-2");
    node.commit(new Command.Release(first), null);
    node.confirm(second);

    hold(ADA, "S-3", "S-4");
  }

  @Test
  void aHoldCountsUntilTheInstantOfItsExpiryThoughNobodyHasSweptIt() {
    limitCustomers(2, 0);
    hold(ADA, "S-1", "S-2");
    wait(HOLD.minus(Duration.ofNanos(1_000)));
    assertThat(refusal(node.commit(node.placing(ADA, "S-3"), null)))
        .isEqualTo(new HoldLimitReached(Scope.CUSTOMER, 2, 2, 0));
    wait(Duration.ofNanos(1_000));

    hold(ADA, "S-3", "S-4");
    assertThat(refusal(node.commit(node.placing(ADA, "S-5"), null)))
        .isEqualTo(new HoldLimitReached(Scope.CUSTOMER, 2, 2, 0));
    assertThat(entries()).extracting(entry -> entry.change().kind()).doesNotContain("expired");
  }

  @Test
  void whatIsReservedCountsTowardsTheTotalUntilItIsCancelled() {
    limitCustomers(0, 3);
    Reservation sold = node.confirm(hold(ADA, "S-1", "S-2"));
    HoldId open = hold(ADA, "S-3");
    assertThat(refusal(node.commit(node.placing(ADA, "S-4"), null)))
        .isEqualTo(new HoldLimitReached(Scope.CUSTOMER, 3, 1, 2));

    node.commit(Node.cancelling(sold.id(), List.of("S-1"), null), null);
    held(node.commit(changing(open, List.of("S-4"), List.of()), null));
    node.commit(Node.cancelling(sold.id(), null, null), null);
    assertThat(refusal(node.commit(node.placing(ADA, "S-1", "S-2"), null)))
        .isEqualTo(new HoldLimitReached(Scope.CUSTOMER, 3, 2, 0));
    hold(ADA, "S-1");
  }

  @Test
  void aClientIsCountedOverAllOfItsCustomers() {
    limit(SettingsPatch.builder().clientLimit(new Limit(2, 3)));
    node.confirm(hold(ADA, "S-1"));
    hold(BOB, "S-2");

    assertThat(refusal(node.commit(node.placing(Holder.of(SHOP), "S-3", "S-4"), null)))
        .isEqualTo(new HoldLimitReached(Scope.CLIENT, 2, 1, 1));
    hold(Holder.of(SHOP), "S-3");
    hold(HOME, "S-4", "S-5", "S-6");
    hold(Holder.NOBODY, "S-7", "S-8", "S-9");
    EventState state = new EventState(sale);
    node.ledger().load(state);
    assertThat(state.holdings(Samples.START)).isEqualTo(Map.of(SHOP, new Holding(2, 1)));
    assertThat(state.holdings(Samples.START.plus(HOLD))).isEqualTo(Map.of(SHOP, new Holding(0, 1)));
  }

  @Test
  void aStrangerHoldsFiftySeatsFromOneAddressAtMostUnlessItIsSetOtherwise() {
    open(Samples.sale(60));
    holdFifty(HOME, Scope.ADDRESS);
    hold(Holder.ofAddress(null, 128), "S-51");

    limit(SettingsPatch.builder().addressLimit(Limit.NONE));
    hold(HOME, "S-52");
  }

  /// Whoever visits a page that makes buyer tokens is a customer.
  @Test
  void aCustomerHoldsFiftySeatsAtMostUnlessItIsSetOtherwise() {
    open(Samples.sale(60));
    holdFifty(ADA, Scope.CUSTOMER);
    hold(BOB, "S-51");

    limit(SettingsPatch.builder().customerLimit(Limit.NONE));
    hold(ADA, "S-52");
  }

  private void holdFifty(Holder holder, Scope scope) {
    for (int first = 1; first <= 45; first += 4) {
      hold(holder, "S-" + first, "S-" + (first + 1), "S-" + (first + 2), "S-" + (first + 3));
    }
    assertThat(refusal(node.commit(node.placing(holder, "S-49", "S-50", "S-51"), null)))
        .isEqualTo(new HoldLimitReached(scope, 50, 48, 0));
    hold(holder, "S-49", "S-50");
  }

  @Test
  @Tag("I6")
  void otherNodesCountTheSameWhetherTheyLearnOfItByEntriesOrByWhatIsStored() {
    Node follower = new Node(store, sale);
    follower.ledger().load(follower.state());
    limitCustomers(3, 4);
    hold(ADA, "S-1");
    node.confirm(hold(ADA, "S-2", "S-3"));
    var reached = new HoldLimitReached(Scope.CUSTOMER, 4, 1, 2);

    for (Node other : List.of(follower, new Node(store, sale))) {
      assertThat(refusal(other.commit(other.placing(ADA, "S-4", "S-5"), null))).isEqualTo(reached);
    }
    held(follower.commit(follower.placing(ADA, "S-4"), null));
    assertThat(refusal(node.commit(node.placing(ADA, "S-5"), null)))
        .isEqualTo(new HoldLimitReached(Scope.CUSTOMER, 4, 2, 2));
  }

  @Test
  void whatABatchItselfHoldsAndGivesBackCounts() {
    limitCustomers(2, 0);
    Command.Place first = node.placing(ADA, "S-1");
    List<Outcome> outcomes =
        node.commit(
            first,
            node.placing(ADA, "S-2"),
            node.placing(ADA, "S-3"),
            new Command.Release(first.holdId()),
            node.placing(ADA, "S-3"),
            node.placing(ADA, "S-4"));

    var reached = new HoldLimitReached(Scope.CUSTOMER, 2, 2, 0);
    assertThat(refusal(outcomes.get(2))).isEqualTo(reached);
    held(outcomes.get(4));
    assertThat(refusal(outcomes.get(5))).isEqualTo(reached);
  }

  @Test
  @Tag("I5")
  void aRequestThatWasCarriedOutIsAnsweredAgainThoughTheLimitIsReached() {
    limitCustomers(1, 0);
    var key = new RequestKey("shop", "once", "body");
    Command place = node.placing(ADA, "S-1");
    Outcome first = node.commit(place, key);

    assertThat(node.commit(place, key)).isEqualTo(new Outcome.Replayed(first));
  }

  @Test
  void whoeverHasMoreThanALimitThatIsLoweredKeepsItAndGetsNoMore() {
    HoldId all = hold(ADA, "S-1", "S-2", "S-3");
    limitCustomers(1, 1);

    assertThat(refusal(node.commit(changing(all, List.of("S-4"), List.of()), null)))
        .isEqualTo(new HoldLimitReached(Scope.CUSTOMER, 1, 3, 0));
    held(node.commit(changing(all, List.of("S-4"), List.of("S-1")), null));
    node.confirm(all);
  }

  @Test
  void limitsAreStoredAndStayWhenSomethingElseChanges() {
    limitCustomers(4, 8);
    limit(SettingsPatch.builder().clientLimit(new Limit(0, 1_000)));
    limit(SettingsPatch.builder().name("Matinée"));

    EventState state = new EventState(sale);
    node.ledger().load(state);
    assertThat(state.sale().event().settings().limits())
        .isEqualTo(new HoldLimits(new Limit(4, 8), new Limit(0, 1_000), new Limit(50, 0)));
  }
}
