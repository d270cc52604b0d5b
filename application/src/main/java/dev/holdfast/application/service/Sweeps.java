package dev.holdfast.application.service;

import dev.holdfast.application.port.in.Sweep;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Serves {@link Sweep} for several ledgers, of which none keeps the others from being swept: one
/// whose sweep takes long is left out until that ends, and if one fails the others are swept first.
public final class Sweeps implements Sweep {
  private record Part(Sweep sweep, Semaphore turn) {}

  private final List<Part> parts;

  /// Sweeps all of these, in this order.
  public Sweeps(List<? extends Sweep> sweeps) {
    this.parts = sweeps.stream().map(sweep -> new Part(sweep, new Semaphore(1))).toList();
  }

  @Override
  public int sweep() {
    int expired = 0;
    @Nullable RuntimeException failure = null;
    for (Part part : parts) {
      if (part.turn().tryAcquire()) {
        try {
          expired += part.sweep().sweep();
        } catch (RuntimeException e) {
          failure = e;
        } finally {
          part.turn().release();
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
    return expired;
  }
}
