package dev.holdfast.domain.ledger;

import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldDetails;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.hold.ReservationId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a batch changes of what is stored, table by table. It is *net*: however often something
/// changed within the batch, it has one row from what was before to what is after.
///
/// @param settings null if they stay
/// @param claims by ascending number
/// @param holds no row has no `after`: holds end, but stay
/// @param details of the holds, as far as they were looked up; of those that are new always
/// @param reservations likewise
/// @param answers that are new
/// @param coolDowns that are new, each in the place of one of the same seat and holder
/// @param lastNumbers of the areas whose numbers increase; see {@link EventState#lastNumbers}
/// @param nextDue what the store's clock shows when the next open hold expires or the next block is
///     over; empty if there is none
public record Delta(
    @Nullable Settings settings,
    List<Row<Integer, Claim>> claims,
    List<Row<HoldId, Hold>> holds,
    Map<HoldId, HoldDetails> details,
    List<Row<ReservationId, Reservation>> reservations,
    List<KeptAnswer> answers,
    List<CoolDown> coolDowns,
    List<Integer> lastNumbers,
    Optional<Instant> nextDue) {
  public Delta {
    claims = List.copyOf(claims);
    holds = List.copyOf(holds);
    details = Map.copyOf(details);
    reservations = List.copyOf(reservations);
    answers = List.copyOf(answers);
    coolDowns = List.copyOf(coolDowns);
    lastNumbers = List.copyOf(lastNumbers);
  }

  /// What becomes of one row.
  ///
  /// @param before null if the row is inserted
  /// @param after null if the row is deleted
  public record Row<K, T>(K key, @Nullable T before, @Nullable T after) {
    /// Whether there was none before.
    public boolean isNew() {
      return before == null;
    }

    /// What is there afterwards, where nothing is deleted.
    public T present() {
      return Objects.requireNonNull(after);
    }
  }

  /// What of it is final, for a store that knows of no seats but sold and blocked ones. To that, a
  /// hold is new when it is sold, and a seat is free until then.
  Delta finalPart() {
    List<Row<HoldId, Hold>> sold = new ArrayList<>();
    for (Row<HoldId, Hold> row : holds) {
      if (row.after() instanceof Hold.Confirmed) {
        sold.add(new Row<>(row.key(), null, row.after()));
      }
    }
    Set<ReservationId> changed = reservations.stream().map(Row::key).collect(Collectors.toSet());
    return new Delta(
        settings,
        finalClaims(),
        sold,
        details,
        reservations,
        answers.stream()
            .filter(
                answer ->
                    answer.isOfEvent()
                        || (answer.reservationId() != null
                            && changed.contains(answer.reservationId())))
            .toList(),
        List.of(),
        lastNumbers,
        Optional.empty());
  }

  /// The seats that are sold or blocked after the batch and were not before, or the other way
  /// round.
  public List<Row<Integer, Claim>> finalClaims() {
    List<Row<Integer, Claim>> changes = new ArrayList<>();
    for (Row<Integer, Claim> row : claims) {
      Claim before = finalPart(row.before());
      Claim after = finalPart(row.after());
      if (!Objects.equals(before, after)) {
        changes.add(new Row<>(row.key(), before, after));
      }
    }
    return changes;
  }

  private static @Nullable Claim finalPart(@Nullable Claim claim) {
    return claim != null && claim.isFinal() ? claim : null;
  }
}
