package dev.holdfast.rest;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;

/// Sends frames as the body of one response.
final class ResponseOutlet implements Outlet {
  /// Tells proxies whether to hold a response back.
  static final String BUFFERING = "X-Accel-Buffering";

  /// How many bytes may wait to be sent.
  private static final int MOST_WAITING = 256 * 1024;

  private static final Duration END_TIMEOUT = Duration.ofSeconds(10);

  private final HttpServerRequest request;
  private final Vertx vertx;
  private final Buffer opening;

  ResponseOutlet(HttpServerRequest request, Vertx vertx, Buffer opening) {
    this.request = request;
    this.vertx = vertx;
    this.opening = opening;
  }

  private HttpServerResponse response() {
    return request.response();
  }

  @Override
  public boolean open(Runnable onClosed) {
    if (response().closed()) {
      return false;
    }
    response()
        .closeHandler(_ -> onClosed.run())
        .exceptionHandler(_ -> onClosed.run())
        .setWriteQueueMaxSize(MOST_WAITING)
        .setChunked(true)
        .putHeader(HttpHeaders.CONTENT_TYPE, MediaType.SERVER_SENT_EVENTS)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
        .putHeader(BUFFERING, "no");
    send(opening);
    return true;
  }

  @Override
  public boolean isFull() {
    return response().writeQueueFull();
  }

  @Override
  public void send(Buffer bytes) {
    response().write(bytes);
  }

  @Override
  public void onceDrained(Runnable then) {
    if (isFull()) {
      response()
          .drainHandler(
              _ -> {
                response().drainHandler(null);
                then.run();
              });
    } else {
      then.run();
    }
  }

  @Override
  public void close(Buffer last) {
    if (response().closed()) {
      return;
    }
    response().end(last).onComplete(_ -> closeConnection());
    // A client that reads nothing would keep its connection, and what waits for it.
    vertx.setTimer(END_TIMEOUT.toMillis(), _ -> abandon());
  }

  /// Of an HTTP/2 connection this is but one stream.
  private boolean hasConnectionOfItsOwn() {
    return request.version() != HttpVersion.HTTP_2;
  }

  private void closeConnection() {
    if (hasConnectionOfItsOwn()) {
      request.connection().close();
    }
  }

  private void abandon() {
    if (response().closed()) {
      return;
    }
    if (hasConnectionOfItsOwn() && request.connection() instanceof ConnectionBase stuck) {
      // Not as above, which waits until all is sent.
      var _ = stuck.channel().close();
    } else {
      response().reset();
    }
  }
}
