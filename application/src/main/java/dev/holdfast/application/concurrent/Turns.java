package dev.holdfast.application.concurrent;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Lets those who come with the same key do their work one after another, in the order in which
/// they came.
public final class Turns<K> {
  private final Map<K, CompletableFuture<Void>> last = new ConcurrentHashMap<>();

  /// Does this once all have ended who came before with the same key.
  public <V> V inTurn(K key, Supplier<V> work) {
    var mine = new CompletableFuture<Void>();
    var before = last.put(key, mine);
    try {
      if (before != null) {
        before.join();
      }
      return work.get();
    } finally {
      mine.complete(null);
      last.remove(key, mine);
    }
  }
}
