package dev.holdfast.testkit;

import static dev.holdfast.testkit.Node.held;
import static dev.holdfast.testkit.Node.refusal;
import static dev.holdfast.testkit.Samples.HOLD;
import static dev.holdfast.testkit.Samples.START;
import static java.time.temporal.ChronoUnit.MICROS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.hold.HoldView;
import dev.holdfast.domain.ledger.Claim;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.LedgerEntry;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What can be done to the time of a test event.
abstract class TestModeContract extends LedgerContract {
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  @BeforeEach
  void openATestEvent() {
    open(Samples.inTestMode(Samples.sale(12)));
  }

  private Outcome advance(Duration by) {
    return node.commit(new Command.Advance(by), null);
  }

  private List<String> kinds() {
    return entries().stream().map(entry -> entry.change().kind()).toList();
  }

  private Settings stored() {
    EventState state = new EventState(sale);
    node.ledger().load(state);
    return state.sale().event().settings();
  }

  @Test
  void theTimeOfAnEventThatIsNoTestStaysTheClocks() {
    open(Samples.sale(12));
    HoldTerms terms = terms(node.hold("S-1"));

    assertThat(refusal(advance(TEN_MINUTES))).isEqualTo(new Refusal.NoTestEvent());
    assertThat(refusal(node.commit(new Command.ExpireNow(terms.id()), null)))
        .isEqualTo(new Refusal.NoTestEvent());
    assertThat(kinds()).containsExactly("placed");
  }

  @Test
  void allThatIsDecidedLaterIsDecidedByTheEventsTime() {
    advance(TEN_MINUTES);
    Instant now = START.plus(TEN_MINUTES);

    HoldView view = node.hold("S-1");
    assertThat(view.now()).isEqualTo(now);
    assertThat(terms(view).placedAt()).isEqualTo(now);
    assertThat(terms(view).expiresAt()).isEqualTo(now.plus(HOLD));
    assertThat(node.confirm(terms(view).id()).confirmedAt()).isEqualTo(now);
    assertThat(stored().clockAhead()).isEqualTo(TEN_MINUTES);
  }

  @Test
  void theLedgerIsOrderedByTheStoresClock() {
    advance(TEN_MINUTES);
    node.hold("S-1");

    assertThat(entries()).extracting(LedgerEntry::at).containsOnly(START);
  }

  @Test
  @Tag("I4")
  void whatIsDueThenIsExpiredAtOnce() {
    HoldTerms due = terms(node.hold("S-1"));
    advance(HOLD.dividedBy(2));
    HoldTerms live = terms(node.hold("S-2"));
    var block = new Claim.Blocked("camera", null, START.plus(HOLD));
    node.commit(new Command.Block(List.of("S-3"), List.of(), block), null);

    advance(HOLD.minus(HOLD.dividedBy(2)));

    assertThat(kinds().subList(4, 7)).containsExactly("clock-advanced", "expired", "block-expired");
    assertThat(entries().get(5).change().holdId()).isEqualTo(due.id());
    assertThat(availability().held()).containsExactly(1);
    assertThat(availability().blocked()).isEmpty();
    assertThat(node.ledger().eventsDue(10)).doesNotContain(sale.event().id());

    wait(HOLD.dividedBy(2));
    assertThat(availability().held()).as("as much time has passed as for " + live).isEmpty();
    assertThat(node.ledger().eventsDue(10)).contains(sale.event().id());
    assertThat(node.commit(new Command.Expire(10), null)).isEqualTo(new Outcome.Expired(1));
  }

  @Test
  @Tag("I3")
  void aHoldCanBeConfirmedUpToTheLastMicrosecondOfItsTime() {
    HoldTerms terms = terms(node.hold("S-1"));
    advance(TEN_MINUTES);
    wait(HOLD.minus(TEN_MINUTES).minus(1, MICROS));

    assertThat(node.confirm(terms.id()).confirmedAt())
        .isEqualTo(terms.expiresAt().minus(1, MICROS));
  }

  @Test
  @Tag("I3")
  void confirmingAtTheInstantOfExpiryIsRefused() {
    HoldTerms terms = terms(node.hold("S-1"));
    advance(TEN_MINUTES);
    wait(HOLD.minus(TEN_MINUTES));

    assertThat(refusal(node.commit(node.confirming(terms.id()), null)))
        .isEqualTo(new Refusal.HoldExpired(terms.expiresAt()));
  }

