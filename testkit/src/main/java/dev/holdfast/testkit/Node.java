package dev.holdfast.testkit;

import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldView;
import dev.holdfast.domain.hold.Holder;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Refusal;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.domain.ledger.Submission;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One node's way of changing one event's seats: a ledger and a state of its own.
public final class Node {
  private final Sale sale;
  private final SeatLedger ledger;
  private final EventState state;
  private final RandomGenerator random = RandomGenerator.getDefault();

  /// A node that knows nothing of the event yet.
  public Node(LedgerStore store, Sale sale) {
    this.sale = sale;
    this.ledger = store.newLedger();
    this.state = new EventState(sale);
  }

  /// The node's ledger.
  public SeatLedger ledger() {
    return ledger;
  }

  /// What the node knows of the event.
  public EventState state() {
    return state;
  }

  /// Commits one command.
  public Outcome commit(Command command, @Nullable RequestKey key) {
    return commit(List.of(new Submission(command, key))).getFirst();
  }

  /// Commits commands in one batch.
  public List<Outcome> commit(Command... commands) {
    return commit(Arrays.stream(commands).map(command -> new Submission(command, null)).toList());
  }

  /// Commits commands with their keys in one batch.
  public List<Outcome> commit(List<Submission> batch) {
    return ledger.commit(new SeatLedger.Work(state, batch));
  }

  /// A command that holds seats for the default ticket type.
  public Command.Place placing(String... seats) {
    return placing(Samples.ADA, seats);
  }

  /// A command that holds seats for somebody.
  public Command.Place placing(Holder holder, String... seats) {
    return placing(List.of(), Map.of(), holder, seats);
  }

  /// A command that holds places of areas, and seats for the default ticket type.
  public Command.Place placing(List<Command.Quantity> areas, String... seats) {
    return placing(areas, Map.of(), Samples.ADA, seats);
  }

  /// A command that holds seats for these ticket types, by the seats' ids.
  public Command.Place placing(Map<String, String> ticketTypes, String... seats) {
    return placing(List.of(), ticketTypes, Samples.ADA, seats);
  }

  private Command.Place placing(
      List<Command.Quantity> areas,
      Map<String, String> ticketTypes,
      Holder holder,
      String... seats) {
    return new Command.Place(
        HoldId.of(eventId(), random.nextLong()),
        List.of(seats),
        areas,
        ticketTypes,
        Samples.details(),
        holder);
  }

  /// A command that changes which seats a hold has.
  public static Command.Change changing(HoldId id, List<String> add, List<String> remove) {
    return new Command.Change(id, add, remove, List.of(), Map.of());
  }

  /// A command that gives seats of a hold other ticket types, by the seats' ids.
  public static Command.Change retyping(HoldId id, Map<String, String> ticketTypes) {
    return new Command.Change(id, List.of(), List.of(), List.of(), ticketTypes);
  }

  /// A command that confirms a hold.
  public Command.Confirm confirming(HoldId id) {
    return new Command.Confirm(
        id,
        ReservationId.of(eventId(), random.nextLong()),
        Long.toString(random.nextLong() >>> 14, 32),
        "order-1",
        null,
        false);
  }

  /// A command that takes sold seats back.
  ///
  /// @param seats null for all
  public static Command.Cancel cancelling(
      ReservationId id, @Nullable List<String> seats, @Nullable String reason) {
    return new Command.Cancel(id, seats, null, reason, false);
  }

  /// Holds seats and expects to get them.
  public HoldView hold(String... seats) {
    return held(commit(placing(seats), null));
  }

  /// Confirms a hold and expects that it can be.
  public Reservation confirm(HoldId id) {
    return confirmed(commit(confirming(id), null));
  }

  /// The hold of an outcome that is expected to have one.
  public static HoldView held(Outcome outcome) {
    if (outcome instanceof Outcome.Held(HoldView view)) {
      return view;
    }
    throw new AssertionError(outcome + " (expected: held)");
  }

  /// The reservation of an outcome that is expected to have one.
  public static Reservation confirmed(Outcome outcome) {
    if (outcome instanceof Outcome.Confirmed(var view, _)) {
      return view.reservation();
    }
    throw new AssertionError(outcome + " (expected: confirmed)");
  }

  /// The reservation of an outcome that is expected to have cancelled some of it.
  public static Reservation cancelled(Outcome outcome) {
    if (outcome instanceof Outcome.Cancelled(var view)) {
      return view.reservation();
    }
    throw new AssertionError(outcome + " (expected: cancelled)");
  }

  /// The refusal of an outcome that is expected to be one.
  public static Refusal refusal(Outcome outcome) {
    if (outcome instanceof Outcome.Refused(Refusal refusal)) {
      return refusal;
    }
    throw new AssertionError(outcome + " (expected: refused)");
  }

  private EventId eventId() {
    return sale.event().id();
  }
}
