package dev.holdfast.application.concurrent;

import dev.holdfast.application.port.out.LedgerUnavailable;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Lets those who come with the same key do their work one after another, in the order in which
/// they came. Nobody waits for ever.
public final class Turns<K> {
  private final Map<K, Line> lines = new ConcurrentHashMap<>();
  private final Duration timeout;

  /// @param timeout how long one waits for a turn
  public Turns(Duration timeout) {
    this.timeout = timeout;
  }

  /// Those who have come with a key and not left yet.
  private record Line(Bulkhead one, int length) {
    Line longer() {
      return new Line(one, length + 1);
    }

    @Nullable Line shorter() {
      return length == 1 ? null : new Line(one, length - 1);
    }
  }

  /// Does this once all have ended who came before with the same key.
  ///
  /// @throws LedgerUnavailable if they did not end in time, and so it was not done
  public <V> V inTurn(K key, Supplier<V> work) {
    Line mine = lines.merge(key, new Line(new Bulkhead(1, timeout), 1), (line, _) -> line.longer());
    try {
      return mine.one.within(work);
    } finally {
      lines.computeIfPresent(key, (_, line) -> line.shorter());
    }
  }
}
