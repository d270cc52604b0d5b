package dev.holdfast.bootstrap;

import dev.holdfast.application.port.in.Events;
import dev.holdfast.application.port.in.SeatMaps;
import dev.holdfast.postgres.PostgresChangeFeed;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/// What happens before the first request: the settings are checked, and an empty database gets its
/// samples, where they are asked for. And what happens after the last one.
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

  /// The feed keeps a connection, and the pool is closed before what was produced here.
  void stop(@Observes ShutdownEvent stopping, PostgresChangeFeed feed) {
    feed.close();
  }
}
