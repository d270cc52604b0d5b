package dev.holdfast.application.concurrent;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Lets one thread find what many want: when a sale opens, thousands ask for the same.
public final class SingleFlight<K, V> {
  private final Map<K, CompletableFuture<V>> flights = new ConcurrentHashMap<>();

  /// What is found, or thrown, by the thread that is at it, or else by this one.
  public V get(K key, Supplier<V> find) {
    var mine = new CompletableFuture<V>();
    var others = flights.putIfAbsent(key, mine);
    if (others != null) {
      return await(others);
    }
    try {
      V found = find.get();
      mine.complete(found);
      return found;
    } catch (RuntimeException | Error e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      flights.remove(key, mine);
    }
  }

  private static <V> V await(CompletableFuture<V> found) {
    try {
      return found.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }
}
