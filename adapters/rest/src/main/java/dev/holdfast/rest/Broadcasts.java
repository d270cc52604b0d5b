package dev.holdfast.rest;

import dev.holdfast.application.port.in.EventGone;
import dev.holdfast.application.port.in.SeatViews;
import dev.holdfast.domain.event.EventId;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/// The broadcasts of all events that somebody watches.
@Singleton
final class Broadcasts {
  private final SeatViews views;
  private final Watching watching;
  private final Map<EventId, Broadcast> running = new ConcurrentHashMap<>();
  private final AtomicInteger watchers = new AtomicInteger();
  private volatile boolean closed;

  Broadcasts(SeatViews views, Watching watching, MeterRegistry meters) {
    this.views = views;
    this.watching = watching;
    Gauge.builder("holdfast.watchers", watchers, AtomicInteger::get)
        .description("Streams of changes that are open")
        .register(meters);
  }

  /// Tells a watcher all that happens to an event after a version. It may wait for the store.
  ///
  /// @param loop see {@link Broadcast#join}
  /// @return false if there are too many watchers
  /// @throws EventGone if there is no such event
  /// @throws dev.holdfast.application.port.in.Unavailable if nothing can be known of it
  boolean join(EventId event, Outlet outlet, Executor loop, long epoch, long version) {
    if (watchers.incrementAndGet() > watching.most() || closed) {
      watchers.decrementAndGet();
      return false;
    }
    try {
      // Asks the store where that is needed, so that starting does not, under the map's lock.
      if (views.stamp(event).isEmpty()) {
        throw new EventGone(event);
      }
      while (true) {
        Broadcast broadcast = running.computeIfAbsent(event, this::start);
        if (broadcast.join(outlet, loop, epoch, version)) {
          if (closed) {
            broadcast.close();
          }
          return true;
        }
        running.remove(event, broadcast);
      }
    } catch (RuntimeException e) {
      watchers.decrementAndGet();
      throw e;
    }
  }

  private Broadcast start(EventId event) {
    return new Broadcast(
        event, views, watching.heartbeat(), watchers::decrementAndGet, () -> forget(event));
  }

  private void forget(EventId event) {
    running.computeIfPresent(event, (_, broadcast) -> broadcast.hasEnded() ? null : broadcast);
  }

  /// How many watch some event.
  int watchers() {
    return watchers.get();
  }

  /// Ends all, and takes no more.
  void close() {
    closed = true;
    running.values().forEach(Broadcast::close);
  }
}
