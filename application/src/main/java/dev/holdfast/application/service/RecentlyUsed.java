package dev.holdfast.application.service;

import dev.holdfast.application.concurrent.SingleFlight;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/// Keeps the values used last, of things that never change, up to a total weight.
final class RecentlyUsed<K, V> {
  private final int maxWeight;
  private final ToIntFunction<V> weight;
  private final Predicate<V> isToBeKept;
  private final Map<K, V> kept = new LinkedHashMap<>(16, 0.75f, true);
  private final SingleFlight<K, Optional<V>> looking = new SingleFlight<>();
  private long total;

  RecentlyUsed(int maxWeight, ToIntFunction<V> weight) {
    this(maxWeight, weight, _ -> true);
  }

  /// @param isToBeKept false for what may change, and is found anew each time
  RecentlyUsed(int maxWeight, ToIntFunction<V> weight, Predicate<V> isToBeKept) {
    this.maxWeight = maxWeight;
    this.weight = weight;
    this.isToBeKept = isToBeKept;
  }

  /// The value of a key: the one kept, or else the one found, which is then kept. While one thread
  /// looks, the others who want the same wait for it.
  Optional<V> get(K key, Function<K, Optional<V>> find) {
    Optional<V> known = known(key);
    if (known.isPresent()) {
      return known;
    }
    return looking.get(
        key,
        () -> {
          Optional<V> found = find.apply(key);
          found.filter(isToBeKept).ifPresent(value -> keep(key, value));
          return found;
        });
  }

  /// Keeps a value no longer.
  synchronized void forget(K key) {
    V before = kept.remove(key);
    total -= before == null ? 0 : weight.applyAsInt(before);
  }

  /// The value of a key if it is kept.
  synchronized Optional<V> known(K key) {
    return Optional.ofNullable(kept.get(key));
  }

  /// Keeps a value that need not be looked for.
  synchronized void keep(K key, V value) {
    V before = kept.put(key, value);
    total += weight.applyAsInt(value) - (before == null ? 0 : weight.applyAsInt(before));
    Iterator<V> eldest = kept.values().iterator();
    while (total > maxWeight && kept.size() > 1) {
      total -= weight.applyAsInt(eldest.next());
      eldest.remove();
    }
  }
}
