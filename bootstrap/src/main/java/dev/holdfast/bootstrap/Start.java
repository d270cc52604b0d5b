package dev.holdfast.bootstrap;

import dev.holdfast.application.port.in.Events;
import dev.holdfast.application.port.in.SeatMaps;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/// What happens before the first request: the settings are checked, and an empty database gets its
/// samples, where they are asked for.
@Singleton
final class Start {
  void start(
      @Observes StartupEvent starting,
      Settings checked,
      HoldfastConfig config,
      SeatMaps seatMaps,
      Events events) {
    if (config.samples()) {
      new SampleEvents(seatMaps, events, InstantSource.system()).addIfEmpty();
    }
  }
}
