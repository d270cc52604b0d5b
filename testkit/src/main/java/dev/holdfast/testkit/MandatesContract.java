package dev.holdfast.testkit;

import static dev.holdfast.testkit.Node.changing;
import static dev.holdfast.testkit.Node.held;
import static dev.holdfast.testkit.Node.refusal;
import static dev.holdfast.testkit.Node.retyping;
import static dev.holdfast.testkit.Samples.HOLD;
import static dev.holdfast.testkit.Samples.PRICE;
import static dev.holdfast.testkit.Samples.SHOP;
import static dev.holdfast.testkit.Samples.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.client.Mandate;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.Holder;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.Mandated;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Refusal;
import dev.holdfast.domain.ledger.Refusal.MandateExceeded;
import dev.holdfast.domain.ledger.Refusal.MandateExceeded.Cap;
import dev.holdfast.domain.ledger.Submission;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What somebody can do whose key has a mandate, however the purchase is divided.
abstract class MandatesContract extends LedgerContract {
  private static final Holder AGENT = Holder.ofCustomer(SHOP, 77);
  private static final Instant UNTIL = START.plus(Duration.ofHours(1));
  private static final Refusal NOT_FOUND = new Refusal.NotFound();

  private Outcome commit(Command command, Mandate mandate) {
    return node.commit(List.of(new Submission(command, null, new Mandated(mandate, AGENT))))
        .getFirst();
  }

  /// Three seats, and what two cost.
  private Mandate mandate() {
    return mandate(3, 2 * PRICE, UNTIL);
  }

  private Mandate mandate(int maxSeats, long maxTotal, Instant until) {
    return new Mandate(sale.event().id(), maxSeats, maxTotal, sale.event().currency(), until);
  }

  private HoldId hold(String... seats) {
    return held(commit(node.placing(AGENT, seats), mandate())).hold().terms().id();
  }

  private static MandateExceeded exceeded(Cap cap, long value, long limit) {
    return new MandateExceeded(cap, Long.toString(value), Long.toString(limit));
  }

  @Test
  void allHoldsTogetherCostNoMoreThanTheTotal() {
    HoldId first = hold("S-1");
    MandateExceeded tooDear = exceeded(Cap.MAX_TOTAL, 3 * PRICE, 2 * PRICE);
    assertThat(refusal(commit(node.placing(AGENT, "S-2", "S-3"), mandate()))).isEqualTo(tooDear);
    assertThat(refusal(commit(changing(first, List.of("S-2", "S-3"), List.of()), mandate())))
        .isEqualTo(tooDear);
    held(commit(retyping(first, Map.of("S-1", "child")), mandate()));
    HoldId second = hold("S-2");
    held(commit(changing(second, List.of("S-3"), List.of("S-2")), mandate()));
    held(commit(retyping(second, Map.of("S-3", "child")), mandate()));
    held(commit(retyping(first, Map.of("S-1", "adult")), mandate()));
    assertThat(refusal(commit(retyping(second, Map.of("S-3", "adult")), mandate(3, PRICE, UNTIL))))
        .isEqualTo(exceeded(Cap.MAX_TOTAL, 2 * PRICE, PRICE));
    assertThat(availability().held()).hasSize(2);
  }

  @Test
  void allHoldsTogetherHaveNoMoreThanTheSeats() {
    Mandate cheap = mandate(3, 100 * PRICE, UNTIL);
    HoldId first = held(commit(node.placing(AGENT, "S-1", "S-2"), cheap)).hold().terms().id();
    MandateExceeded tooMany = exceeded(Cap.MAX_SEATS, 4, 3);
    assertThat(refusal(commit(node.placing(AGENT, "S-3", "S-4"), cheap))).isEqualTo(tooMany);
    assertThat(refusal(commit(changing(first, List.of("S-3", "S-4"), List.of()), cheap)))
        .isEqualTo(tooMany);
    held(commit(node.placing(AGENT, "S-3"), cheap));
    commit(new Command.Release(first), cheap);
    held(commit(node.placing(AGENT, "S-4", "S-5"), cheap));
    wait(HOLD);
    held(commit(node.placing(AGENT, "S-1", "S-2", "S-3"), cheap));
  }

