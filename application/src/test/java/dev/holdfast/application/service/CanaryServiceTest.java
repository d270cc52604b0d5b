package dev.holdfast.application.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.application.Examples;
import dev.holdfast.application.port.in.Caller;
import dev.holdfast.application.port.in.Reservations;
import dev.holdfast.application.port.in.SeatHolds;
import dev.holdfast.application.port.in.SeatViews;
import dev.holdfast.application.port.in.Unavailable;
import dev.holdfast.domain.Page;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldDetails;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.hold.HoldView;
import dev.holdfast.domain.hold.Holder;
import dev.holdfast.domain.hold.PricedSeat;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.hold.ReservationView;
import dev.holdfast.domain.ledger.Availability;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.Holding;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Refusal;
import dev.holdfast.domain.ledger.RequestKey;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CanaryServiceTest {
  private static final Refusal TAKEN = new Refusal.SeatsUnavailable(List.of(), List.of());

  private final Shop shop = new Shop(Examples.saleOfSeats(4));

  private static CanaryService canary(Shop shop) {
    return new CanaryService(shop.sale.event().id(), shop, shop, shop, new Random());
  }

  /// A node with one event. It tells what it was asked for, and first does what is planned: a
  /// refusal is given, and an exception is thrown after all was done.
  private static final class Shop implements SeatViews, SeatHolds, Reservations {
    final Sale sale;
    final List<String> asked = new ArrayList<>();
    final Set<Integer> held = new HashSet<>();
    final Set<Integer> sold = new HashSet<>();
    final Map<String, Queue<Object>> planned = new HashMap<>();
    private final Map<HoldId, Integer> numbers = new HashMap<>();
    private final Map<ReservationId, HoldId> soldBy = new HashMap<>();

    Shop(Sale sale) {
      this.sale = sale;
    }

    void plan(String step, Object... fates) {
      planned.computeIfAbsent(step, _ -> new ArrayDeque<>()).addAll(List.of(fates));
    }

    private Outcome asked(String step, Outcome outcome, Runnable effect) {
      asked.add(step);
      Queue<Object> plan = planned.getOrDefault(step, new ArrayDeque<>());
      if (plan.peek() instanceof Refusal refusal) {
        plan.remove();
        return new Outcome.Refused(refusal);
      }
      effect.run();
      if (plan.poll() instanceof RuntimeException unanswered) {
        throw unanswered;
      }
      return outcome;
    }

    @Override
    public Optional<Availability> availability(EventId event) {
      var stamp = new Availability.Stamp(1, 1, 0);
      boolean hasSeats = !sale.seatMap().seats().isEmpty();
      List<Availability.AreaCount> areas =
          sale.seatMap().layout().areas().stream()
              .map(area -> new Availability.AreaCount(area, held.size(), sold.size(), 0))
              .toList();
      return Optional.of(
              new Availability(
                  sale,
                  stamp,
                  hasSeats ? held.stream().sorted().toList() : List.of(),
                  hasSeats ? sold.stream().sorted().toList() : List.of(),
                  List.of(),
                  areas))
          .filter(_ -> event.equals(sale.event().id()));
    }

    @Override
    public Outcome place(
        EventId event, Selection selection, Caller caller, @Nullable RequestKey key) {
      assertThat(selection.seats().size() + selection.areas().size()).isEqualTo(1);
      int number =
          selection.seats().isEmpty()
              ? sale.seatMap().places(selection.areas().getFirst().area()).orElseThrow().first()
              : sale.seatMap().number(selection.seats().getFirst()).orElseThrow();
      assertThat(held).doesNotContain(number);
      assertThat(sold).doesNotContain(number);
      var terms =
          new HoldTerms(
              HoldId.of(event, numbers.size()),
              List.of(new PricedSeat(number, null, 0, sale.seatMap().isSeat(number) ? 0 : 1)),
              Instant.EPOCH,
              Instant.MAX,
              Instant.MAX,
              Holder.NOBODY);
      var view =
          new HoldView(sale, new Hold.Open(terms), new HoldDetails("", null, null), Instant.EPOCH);
      return asked(
          "place",
          new Outcome.Held(view),
          () -> {
            held.add(number);
            numbers.put(terms.id(), number);
          });
    }

    private int number(HoldId hold) {
      return Optional.ofNullable(numbers.get(hold)).orElseThrow();
    }

    @Override
    public Outcome confirm(
        HoldId id, Confirmation confirmation, Caller caller, @Nullable RequestKey key) {
      var reservation = new ReservationId(id.value());
      return asked(
          "confirm",
          new Outcome.Confirmed(view(reservation, id), !held.contains(number(id))),
          () -> {
            soldBy.put(reservation, id);
            if (held.remove(number(id))) {
              sold.add(number(id));
            }
          });
    }

    @Override
    public Outcome cancel(
        ReservationId id,
        @Nullable List<String> seats,
        @Nullable List<Command.Numbers> areas,
        @Nullable String reason,
        Caller caller,
        @Nullable RequestKey key) {
      HoldId hold = Optional.ofNullable(soldBy.get(id)).orElseThrow();
      return asked(
          "cancel", new Outcome.Cancelled(view(id, hold)), () -> sold.remove(number(hold)));
    }

    private ReservationView view(ReservationId id, HoldId hold) {
      var seat = new PricedSeat(number(hold), null, 0, 0);
      return new ReservationView(
          sale,
          new Reservation(
              id, "code", hold, List.of(seat), Map.of(), null, Instant.EPOCH, Holder.NOBODY, null));
    }

    @Override
    public Outcome release(HoldId id, Caller caller) {
      throw new AssertionError("what is not confirmed expires");
    }

    @Override
    public Optional<HoldView> find(HoldId id, Caller caller) {
      throw new AssertionError("a canary does not look");
    }

    @Override
    public Optional<ReservationView> find(ReservationId id, Caller caller) {
      throw new AssertionError("a canary does not look");
    }

    @Override
    public Outcome change(HoldId id, Amendment amendment, Caller caller, @Nullable RequestKey key) {
      throw new AssertionError("a canary does not change its mind");
    }

    @Override
    public Optional<Page<HoldView>> list(
        EventId event,
        Hold.@Nullable Status status,
        @Nullable UUID after,
        int limit,
        Caller caller) {
      throw new AssertionError("a canary knows its holds");
    }

    @Override
    public Optional<Page<ReservationView>> list(
        EventId event, Filter filter, @Nullable UUID after, int limit, Caller caller) {
      throw new AssertionError("a canary knows its reservations");
    }

    @Override
    public Outcome expireNow(HoldId id, Caller caller, @Nullable RequestKey key) {
      throw new AssertionError("a canary is quick");
    }

    @Override
    public Outcome extend(HoldId id, Caller caller, @Nullable RequestKey key) {
      throw new AssertionError("a canary is quick");
    }

    @Override
    public String secretOf(HoldView hold) {
      throw new AssertionError("a canary needs no secret");
    }

    @Override
    public Optional<Availability.Stamp> stamp(EventId event) {
      throw new AssertionError("a canary does not poll");
    }

    @Override
    public Optional<Blocks> blocks(EventId event, Caller caller) {
      throw new AssertionError("a canary does not block");
    }

    @Override
    public Optional<Map<ClientId, Holding>> figures(EventId event, Caller caller) {
      throw new AssertionError("a canary does not count");
    }

    @Override
    public Optional<Changes> changes(EventId event, long since, @Nullable Long epoch, int atMost) {
      throw new AssertionError("a canary does not follow");
    }

    @Override
    public Optional<Watch> watch(EventId event, Runnable watcher) {
      throw new AssertionError("a canary does not watch");
    }
  }

  private void assertNothingIsLeft() {
    assertThat(shop.held).isEmpty();
    assertThat(shop.sold).isEmpty();
  }

  @Test
  void itHoldsConfirmsAndCancelsAndLeavesTheSeatFree() {
    assertThat(canary(shop).buy()).isEmpty();

    assertThat(shop.asked).containsExactly("place", "confirm", "cancel");
    assertNothingIsLeft();
  }

  @Test
  void itTakesOnlyWhatIsFreeAndInTimeAllOfThat() {
    shop.held.add(0);
    shop.sold.add(2);
    CanaryService canary = canary(shop);
    Set<Integer> taken = new HashSet<>();
    while (taken.size() < 2) {
      assertThat(canary.buy()).isEmpty();
      taken.addAll(shop.numbers.values());
    }

    assertThat(taken).containsExactlyInAnyOrder(1, 3);
  }

  @Test
  void itTakesAPlaceWhereThereAreNoSeats() {
    Shop area = new Shop(Examples.sale());

    assertThat(canary(area).buy()).isEmpty();
    assertThat(area.asked).containsExactly("place", "confirm", "cancel");
    assertThat(area.sold).isEmpty();
  }

  @Test
  void itTriesAnotherSeatWhenSomebodyWasQuickerButNotForEver() {
    shop.plan("place", TAKEN, TAKEN);
    assertThat(canary(shop).buy()).isEmpty();
    assertThat(shop.asked).containsExactly("place", "place", "place", "confirm", "cancel");

    shop.plan("place", TAKEN, TAKEN, TAKEN);
    assertThat(canary(shop).buy()).hasValueSatisfying(why -> assertThat(why).contains("Seats"));
  }

  @Test
  void itSaysWhyItWasRefused() {
    EventId event = shop.sale.event().id();
    EventId other = new EventId(new UUID(1, 2));
    assertThat(new CanaryService(other, shop, shop, shop, new Random()).buy())
        .hasValue("there is no event " + other);

    CanaryService canary = canary(shop);
    for (Refusal.SalesClosed.Phase phase : Refusal.SalesClosed.Phase.values()) {
      shop.plan("place", new Refusal.SalesClosed(phase, null, Instant.MAX));
    }
    String sales = "nothing of event " + event + " could be held: its sales are ";
    assertThat(canary.buy()).hasValue(sales + "not open yet");
    assertThat(canary.buy()).hasValue(sales + "over");
    assertThat(canary.buy()).hasValue(sales + "paused");

    shop.plan("confirm", new Refusal.HoldExpired(Instant.EPOCH));
    assertThat(canary.buy())
        .hasValue(
            "nothing of event %s could be confirmed: ".formatted(event)
                + new Outcome.Refused(new Refusal.HoldExpired(Instant.EPOCH)));

    shop.held.addAll(List.of(0, 1, 2, 3));
    assertThat(canary.buy()).hasValue("event " + event + " has no free seat or place");
  }

  @Test
  void withoutAnAnswerItLaterGoesOnFromThere() {
    CanaryService canary = canary(shop);
    shop.plan("confirm", new Unavailable("planned"), new Unavailable("still"));
    assertThatThrownBy(canary::buy).isInstanceOf(Unavailable.class).hasMessage("planned");
    assertThat(shop.sold).as("it was sold, though nobody said so").hasSize(1);
    assertThatThrownBy(canary::buy).hasMessage("still");
    assertThat(shop.asked).containsExactly("place", "confirm", "confirm");

    shop.asked.clear();
    assertThat(canary.buy()).isEmpty();
    assertThat(shop.asked).containsExactly("confirm", "cancel", "place", "confirm", "cancel");
    assertNothingIsLeft();

    shop.plan("cancel", new IllegalStateException("a defect"));
    assertThatThrownBy(canary::buy).hasMessage("a defect");
    assertThat(canary.buy()).isEmpty();
    assertNothingIsLeft();
  }

  @Test
  void whatExpiredMeanwhileDoesNotKeepItFromBuying() {
    CanaryService canary = canary(shop);
    shop.plan("confirm", new Unavailable("planned"), new Refusal.HoldExpired(Instant.EPOCH));
    assertThatThrownBy(canary::buy).isInstanceOf(Unavailable.class);

    shop.asked.clear();
    assertThat(canary.buy()).isEmpty();
    assertThat(shop.asked).containsExactly("confirm", "place", "confirm", "cancel");
  }
}
