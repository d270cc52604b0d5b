package dev.holdfast.testkit;

import static dev.holdfast.testkit.Node.changing;
import static dev.holdfast.testkit.Node.held;
import static dev.holdfast.testkit.Node.refusal;
import static dev.holdfast.testkit.Node.retyping;
import static dev.holdfast.testkit.Samples.HOLD;
import static dev.holdfast.testkit.Samples.LIFETIME;
import static dev.holdfast.testkit.Samples.PRICE;
import static dev.holdfast.testkit.Samples.START;
import static java.time.temporal.ChronoUnit.MICROS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldView;
import dev.holdfast.domain.hold.PricedSeat;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What a hold can be: how it is placed, changed and extended, and which seats it cannot have.
abstract class HoldingContract extends LedgerContract {
  @Test
  @Tag("I7")
  void aHoldTakesItsSeatsAndQuotesThem() {
    HoldView view = node.hold("S-3", "S-1");

    assertThat(terms(view).seats())
        .containsExactly(
            new PricedSeat(2, "adult", PRICE, 0), new PricedSeat(0, "adult", PRICE, 0));
    assertThat(terms(view).total()).isEqualTo(2 * PRICE);
    assertThat(terms(view).placedAt()).isEqualTo(START);
    assertThat(terms(view).expiresAt()).isEqualTo(START.plus(HOLD));
    assertThat(terms(view).maxExpiresAt()).isEqualTo(START.plus(LIFETIME));
    assertThat(view.details()).isEqualTo(Samples.details());
    assertThat(availability().held()).containsExactly(0, 2);
    assertThat(availability().available()).isEqualTo(10);
  }

  @Test
  void aChosenTicketTypeHasItsPrice() {
    var withChild = node.placing(Map.of("S-2", "child"), "S-1", "S-2");

    assertThat(terms(held(node.commit(withChild, null))).seats())
        .containsExactly(
            new PricedSeat(0, "adult", PRICE, 0), new PricedSeat(1, "child", PRICE / 2, 0));
  }

  @Test
  @Tag("I1")
  void seatsOfALiveHoldAreNotToBeHadAndNothingIsTaken() {
    node.hold("S-1");
    long version = node.state().version();

    Refusal refusal = refusal(node.commit(node.placing("S-2", "S-1"), null));

    assertThat(refusal)
        .isEqualTo(
            new Refusal.SeatsUnavailable(
                List.of(
                    new Refusal.Conflict("S-1", Refusal.Conflict.Reason.HELD, START.plus(HOLD))),
                List.of()));
    assertThat(availability().held()).containsExactly(0);
    assertThat(node.state().version()).isEqualTo(version);
  }

  @Test
  @Tag("I1")
  void soldSeatsAreNotToBeHad() {
    node.confirm(terms(node.hold("S-1")).id());

    assertThat(refusal(node.commit(node.placing("S-1"), null)))
        .isEqualTo(
            new Refusal.SeatsUnavailable(
                List.of(new Refusal.Conflict("S-1", Refusal.Conflict.Reason.RESERVED, null)),
                List.of()));
  }

  @Test
  void aSelectionThatCannotBeIsInvalid() {
    assertThat(fieldsOf(node.placing())).containsExactly("seats");
    assertThat(fieldsOf(node.placing("S-1", "S-2", "S-3", "S-4", "S-5"))).containsExactly("seats");
    assertThat(fieldsOf(node.placing("S-1", "X", "S-1"))).containsExactly("seats/1", "seats/2");
    assertThat(fieldsOf(node.placing(Map.of("S-1", "dog", "S-2", "adult"), "S-1")))
        .containsExactlyInAnyOrder("seats/0/ticketType", "seats");
    assertThat(entries()).isEmpty();
  }

