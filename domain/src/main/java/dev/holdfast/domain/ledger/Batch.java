package dev.holdfast.domain.ledger;

import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldView;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.hold.ReservationView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A batch of commands of one event as it was decided, and what of it is to be stored.
///
/// What is stored is the *net* result: however often a seat changed hands within the batch, it has
/// one change from what was before to what is after.
///
/// @param outcomes one for each submission, in order
/// @param entries the ledger entries, in order
/// @param claims the seats whose claim is another than before, by ascending number
/// @param placed the holds that are new, as they are after the batch
/// @param held the earlier holds that changed, as they are after the batch
/// @param confirmed the reservations that are new, as they are after the batch
/// @param cancelled the earlier reservations that changed, as they are after the batch
/// @param cancellations every cancellation with its reason, of earlier reservations and of new ones
/// @param answers the answers to keep for idempotency keys
public record Batch(
    List<Outcome> outcomes,
    List<LedgerEntry> entries,
    List<ClaimChange> claims,
    List<Hold> placed,
    List<Hold> held,
    List<Reservation> confirmed,
    List<Reservation> cancelled,
    List<Cancellation> cancellations,
    List<KeptAnswer> answers) {

  /// What becomes of one seat.
  ///
  /// @param before empty if it was free
  /// @param after empty if it is free
  public record ClaimChange(int number, Optional<Claim> before, Optional<Claim> after) {}

  /// Some sold seats that went back to the pool.
  ///
  /// @param reason null if none was given
  public record Cancellation(
      ReservationId reservationId, List<Integer> numbers, @Nullable String reason) {}

  /// Whether there is anything to store.
  public boolean isEmpty() {
    return entries.isEmpty() && answers.isEmpty();
  }

  /// Decides the submissions in order, each seeing the changes of those before it, and brings the
  /// state forward by what was accepted.
  ///
  /// @param state at the event's head, with all recalled that the submissions name
  /// @param now the store's clock, read under the event's lock, not before the state's last entry
  public static Batch decide(EventState state, List<Submission> submissions, Instant now) {
    List<Outcome> outcomes = new ArrayList<>();
    List<LedgerEntry> entries = new ArrayList<>();
    List<KeptAnswer> answers = new ArrayList<>();
    Map<Integer, Optional<Claim>> before = new TreeMap<>();
    Set<HoldId> holds = new LinkedHashSet<>();
    Set<HoldId> newHolds = new LinkedHashSet<>();
    Set<ReservationId> reservations = new LinkedHashSet<>();
    Set<ReservationId> newReservations = new LinkedHashSet<>();
    List<Cancellation> cancellations = new ArrayList<>();
    for (Submission submission : submissions) {
      Optional<Outcome> earlier = earlier(state, submission, now);
      if (earlier.isPresent()) {
        outcomes.add(earlier.get());
        continue;
      }
      Decision decision = Decider.decide(state, submission.command(), now);
      for (SeatChange change : decision.changes()) {
        change.numbers().forEach(n -> before.computeIfAbsent(n, state::claim));
        switch (change) {
          case SeatChange.Placed placed -> newHolds.add(placed.holdId());
          case SeatChange.Changed changed -> holds.add(changed.holdId());
          case SeatChange.Extended extended -> holds.add(extended.holdId());
          case SeatChange.Released released -> holds.add(released.holdId());
          case SeatChange.Expired expired -> holds.add(expired.holdId());
          case SeatChange.Confirmed confirmed -> {
            holds.add(confirmed.holdId());
            newReservations.add(confirmed.reservationId());
          }
          case SeatChange.Cancelled(ReservationId id, List<Integer> numbers) -> {
            reservations.add(id);
            cancellations.add(new Cancellation(id, numbers, reason(submission.command())));
          }
        }
        var entry = new LedgerEntry(state.version() + 1, now, change);
        state.apply(entry);
        entries.add(entry);
      }
      remember(state, submission, decision.outcome()).ifPresent(answers::add);
      outcomes.add(decision.outcome());
    }
    holds.removeAll(newHolds);
    reservations.removeAll(newReservations);
    return new Batch(
        outcomes,
        entries,
        netClaims(state, before),
        newHolds.stream().map(id -> state.hold(id).orElseThrow()).toList(),
        holds.stream().map(id -> state.hold(id).orElseThrow()).toList(),
        newReservations.stream().map(id -> state.reservation(id).orElseThrow()).toList(),
        reservations.stream().map(id -> state.reservation(id).orElseThrow()).toList(),
        cancellations,
        answers);
  }

  private static @Nullable String reason(Command command) {
    return command instanceof Command.Cancel cancel ? cancel.reason() : null;
  }

  private static List<ClaimChange> netClaims(
      EventState state, Map<Integer, Optional<Claim>> before) {
    List<ClaimChange> changes = new ArrayList<>();
    before.forEach(
        (number, was) -> {
          Optional<Claim> is = state.claim(number);
          if (!was.equals(is)) {
            changes.add(new ClaimChange(number, was, is));
          }
        });
    return changes;
  }

  /// Lets the commands that follow in the batch see what the state itself does not keep.
  private static Optional<KeptAnswer> remember(
      EventState state, Submission submission, Outcome outcome) {
    if (submission.command() instanceof Command.Place place && outcome instanceof Outcome.Held) {
      state.recall(place.holdId(), place.details());
    }
    switch (outcome) {
      case Outcome.Confirmed confirmed -> state.recall(confirmed.reservation().reservation());
      case Outcome.Cancelled cancelled -> state.recall(cancelled.reservation().reservation());
      case Outcome.Held _,
          Outcome.Released _,
          Outcome.Expired _,
          Outcome.Replayed _,
          Outcome.Refused _ -> {}
    }
    RequestKey key = submission.key();
    if (key == null) {
      return Optional.empty();
    }
    Optional<KeptAnswer> answer =
        switch (outcome) {
          case Outcome.Held(HoldView hold) ->
              Optional.of(
                  new KeptAnswer(key, KeptAnswer.Kind.HELD, hold.hold().terms().id(), null));
          case Outcome.Confirmed(ReservationView view, boolean confirmedBefore) ->
              Optional.of(
                  new KeptAnswer(
                      key,
                      confirmedBefore
                          ? KeptAnswer.Kind.CONFIRMED_BEFORE
                          : KeptAnswer.Kind.CONFIRMED,
                      null,
                      view.reservation().id()));
          case Outcome.Cancelled(ReservationView view) ->
              Optional.of(
                  new KeptAnswer(key, KeptAnswer.Kind.CANCELLED, null, view.reservation().id()));
          case Outcome.Released _, Outcome.Expired _, Outcome.Replayed _, Outcome.Refused _ ->
              Optional.empty();
        };
    answer.ifPresent(state::recall);
    return answer;
  }

  /// What the same key was answered before; empty if it is new or there is none.
  private static Optional<Outcome> earlier(EventState state, Submission submission, Instant now) {
    RequestKey key = submission.key();
    if (key == null) {
      return Optional.empty();
    }
    return state
        .answer(key)
        .map(
            answer ->
                answer.key().fingerprint().equals(key.fingerprint())
                    ? new Outcome.Replayed(replay(state, answer, now))
                    : new Outcome.Refused(new Refusal.KeyReused()));
  }

  private static Outcome replay(EventState state, KeptAnswer answer, Instant now) {
    return switch (answer.kind()) {
      case HELD -> {
        HoldId id = Objects.requireNonNull(answer.holdId());
        yield new Outcome.Held(
            new HoldView(
                state.sale(), state.hold(id).orElseThrow(), state.details(id).orElseThrow(), now));
      }
      case CONFIRMED -> new Outcome.Confirmed(reservation(state, answer), false);
      case CONFIRMED_BEFORE -> new Outcome.Confirmed(reservation(state, answer), true);
      case CANCELLED -> new Outcome.Cancelled(reservation(state, answer));
    };
  }

  private static ReservationView reservation(EventState state, KeptAnswer answer) {
    ReservationId id = Objects.requireNonNull(answer.reservationId());
    return new ReservationView(state.sale(), state.reservation(id).orElseThrow());
  }
}
