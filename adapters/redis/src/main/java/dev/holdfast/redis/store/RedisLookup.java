package dev.holdfast.redis.store;

import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldDetails;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.Delta;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.KeptAnswer;
import dev.holdfast.domain.ledger.Lookup;
import dev.holdfast.domain.ledger.LookupResult;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.domain.ledger.Submission;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What Redis keeps of what some commands name and the event's state does not: answers, ended
/// holds, and what holds carry.
public final class RedisLookup {
  private final EventKeys keys;
  private final boolean isNew;
  private final Map<String, RequestKey> answerKeys = new LinkedHashMap<>();
  private final Map<String, HoldId> detailKeys = new LinkedHashMap<>();
  private final Map<String, HoldId> endedKeys = new LinkedHashMap<>();
  private final Set<HoldId> asked = new HashSet<>();
  private final List<KeptAnswer> answers = new ArrayList<>();
  private final Map<HoldId, HoldDetails> details = new HashMap<>();
  private final Map<HoldId, Hold> ended = new HashMap<>();

  public RedisLookup(EventKeys keys, List<Submission> submissions) {
    this.keys = keys;
    this.isNew = submissions.stream().allMatch(each -> each.command() instanceof Command.Place);
    Lookup named = Lookup.by(submissions);
    named.keys().forEach(key -> answerKeys.put(keys.answer(key), key));
    named.holds().forEach(this::ask);
    for (Submission submission : submissions) {
      if (submission.command() instanceof Command.Place place) {
        detailKeys.put(keys.details(place.holdId()), place.holdId());
      }
    }
  }

  private void ask(HoldId hold) {
    asked.add(hold);
    detailKeys.put(keys.details(hold), hold);
    endedKeys.put(keys.ended(hold), hold);
  }

  /// Whether all that is named is new: there is nothing to be read if none of it is there.
  public boolean isNew() {
    return isNew;
  }

  /// The keys of the strings to be read.
  public List<String> wanted() {
    Set<String> wanted = new LinkedHashSet<>(answerKeys.keySet());
    wanted.addAll(detailKeys.keySet());
    wanted.addAll(endedKeys.keySet());
    return List.copyOf(wanted);
  }

  /// Takes what was read.
  ///
  /// @param values those of {@link #wanted}
  /// @return whether there is more to be read: what an answer was about
  public boolean take(Map<String, String> values) {
    take(values, answerKeys, Codec::answer, (_, answer) -> answers.add(answer));
    take(values, detailKeys, (_, json) -> Codec.details(json), details::put);
    take(values, endedKeys, (_, json) -> Codec.hold(json), ended::put);
    answerKeys.clear();
    detailKeys.clear();
    endedKeys.clear();
    for (KeptAnswer answer : answers) {
      HoldId hold = answer.holdId();
      if (hold != null && !asked.contains(hold)) {
        ask(hold);
      }
    }
    return !detailKeys.isEmpty();
  }

  private interface Taking<N, T> {
    @Nullable Object take(N name, T value);
  }

  private static <N, T> void take(
      Map<String, String> values,
      Map<String, N> asked,
      BiFunction<N, String, T> decoding,
      Taking<N, T> taking) {
    asked.forEach(
        (key, name) -> {
          String value = values.get(key);
          if (value != null) {
            taking.take(name, decoding.apply(name, value));
          }
        });
  }

  /// What is named that is final, or that Redis does not know: it may have been lost here.
  ///
  /// @param state of the event at its head
  public Lookup notHere(EventState state, List<Submission> submissions) {
    Lookup named = Lookup.by(submissions);
    Set<HoldId> holds =
        asked.stream()
            .filter(hold -> state.openHold(hold).isEmpty() && isFinalOrUnknown(hold))
            .collect(Collectors.toSet());
    Set<ReservationId> reservations = new HashSet<>(named.reservations());
    answers.forEach(
        answer -> Optional.ofNullable(answer.reservationId()).ifPresent(reservations::add));
    // The answer to a key is kept with what it is about: that of a sale where sales are final.
    boolean keysToo =
        !holds.isEmpty()
            || !reservations.isEmpty()
            || submissions.stream()
                .anyMatch(each -> each.key() != null && each.command().isFinal());
    return new Lookup(keysToo ? named.keys() : Set.of(), holds, reservations);
  }

  private boolean isFinalOrUnknown(HoldId hold) {
    Hold known = ended.get(hold);
    return known == null || known instanceof Hold.Confirmed;
  }

  /// Checks that new holds are not stored yet.
  ///
  /// @throws IllegalStateException if one is
  public void checkNew(List<Delta.Row<HoldId, Hold>> rows) {
    for (Delta.Row<HoldId, Hold> row : rows) {
      if (row.isNew() && details.containsKey(row.key())) {
        throw new IllegalStateException(
            "hold: " + row.key() + " (expected: one that is not stored)");
      }
    }
  }

  /// Everything together.
  ///
  /// @param sales what is known of what is final
  public LookupResult with(LookupResult sales) {
    sales.endedHolds().forEach(hold -> ended.putIfAbsent(hold.terms().id(), hold));
    sales.details().forEach(details::putIfAbsent);
    Map<RequestKey.Sender, KeptAnswer> all = new LinkedHashMap<>();
    sales.answers().forEach(answer -> all.put(answer.key().sender(), answer));
    answers.forEach(answer -> all.put(answer.key().sender(), answer));
    return new LookupResult(
        List.copyOf(ended.values()), details, sales.reservations(), List.copyOf(all.values()));
  }
}
