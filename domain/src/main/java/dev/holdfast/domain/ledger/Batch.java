package dev.holdfast.domain.ledger;

import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldDetails;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.hold.HoldView;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.hold.ReservationView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A batch of commands of one event as it was decided, and what of it is to be stored. The event's
/// state is as before, until {@link #entries} are applied to it.
///
/// What is stored is the *net* result: however often a seat changed hands within the batch, it has
/// one change from what was before to what is after.
///
/// @param version of the ledger before the batch
/// @param epoch of the ledger
/// @param at the instant of the decision
/// @param outcomes one for each submission, in order
/// @param entries the ledger entries, in order
/// @param claims the seats whose claim is another than before, by ascending number
/// @param placed the holds that are new, as they are after the batch
/// @param changed the earlier holds whose seats or expiry changed, as they are after the batch
/// @param ended the other earlier holds that ended
/// @param sold the holds that were confirmed, new or earlier
/// @param confirmed the reservations that are new, as they are after the batch
/// @param cancelled the earlier reservations that changed, as they are after the batch
/// @param cancellations every cancellation with its reason, of earlier reservations and of new ones
/// @param answers the answers to keep for idempotency keys
/// @param lastNumbers of the areas whose numbers increase, after the batch; see
///     {@link EventState#lastNumbers}
/// @param nextExpiry the earliest expiry of an open hold after the batch; empty if there is none
public record Batch(
    Sale sale,
    long epoch,
    long version,
    Instant at,
    List<Outcome> outcomes,
    List<LedgerEntry> entries,
    List<ClaimChange> claims,
    List<Placed> placed,
    List<Hold> changed,
    List<Hold> ended,
    List<Placed> sold,
    List<Reservation> confirmed,
    List<Reservation> cancelled,
    List<Cancellation> cancellations,
    List<KeptAnswer> answers,
    List<Integer> lastNumbers,
    Optional<Instant> nextExpiry) {

  /// A hold with what it carries.
  public record Placed(Hold hold, HoldDetails details) {}

  /// What becomes of one seat or place.
  ///
  /// @param before empty if it was free
  /// @param after empty if it is free
  public record ClaimChange(int number, Optional<Claim> before, Optional<Claim> after) {
    private Optional<ClaimChange> finalPart() {
      var change =
          new ClaimChange(
              number,
              before.filter(Claim.Reserved.class::isInstance),
              after.filter(Claim.Reserved.class::isInstance));
      return change.before.equals(change.after) ? Optional.empty() : Optional.of(change);
    }
  }

  /// Some sold seats that went back to the pool.
  ///
  /// @param reason null if none was given
  public record Cancellation(
      ReservationId reservationId, List<Integer> numbers, @Nullable String reason) {}

  /// Whether there is anything to store.
  public boolean isEmpty() {
    return entries.isEmpty() && answers.isEmpty();
  }

  /// Decides the submissions in order, each seeing the changes of those before it.
  ///
  /// @param state at the event's head
  /// @param found what the store keeps of what the submissions name and the state does not
  /// @param now the store's clock, read under the event's lock, not before the state's last entry
  public static Batch decide(
      EventState state, Recollection found, List<Submission> submissions, Instant now) {
    synchronized (state) {
      return decide(new Draft(state, found), state, submissions, now);
    }
  }

  private static Batch decide(
      Draft draft, EventState state, List<Submission> submissions, Instant now) {
    List<Outcome> outcomes = new ArrayList<>();
    List<LedgerEntry> entries = new ArrayList<>();
    List<KeptAnswer> answers = new ArrayList<>();
    Set<HoldId> changedHolds = new LinkedHashSet<>();
    Set<HoldId> endedHolds = new LinkedHashSet<>();
    Set<HoldId> newHolds = new LinkedHashSet<>();
    Set<HoldId> soldHolds = new LinkedHashSet<>();
    Set<ReservationId> reservations = new LinkedHashSet<>();
    Set<ReservationId> newReservations = new LinkedHashSet<>();
    List<Cancellation> cancellations = new ArrayList<>();
    for (Submission submission : submissions) {
      Optional<Outcome> earlier = earlier(draft, submission, now);
      if (earlier.isPresent()) {
        outcomes.add(earlier.get());
        continue;
      }
      Decision decision = Decider.decide(draft, submission.command(), now);
      for (Change change : decision.changes()) {
        for (Effect effect : change.effects()) {
          switch (effect) {
            case Effect.HoldOpened(HoldTerms terms) -> newHolds.add(terms.id());
            case Effect.HoldChanged(HoldId id, _) -> changedHolds.add(id);
            case Effect.HoldExtended(HoldId id, _) -> changedHolds.add(id);
            case Effect.HoldEnded(HoldId id, Effect.Ending ending) -> {
              endedHolds.add(id);
              if (ending instanceof Effect.Ending.Sold(ReservationId reservationId)) {
                soldHolds.add(id);
                newReservations.add(reservationId);
              }
            }
            case Effect.Moved(List<Integer> numbers, Claim.Reserved(ReservationId id), _) -> {
              reservations.add(id);
              cancellations.add(new Cancellation(id, numbers, reason(submission.command())));
            }
            case Effect.Moved _ -> {}
          }
        }
        entries.add(draft.append(now, change));
      }
      remember(draft, submission, decision.outcome()).ifPresent(answers::add);
      outcomes.add(decision.outcome());
    }
    changedHolds.removeAll(newHolds);
    endedHolds.removeAll(newHolds);
    endedHolds.removeAll(changedHolds);
    reservations.removeAll(newReservations);
    return new Batch(
        state.sale(),
        state.epoch(),
        state.version(),
        now,
        outcomes,
        entries,
        draft.claimChanges(),
        newHolds.stream().map(id -> placed(draft, id)).toList(),
        changedHolds.stream().map(id -> draft.hold(id).orElseThrow()).toList(),
        endedHolds.stream().map(id -> draft.hold(id).orElseThrow()).toList(),
        soldHolds.stream().map(id -> placed(draft, id)).toList(),
        newReservations.stream().map(id -> draft.reservation(id).orElseThrow()).toList(),
        reservations.stream().map(id -> draft.reservation(id).orElseThrow()).toList(),
        cancellations,
        answers,
        draft.occupancy().lastNumbers(),
        draft.nextExpiry());
  }

  private static Placed placed(Draft draft, HoldId id) {
    return new Placed(draft.hold(id).orElseThrow(), draft.details(id).orElseThrow());
  }

  /// Whether something of it is final: a sale, or a cancellation of one.
  public boolean isFinal() {
    return !confirmed.isEmpty() || !cancelled.isEmpty();
  }

  /// What of it is final, for a store that knows of sold seats alone. To that, a hold is new when
  /// it is sold, and a seat is free until then.
  ///
  /// @param version of the last entry that this store has
  public Batch finalPart(long version) {
    Set<ReservationId> changed =
        Stream.concat(confirmed.stream(), cancelled.stream())
            .map(Reservation::id)
            .collect(Collectors.toSet());
    return new Batch(
        sale,
        epoch,
        version,
        at,
        outcomes,
        entries.stream().filter(entry -> entry.change().isFinal()).toList(),
        finalClaims(),
        sold,
        List.of(),
        List.of(),
        sold,
        confirmed,
        cancelled,
        cancellations,
        answers.stream()
            .filter(
                answer ->
                    answer.reservationId() != null && changed.contains(answer.reservationId()))
            .toList(),
        lastNumbers,
        Optional.empty());
  }

  /// The seats that are sold after the batch and were not before, or the other way round.
  public List<ClaimChange> finalClaims() {
    return claims.stream().flatMap(change -> change.finalPart().stream()).toList();
  }

  /// Why a hold can't be placed, whenever it is decided between two instants; empty if it could be,
  /// or only the ledger can tell.
  ///
  /// @param state an event's state at a version of which nothing later is known
  public static Optional<Refusal> hopeless(
      EventState state, Command.Place place, Instant earliest, Instant latest) {
    synchronized (state) {
      var draft = new Draft(state, Recollection.NONE);
      return Decider.decide(draft, place, latest).outcome() instanceof Outcome.Refused
              && Decider.decide(draft, place, earliest).outcome()
                  instanceof Outcome.Refused(Refusal refusal)
          ? Optional.of(refusal)
          : Optional.empty();
    }
  }

  private static @Nullable String reason(Command command) {
    return command instanceof Command.Cancel cancel ? cancel.reason() : null;
  }

  /// Lets the commands that follow in the batch see what the state itself does not keep.
  private static Optional<KeptAnswer> remember(
      Draft draft, Submission submission, Outcome outcome) {
    if (submission.command() instanceof Command.Place place && outcome instanceof Outcome.Held) {
      draft.recall(place.holdId(), place.details());
    }
    switch (outcome) {
      case Outcome.Confirmed confirmed -> draft.recall(confirmed.reservation().reservation());
      case Outcome.Cancelled cancelled -> draft.recall(cancelled.reservation().reservation());
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
    answer.ifPresent(draft::recall);
    return answer;
  }

  /// What the same key was answered before; empty if it is new or there is none.
  private static Optional<Outcome> earlier(Draft draft, Submission submission, Instant now) {
    RequestKey key = submission.key();
    if (key == null) {
      return Optional.empty();
    }
    return draft
        .answer(key)
        .map(
            answer ->
                answer.key().fingerprint().equals(key.fingerprint())
                    ? new Outcome.Replayed(replay(draft, answer, now))
                    : new Outcome.Refused(new Refusal.KeyReused()));
  }

  private static Outcome replay(Draft draft, KeptAnswer answer, Instant now) {
    return switch (answer.kind()) {
      case HELD -> {
        HoldId id = Objects.requireNonNull(answer.holdId());
        yield new Outcome.Held(
            new HoldView(
                draft.sale(), draft.hold(id).orElseThrow(), draft.details(id).orElseThrow(), now));
      }
      case CONFIRMED -> new Outcome.Confirmed(reservation(draft, answer), false);
      case CONFIRMED_BEFORE -> new Outcome.Confirmed(reservation(draft, answer), true);
      case CANCELLED -> new Outcome.Cancelled(reservation(draft, answer));
    };
  }

  private static ReservationView reservation(Draft draft, KeptAnswer answer) {
    ReservationId id = Objects.requireNonNull(answer.reservationId());
    return new ReservationView(draft.sale(), draft.reservation(id).orElseThrow());
  }
}
