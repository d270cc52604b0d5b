package dev.holdfast.rest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpClosedException;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/// Counts clients that went away before their request had come, or its answer had gone.
///
/// That is nobody's fault, and anybody can do it as often as they like, so the log says nothing.
@Singleton
class GoneClients {
  private static final Logger LOG = System.getLogger(GoneClients.class.getName());

  private final Counter gone;

  GoneClients(MeterRegistry meters) {
    this.gone =
        Counter.builder("holdfast.clients.gone")
            .description(
                "Requests whose client closed the connection before the end of the response")
            .register(meters);
  }

  /// @param during such as `its request`
  void count(String during) {
    LOG.log(Level.DEBUG, "a client went away during {0}", during);
    gone.increment();
  }

  /// Whether something failed only because the client went away.
  static boolean is(@Nullable Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof HttpClosedException || cause instanceof ClosedChannelException) {
        return true;
      }
    }
    return false;
  }
}