  @Test
  void aMandateIsForOnePurchase() {
    HoldId first = hold("S-1");
    HoldId second = hold("S-2");
    Reservation sold = Node.confirmed(commit(node.confirming(first), mandate()));
    MandateExceeded used = exceeded(Cap.RESERVED, 1, 0);
    assertThat(refusal(commit(node.placing(AGENT, "S-3"), mandate()))).isEqualTo(used);
    assertThat(refusal(commit(changing(second, List.of("S-3"), List.of()), mandate())))
        .isEqualTo(used);
    held(commit(retyping(second, Map.of("S-2", "child")), mandate()));
    node.confirm(second);
    // A node that has just started knows it, too.
    node = new Node(store, sale);
    assertThat(refusal(commit(node.placing(AGENT, "S-3"), mandate())))
        .isEqualTo(exceeded(Cap.RESERVED, 2, 0));
    commit(Node.cancelling(sold.id(), null, null), mandate());
    assertThat(refusal(commit(node.placing(AGENT, "S-3"), mandate()))).isEqualTo(used);
  }

  @Test
  void aMandateIsForOneEventAndItsCurrencyAndEnds() {
    var elsewhere = new EventId(new UUID(9, 9));
    Currency yen = Currency.getInstance("JPY");
    var event = sale.event().id();
    assertThat(
            refusal(
                commit(
                    node.placing(AGENT, "S-1"),
                    new Mandate(elsewhere, 3, 2 * PRICE, sale.event().currency(), UNTIL))))
        .isEqualTo(new MandateExceeded(Cap.EVENT_ID, event.toString(), elsewhere.toString()));
    assertThat(
            refusal(
                commit(node.placing(AGENT, "S-1"), new Mandate(event, 3, 2 * PRICE, yen, UNTIL))))
        .isEqualTo(
            new MandateExceeded(Cap.CURRENCY, sale.event().currency().getCurrencyCode(), "JPY"));

    Instant end = START.plus(Duration.ofMinutes(1));
    Mandate ending = mandate(3, 2 * PRICE, end);
    HoldId id = held(commit(node.placing(AGENT, "S-1"), ending)).hold().terms().id();
    wait(Duration.ofMinutes(1).minusNanos(1_000));
    held(commit(new Command.Extend(id), ending));
    wait(Duration.ofNanos(1_000));
    var over = new MandateExceeded(Cap.UNTIL, end.toString(), end.toString());
    for (Command command :
        List.of(
            node.placing(AGENT, "S-2"),
            changing(id, List.of("S-2"), List.of()),
            new Command.Extend(id),
            node.confirming(id))) {
      assertThat(refusal(commit(command, ending))).as("%s", command).isEqualTo(over);
    }
    assertThat(commit(new Command.Release(id), ending)).isEqualTo(new Outcome.Released());
  }

  @Test
  void whatIsNoneOfTheMandatesIsNotThere() {
    HoldId other = node.hold("S-1").hold().terms().id();
    Reservation sold = node.confirm(node.hold("S-2").hold().terms().id());
    for (Command command :
        List.of(
            changing(other, List.of("S-3"), List.of()),
            new Command.Extend(other),
            node.confirming(other),
            new Command.Release(other),
            Node.cancelling(sold.id(), null, null),
            new Command.Pause(true))) {
      assertThat(refusal(commit(command, mandate()))).as("%s", command).isEqualTo(NOT_FOUND);
    }
    // Others may touch the mandate's holds as they may touch any.
    HoldId id = hold("S-4");
    held(node.commit(changing(id, List.of("S-5", "S-6"), List.of()), null));
    node.confirm(id);
  }
}
