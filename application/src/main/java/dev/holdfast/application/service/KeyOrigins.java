package dev.holdfast.application.service;

import dev.holdfast.application.concurrent.SingleFlight;
import dev.holdfast.application.port.in.PageOrigins;
import dev.holdfast.application.port.in.Unavailable;
import dev.holdfast.application.port.out.ClientStore;
import dev.holdfast.domain.client.Origin;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/// Serves {@link PageOrigins} by the publishable keys of all clients.
public final class KeyOrigins implements PageOrigins {
  private static final Duration BELIEVED = Duration.ofMillis(500);

  private final ClientStore store;
  private final Set<Origin> configured;
  private final LongSupplier clock;
  private final SingleFlight<String, Set<Origin>> reading = new SingleFlight<>();
  private volatile Read last;

  /// What was read of the keys.
  ///
  /// @param at when the reading began
  private record Read(Set<Origin> origins, long at) {}

  /// @param configured those that may whatever the keys say
  /// @param clock in nanoseconds since any time
  public KeyOrigins(ClientStore store, Set<Origin> configured, LongSupplier clock) {
    this.store = store;
    this.configured = Set.copyOf(configured);
    this.clock = clock;
    this.last = new Read(Set.of(), clock.getAsLong() - BELIEVED.toNanos());
  }

  @Override
  public Optional<Boolean> known(Origin origin) {
    if (configured.contains(origin)) {
      return Optional.of(true);
    }
    Read read = last;
    return clock.getAsLong() - read.at() < BELIEVED.toNanos()
        ? Optional.of(read.origins().contains(origin))
        : Optional.empty();
  }

  @Override
  public boolean find(Origin origin) {
    return known(origin).orElseGet(() -> reading.get("keys", this::read).contains(origin));
  }

  private Set<Origin> read() {
    long at = clock.getAsLong();
    try {
      Set<Origin> origins =
          store.publishable().stream()
              .flatMap(key -> key.origins().stream())
              .collect(Collectors.toUnmodifiableSet());
      last = new Read(origins, at);
      return origins;
    } catch (Unavailable _) {
      return last.origins();
    }
  }
}
