package dev.holdfast.domain.ledger;

import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who can't hold which seats again yet, or those who could before.
final class CoolDowns {
  /// Who cools down for which seat.
  private record Of(int number, long mark) {}

  /// The ends, those first that were added first.
  private final Map<Of, Instant> ends = new LinkedHashMap<>();

  /// Adds one, in the place of an earlier one of the same seat and holder.
  void add(CoolDown coolDown) {
    var of = new Of(coolDown.number(), coolDown.mark());
    ends.remove(of);
    ends.put(of, coolDown.endsAt());
  }

  /// Forgets what has ended, up to the first that has not. After a shorter cool-down was set, some
  /// others stay for no longer than the one before lasted.
  void forget(Instant now) {
    Iterator<Instant> oldest = ends.values().iterator();
    while (oldest.hasNext() && !now.isBefore(oldest.next())) {
      oldest.remove();
    }
  }

  /// When it ends for a holder of a seat; empty if there was none or it was forgotten.
  Optional<Instant> end(int number, long mark) {
    @Nullable Instant end = ends.isEmpty() ? null : ends.get(new Of(number, mark));
    return Optional.ofNullable(end);
  }

  /// All that were not forgotten.
  List<CoolDown> all() {
    return ends.entrySet().stream()
        .map(one -> new CoolDown(one.getKey().number, one.getKey().mark, one.getValue()))
        .toList();
  }
}
