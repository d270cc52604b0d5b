package dev.holdfast.testkit;

import static dev.holdfast.testkit.Node.changing;
import static dev.holdfast.testkit.Node.refusal;
import static dev.holdfast.testkit.Samples.HOLD;
import static dev.holdfast.testkit.Samples.START;
import static java.time.temporal.ChronoUnit.MICROS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.hold.HoldView;
import dev.holdfast.domain.ledger.Change;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.LedgerEntry;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What the store's clock does to a hold, swept or not.
abstract class ExpiryContract extends LedgerContract {
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
  @Tag("I4")
  void seatsOfADueHoldAreAvailableAndCanBeHeldBeforeAnySweep() {
    HoldTerms due = terms(node.hold("S-1", "S-2"));
    wait(HOLD);

    assertThat(availability().available()).isEqualTo(12);
    assertThat(availability().stamp().due()).isEqualTo(1);
    node.hold("S-2", "S-3");

    assertThat(availability().held()).as("the due hold is expired wholly").containsExactly(1, 2);
    assertThat(availability().stamp().due()).isZero();
    assertThat(entries().get(1).change()).isEqualTo(Change.expired(due));
    assertThat(entries().get(2).change().kind()).isEqualTo("placed");
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
  void releasingADueHoldExpiresIt() {
    HoldTerms due = terms(node.hold("S-1"));
    wait(HOLD);

    assertThat(node.commit(new Command.Release(due.id()), null)).isEqualTo(new Outcome.Released());
    assertThat(entries().getLast().change()).isEqualTo(Change.expired(due));
  }

  @Test
  @Tag("I4")
  void theSweepExpiresTheEarliestFirstAndNoMoreThanAsked() {
    HoldTerms first = terms(node.hold("S-1"));
    wait(Duration.ofSeconds(1));
    HoldTerms second = terms(node.hold("S-2"));
    wait(Duration.ofSeconds(1));
    node.hold("S-3");
    assertThat(node.ledger().eventsDue(10)).doesNotContain(sale.event().id());
    store.setClock(START.plus(HOLD).plusSeconds(1));
    assertThat(node.ledger().eventsDue(10)).contains(sale.event().id());
    assertThat(node.ledger().overdue()).isGreaterThanOrEqualTo(Duration.ofSeconds(1));

    assertThat(node.commit(new Command.Expire(1), null)).isEqualTo(new Outcome.Expired(1));
    assertThat(node.commit(new Command.Expire(10), null)).isEqualTo(new Outcome.Expired(1));
    assertThat(node.commit(new Command.Expire(10), null)).isEqualTo(new Outcome.Expired(0));

    assertThat(entries().subList(3, 5))
        .extracting(LedgerEntry::change)
        .containsExactly(Change.expired(first), Change.expired(second));
    assertThat(node.ledger().eventsDue(10)).doesNotContain(sale.event().id());
  }
}
