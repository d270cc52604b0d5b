package dev.holdfast.rest;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/// Sends large bodies as fast as their clients read.
///
/// The bytes are shared by all who get them. For each client only a slice of them is copied at a
/// time, and no thread waits. A client that reads nothing is cut off, and only so many bodies are
/// under way at once, so that those who don't read take little from those who do.
@Startup
@Singleton
final class Downloads {
  private static final int SLICE = 32 * 1024;

  private final Semaphore free;
  private final Duration timeout;
  private final GoneClients gone;

  Downloads(SlowClients slow, GoneClients gone, MeterRegistry meters) {
    this.free = new Semaphore(slow.downloads());
    this.timeout = slow.timeout();
    this.gone = gone;
    Gauge.builder("holdfast.downloads", () -> slow.downloads() - free.availablePermits())
        .description("Large responses that are being sent")
        .register(meters);
  }

  /// Begins to send the body of a call's answer; the rest follows on its event loop.
  ///
  /// @param loop runs tasks in order on the call's event loop
  /// @throws ProblemException if too many are under way
  void send(RoutingContext call, Executor loop, byte[] body) {
    if (!free.tryAcquire()) {
      throw new ProblemException(
          new ProblemAnswer(Problem.UNAVAILABLE, "Too many large responses are being sent."));
    }
    Download download = new Download(call, loop, body);
    call.addEndHandler(_ -> download.end());
    if (call.response().closed()) {
      // It was before anybody listened.
      download.end();
    } else {
      download.begin();
    }
  }

  private final class Download {
    private final RoutingContext call;
    private final HttpServerResponse response;
    private final Executor loop;
    private final byte[] body;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicBoolean broken = new AtomicBoolean();

    // Confined to the event loop once it has begun.
    private int at;
    private long lastSlice;

    Download(RoutingContext call, Executor loop, byte[] body) {
      this.call = call;
      this.response = call.response();
      this.loop = loop;
      this.body = body;
    }

    /// The headers are written at once, where those who make them expect it.
    void begin() {
      response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length));
      var _ = response.write(next());
      loop.execute(this::goOn);
      if (call.request().version() == HttpVersion.HTTP_2) {
        call.vertx().setTimer(timeout.toMillis(), _ -> look());
      }
    }

    private Buffer next() {
      int length = Math.min(SLICE, body.length - at);
      Buffer slice = Buffer.buffer(length).appendBytes(body, at, length);
      at += length;
      lastSlice = System.nanoTime();
      return slice;
    }

    private void goOn() {
      // What is written after the client has gone fails before anybody else hears of it.
      while (at < body.length && !response.closed() && !broken.get()) {
        if (response.writeQueueFull()) {
          response.drainHandler(_ -> goOn());
          return;
        }
        Buffer slice = next();
        Future<Void> sent = at == body.length ? response.end(slice) : response.write(slice);
        sent.onFailure(_ -> breakOff());
      }
    }

    private void breakOff() {
      if (broken.compareAndSet(false, true)) {
        gone.count("its answer");
      }
    }

    /// A client of HTTP/2 may read other answers that come through its connection, but not this.
    /// All others are seen by who watches the connection.
    private void look() {
      if (ended.get()) {
        return;
      }
      long left = timeout.toMillis() - (System.nanoTime() - lastSlice) / 1_000_000;
      if (left > 0) {
        call.vertx().setTimer(left, _ -> look());
      } else {
        response.reset();
        end();
      }
    }

    void end() {
      if (ended.compareAndSet(false, true)) {
        free.release();
        if (at < body.length) {
          gone.count("its response");
        }
      }
    }
  }
}