  @Test
  void theSaleOpensInclusivelyAndClosesExclusively() {
    Instant open = START.plusSeconds(10);
    Instant close = START.plusSeconds(20);
    open(Samples.sale(12, open, close));
    var early = new Refusal.SalesClosed(Refusal.SalesClosed.Phase.NOT_OPEN, open, close);
    var late = new Refusal.SalesClosed(Refusal.SalesClosed.Phase.OVER, open, close);

    store.setClock(open.minus(1, MICROS));
    assertThat(refusal(node.commit(node.placing("S-1"), null))).isEqualTo(early);
    store.setClock(open);
    HoldId first = terms(node.hold("S-1")).id();
    store.setClock(close.minus(1, MICROS));
    node.hold("S-2");
    store.setClock(close);
    assertThat(refusal(node.commit(node.placing("S-3"), null))).isEqualTo(late);
    assertThat(refusal(node.commit(changing(first, List.of("S-3"), List.of()), null)))
        .isEqualTo(late);
    held(node.commit(new Command.Extend(first), null));
    node.confirm(first);
  }

  @Test
  void whatCannotBeChosenIsToldBeforeThatTheSaleIsOver() {
    open(Samples.sale(12, null, START));

    assertThat(fieldsOf(node.placing("X"))).containsExactly("seats/0");
  }

  @Test
  void aHoldIsChangedAllOrNothingAndKeepsItsExpiry() {
    HoldId id = terms(node.hold("S-1", "S-2")).id();
    node.hold("S-5");
    wait(Duration.ofMinutes(1));

    assertThat(refusal(node.commit(changing(id, List.of("S-3", "S-5"), List.of("S-1")), null)))
        .isInstanceOf(Refusal.SeatsUnavailable.class);
    assertThat(availability().held()).containsExactly(0, 1, 4);

    HoldView view = held(node.commit(changing(id, List.of("S-3"), List.of("S-1")), null));
    assertThat(terms(view).numbers()).containsExactly(1, 2);
    assertThat(terms(view).expiresAt()).isEqualTo(START.plus(HOLD));
    assertThat(view.details()).isEqualTo(Samples.details());
    assertThat(availability().held()).containsExactly(1, 2, 4);
  }

  @Test
  void anotherTicketTypeChangesTheQuote() {
    HoldId id = terms(node.hold("S-1", "S-2")).id();

    var retype = retyping(id, Map.of("S-1", "child"));
    assertThat(terms(held(node.commit(retype, null))).total()).isEqualTo(PRICE + PRICE / 2);
    long version = node.state().version();
    assertThat(terms(held(node.commit(retype, null))).total()).isEqualTo(PRICE + PRICE / 2);
    assertThat(node.state().version()).as("the same again changes nothing").isEqualTo(version);
  }

  @Test
  void aChangeThatCannotBeIsInvalid() {
    HoldId id = terms(node.hold("S-1", "S-2")).id();
    node.hold("S-3");

    assertThat(fieldsOf(changing(id, List.of(), List.of()))).containsExactly("");
    assertThat(fieldsOf(changing(id, List.of(), List.of("S-1", "S-2"))))
        .containsExactly("remove/seats");
    assertThat(fieldsOf(changing(id, List.of("S-1"), List.of()))).containsExactly("add/seats/0");
    assertThat(fieldsOf(changing(id, List.of(), List.of("S-3")))).containsExactly("remove/seats/0");
    assertThat(fieldsOf(changing(id, List.of("S-4", "S-5", "S-6"), List.of())))
        .containsExactly("add/seats");
    assertThat(fieldsOf(changing(id, List.of("X", "S-4", "S-4"), List.of("Y"))))
        .containsExactly("remove/seats/0", "add/seats/0", "add/seats/2");
    assertThat(entries()).hasSize(2);
  }

  @Test
  void extendingReachesOneDurationFromNowButNotPastTheLifetime() {
    HoldId id = terms(node.hold("S-1")).id();

    wait(Duration.ofMinutes(5));
    HoldView once = held(node.commit(new Command.Extend(id), null));
    assertThat(terms(once).expiresAt()).isEqualTo(START.plus(Duration.ofMinutes(20)));

    wait(Duration.ofMinutes(14));
    HoldView twice = held(node.commit(new Command.Extend(id), null));
    assertThat(terms(twice).expiresAt()).isEqualTo(START.plus(LIFETIME));

    long version = node.state().version();
    HoldView thrice = held(node.commit(new Command.Extend(id), null));
    assertThat(terms(thrice).expiresAt()).isEqualTo(START.plus(LIFETIME));
    assertThat(node.state().version()).isEqualTo(version);
  }
}
