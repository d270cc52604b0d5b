package dev.holdfast.rest;

import io.vertx.core.Vertx;
import java.time.Duration;

/// How events are watched.
///
/// @param most how many streams of changes there may be at once on this node
/// @param heartbeat how long nothing is sent before a stream is shown to be alive, and at least how
///     soon a client is given up that reads nothing
/// @param goesOn for how long streams go on after the service was told to stop
public record Watching(int most, Duration heartbeat, Duration goesOn) {
  /// Ends streams, once the service was told to stop. Until then a balancer may still send watchers
  /// here, and those whose stream has ended would come back.
  void afterwards(Vertx vertx, Runnable end) {
    if (goesOn.isZero()) {
      end.run();
    } else {
      vertx.setTimer(goesOn.toMillis(), _ -> Thread.ofVirtual().start(end));
    }
  }
}
