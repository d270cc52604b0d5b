package dev.holdfast.domain.ledger;

import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldView;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.hold.ReservationView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// A batch of commands of one event as it was decided, and what of it is to be stored. The event's
/// state is as before, until {@link #entries} are applied to it.
///
/// @param version of the ledger before the batch
/// @param epoch of the ledger
/// @param at the instant of the decision, by the store's clock
/// @param outcomes one for each submission, in order
/// @param entries the ledger entries, in order
public record Batch(
    Sale sale,
    long epoch,
    long version,
    Instant at,
    List<Outcome> outcomes,
    List<LedgerEntry> entries,
    Delta delta) {
  public Batch {
    outcomes = List.copyOf(outcomes);
    entries = List.copyOf(entries);
  }

  /// Whether there is anything to store.
  public boolean isEmpty() {
    return entries.isEmpty() && delta.answers().isEmpty();
  }

  /// Decides the submissions in order, each seeing the changes of those before it.
  ///
  /// @param state at the event's head
  /// @param found what the store keeps of what the submissions name and the state does not
  /// @param now the store's clock, read under the event's lock, not before the state's last entry
  public static Batch decide(
      EventState state, LookupResult found, List<Submission> submissions, Instant now) {
    synchronized (state) {
      var draft = new Draft(state, found);
      List<Outcome> outcomes = new ArrayList<>();
      List<LedgerEntry> entries = new ArrayList<>();
      for (Submission submission : submissions) {
        outcomes.add(
            BrowserConfirm.refusal(draft, submission.command())
                .or(() -> MandateCaps.refusal(draft, submission.command(), submission.by()))
                .<Outcome>map(Outcome.Refused::new)
                .or(() -> earlier(draft, submission, now))
                .orElseGet(() -> decide(draft, entries, submission, now)));
      }
      return new Batch(
          state.sale(), state.epoch(), state.version(), now, outcomes, entries, draft.delta());
    }
  }

  private static Outcome decide(
      Draft draft, List<LedgerEntry> entries, Submission submission, Instant now) {
    Decision decision = Decider.decide(draft, submission.command(), submission.by(), now);
    for (Change change : decision.changes()) {
      entries.add(draft.append(now, change));
    }
    remember(draft, submission, decision.outcome());
    return decision.outcome();
  }

  /// Whether something of it must never be lost, wherever holds are: what is final, and answers
  /// that are about the event itself, also where there was nothing to change.
  public boolean isFinal() {
    return entries.stream().anyMatch(entry -> entry.change().isFinal())
        || delta.answers().stream().anyMatch(KeptAnswer::isOfEvent);
  }

  /// What the store's clock may not show yet when this is stored, since the first of the holds that
  /// it sells expires then; empty if it sells none.
  ///
  /// Each was sold by the event's time, which the batch itself may have advanced before or after.
  public Optional<Instant> storedBefore() {
    if (delta.reservations().isEmpty()) {
      return Optional.empty();
    }
    Map<ReservationId, Reservation> sold = new HashMap<>();
    delta.reservations().forEach(row -> sold.put(row.key(), row.present()));
    return delta.holds().stream()
        .map(Delta.Row::present)
        .filter(Hold.Confirmed.class::isInstance)
        .map(Hold.Confirmed.class::cast)
        .map(
            hold -> {
              Instant soldAt = Objects.requireNonNull(sold.get(hold.reservationId())).confirmedAt();
              return at.plus(Duration.between(soldAt, hold.terms().expiresAt()));
            })
        .min(Instant::compareTo);
  }

  /// What of it is final, for a store that knows of no seats but sold and blocked ones.
  ///
  /// @param lastVersion of the last entry that this store has
  public Batch finalPart(long lastVersion) {
    return new Batch(
        sale,
        epoch,
        lastVersion,
        at,
        outcomes,
        entries.stream().filter(entry -> entry.change().isFinal()).toList(),
        delta.finalPart());
  }

  /// Why a hold can't be placed, whenever it is decided between two instants; empty if it could be,
  /// or only the ledger can tell. By what mandate it comes is not asked.
  ///
  /// @param state an event's state at a version of which nothing later is known
  public static Optional<Refusal> hopeless(
      EventState state, Command.Place place, Instant earliest, Instant latest) {
    synchronized (state) {
      var draft = new Draft(state, LookupResult.NONE);
      // Whoever has just given seats back on another node may have others at once. And what is
      // refused to hoarders is counted where it is decided.
      return Decider.decide(draft, place, null, latest).outcome()
                  instanceof Outcome.Refused(Refusal atLast)
              && !(atLast instanceof Refusal.HoldLimitReached)
              && !(atLast instanceof Refusal.CoolingDown)
              && Decider.decide(draft, place, null, earliest).outcome()
                  instanceof Outcome.Refused(Refusal refusal)
          ? Optional.of(refusal)
          : Optional.empty();
    }
  }

  /// Lets the commands that follow in the batch see what the state itself does not keep.
  private static void remember(Draft draft, Submission submission, Outcome outcome) {
    if (submission.command() instanceof Command.Place place && outcome instanceof Outcome.Held) {
      draft.put(place.holdId(), place.details());
    }
    switch (outcome) {
      case Outcome.Confirmed confirmed -> draft.put(confirmed.reservation().reservation());
      case Outcome.Cancelled cancelled -> draft.put(cancelled.reservation().reservation());
      case Outcome.Held _,
          Outcome.Configured _,
          Outcome.Released _,
          Outcome.Expired _,
          Outcome.Replayed _,
          Outcome.Refused _ -> {}
    }
    RequestKey key = submission.key();
    if (key != null) {
      answer(key, submission.command(), outcome).ifPresent(draft::put);
    }
  }

  private static Optional<KeptAnswer> answer(RequestKey key, Command command, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Held(HoldView hold) ->
          Optional.of(new KeptAnswer(key, KeptAnswer.Kind.HELD, hold.hold().terms().id(), null));
      case Outcome.Confirmed(ReservationView view, boolean confirmedBefore) ->
          Optional.of(
              new KeptAnswer(
                  key,
                  confirmedBefore ? KeptAnswer.Kind.CONFIRMED_BEFORE : KeptAnswer.Kind.CONFIRMED,
                  null,
                  view.reservation().id()));
      case Outcome.Cancelled(ReservationView view) ->
          Optional.of(
              new KeptAnswer(key, KeptAnswer.Kind.CANCELLED, null, view.reservation().id()));
      case Outcome.Configured _ ->
          Optional.of(new KeptAnswer(key, KeptAnswer.Kind.CONFIGURED, null, null));
      case Outcome.Refused(Refusal refusal) -> refused(key, command, refusal);
      case Outcome.Released _, Outcome.Expired _, Outcome.Replayed _ -> Optional.empty();
    };
  }

  /// That a command about a hold or a reservation was refused is kept, so that the same request is
  /// not carried out if it arrives again on a slower way. That nothing could be placed is not: it
  /// would cost a write for each refused buyer, and a hold that nobody knows of ends by itself.
  private static Optional<KeptAnswer> refused(RequestKey key, Command command, Refusal refusal) {
    if (refusal instanceof Refusal.NotFound) {
      return Optional.empty();
    }
    return switch (command) {
      case Command.OfHold of ->
          Optional.of(new KeptAnswer(key, KeptAnswer.Kind.REFUSED, of.holdId(), null));
      case Command.OfReservation of ->
          Optional.of(new KeptAnswer(key, KeptAnswer.Kind.REFUSED, null, of.reservationId()));
      case Command.Place _, Command.Expire _, Command.OfEvent _ -> Optional.empty();
    };
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
                    ? replay(draft, submission, answer, now)
                    : new Outcome.Refused(new Refusal.KeyReused()));
  }

  private static Outcome replay(
      Draft draft, Submission submission, KeptAnswer answer, Instant now) {
    if (answer.kind() == KeptAnswer.Kind.REFUSED) {
      return Decider.decide(draft, submission.command(), submission.by(), now).outcome()
              instanceof Outcome.Refused again
          ? again
          : new Outcome.Refused(new Refusal.RefusedBefore());
    }
    return new Outcome.Replayed(original(draft, answer, now));
  }

  private static Outcome original(Draft draft, KeptAnswer answer, Instant now) {
    return switch (answer.kind()) {
      case HELD -> {
        HoldId id = Objects.requireNonNull(answer.holdId());
        yield new Outcome.Held(
            new HoldView(
                draft.sale(),
                draft.hold(id).orElseThrow(),
                draft.details(id).orElseThrow(),
                draft.sale().now(now)));
      }
      case CONFIRMED -> new Outcome.Confirmed(reservation(draft, answer), false);
      case CONFIRMED_BEFORE -> new Outcome.Confirmed(reservation(draft, answer), true);
      case CANCELLED -> new Outcome.Cancelled(reservation(draft, answer));
      case CONFIGURED -> new Outcome.Configured(draft.sale());
      case REFUSED -> throw new IllegalArgumentException("refused: nothing to replay");
    };
  }

  private static ReservationView reservation(Draft draft, KeptAnswer answer) {
    ReservationId id = Objects.requireNonNull(answer.reservationId());
    return new ReservationView(draft.sale(), draft.reservation(id).orElseThrow());
  }
}