  @Test
  @Tag("I3")
  void whatIsSoldInOneBatchWithAnAdvanceIsJudgedByTheTimeOfItsOwn() {
    HoldTerms first = terms(node.hold("S-1"));
    HoldTerms second = terms(node.hold("S-2"));
    Command.Place third = node.placing("S-3");

    List<Outcome> outcomes =
        node.commit(
            node.confirming(first.id()),
            new Command.Advance(HOLD),
            node.confirming(second.id()),
            third,
            node.confirming(third.holdId()),
            new Command.Advance(HOLD));

    assertThat(Node.confirmed(outcomes.get(0)).confirmedAt()).isEqualTo(START);
    assertThat(refusal(outcomes.get(2))).isEqualTo(new Refusal.HoldExpired(second.expiresAt()));
    assertThat(Node.confirmed(outcomes.get(4)).confirmedAt()).isEqualTo(START.plus(HOLD));
  }

  @Test
  @Tag("I4")
  void whatIsPlacedInOneBatchWithAnAdvanceIsDueAfterIt() {
    Command.Place place = node.placing("S-1");

    List<Outcome> outcomes =
        node.commit(place, new Command.Advance(HOLD), node.placing("S-1", "S-2"));

    held(outcomes.get(2));
    assertThat(kinds()).containsExactly("placed", "clock-advanced", "expired", "placed");
  }

  @Test
  void salesOpenAndCloseByTheEventsTime() {
    open(Samples.inTestMode(Samples.sale(12, START.plus(TEN_MINUTES), START.plus(HOLD))));
    assertThat(refusal(node.commit(node.placing("S-1"), null)))
        .isInstanceOf(Refusal.SalesClosed.class);

    advance(TEN_MINUTES);
    node.hold("S-1");

    advance(HOLD.minus(TEN_MINUTES));
    assertThat(refusal(node.commit(node.placing("S-2"), null)))
        .isInstanceOf(Refusal.SalesClosed.class);
  }

  @Test
  @Tag("I6")
  void otherNodesLearnOfItByEntriesAndByWhatIsStored() {
    Node other = new Node(store, sale);
    other.ledger().load(other.state());
    advance(TEN_MINUTES);

    assertThat(terms(other.hold("S-1")).placedAt()).isEqualTo(START.plus(TEN_MINUTES));
    assertThat(terms(new Node(store, sale).hold("S-2")).placedAt())
        .isEqualTo(START.plus(TEN_MINUTES));
  }

  @Test
  void aStepBackOfTheClockLeavesTheEventsTimeWhereItIs() {
    advance(TEN_MINUTES);
    store.setClock(START.minusSeconds(3));

    assertThat(terms(node.hold("S-1")).placedAt()).isEqualTo(START.plus(TEN_MINUTES));
  }

  @Test
  void itOnlyGoesForwardAndNoFurtherThanTenYearsInAll() {
    for (Duration by :
        List.of(
            Duration.ZERO,
            Duration.ofMillis(-1),
            Duration.ofNanos(1_500_000),
            Settings.MOST_AHEAD.plusMillis(1),
            Duration.ofSeconds(Long.MAX_VALUE))) {
      assertThat(refusal(advance(by))).isInstanceOf(Refusal.InvalidSettings.class);
    }
    advance(Settings.MOST_AHEAD.minusMillis(1));
    assertThat(refusal(advance(Duration.ofMillis(2)))).isInstanceOf(Refusal.InvalidSettings.class);

    advance(Duration.ofMillis(1));
    assertThat(stored().clockAhead()).isEqualTo(Settings.MOST_AHEAD);
  }

  @Test
  void theTimeOfOneHoldCanBeEnded() {
    HoldTerms terms = terms(node.hold("S-1", "S-2"));
    HoldTerms other = terms(node.hold("S-3"));
    wait(Duration.ofMinutes(1));

    HoldView ended = held(node.commit(new Command.ExpireNow(terms.id()), null));

    Instant now = START.plus(Duration.ofMinutes(1));
    assertThat(ended.hold()).isEqualTo(new Hold.Expired(terms.withExpiresAt(now)));
    assertThat(kinds().getLast()).isEqualTo("expired");
    assertThat(availability().held()).containsExactly(2);
    assertThat(refusal(node.commit(node.confirming(terms.id()), null)))
        .isEqualTo(new Refusal.HoldExpired(now));
    assertThat(terms(held(node.commit(new Command.ExpireNow(terms.id()), null))))
        .as("again")
        .isEqualTo(ended.hold().terms());
    node.confirm(other.id());
    assertThat(refusal(node.commit(new Command.ExpireNow(other.id()), null)))
        .isEqualTo(new Refusal.HoldConfirmed());
  }

  @Test
  void theTimeOfAHoldCanBeEndedInTheBatchThatPlacesIt() {
    Command.Place place = node.placing("S-1");

    List<Outcome> outcomes = node.commit(place, new Command.ExpireNow(place.holdId()));

    assertThat(held(outcomes.getLast()).hold()).isInstanceOf(Hold.Expired.class);
    node.hold("S-1");
  }
}
