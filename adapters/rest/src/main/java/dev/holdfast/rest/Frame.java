package dev.holdfast.rest;

import dev.holdfast.application.port.in.SeatViews.Changes;
import io.vertx.core.buffer.Buffer;

/// Some changes of an event as one message of a stream, encoded once for all who get it.
///
/// @param from the version that they follow
/// @param to the version of the last
record Frame(long epoch, long from, long to, Buffer bytes) {
  /// A comment, which clients pass over.
  static final Buffer HEARTBEAT = Buffer.buffer(":\n\n");

  static final Buffer NOTHING = Buffer.buffer();

  static Frame of(Changes.Page page) {
    Buffer bytes =
        Buffer.buffer("id: %d.%d\ndata: ".formatted(page.epoch(), page.to()))
            .appendBytes(Json.bytes(ChangesBody.from(page)))
            .appendString("\n\n");
    return new Frame(page.epoch(), page.from(), page.to(), bytes);
  }

  /// The last message to a watcher that has to start again. It has no id, so that a client that
  /// comes back by itself still names the last changes it has seen.
  static Buffer resync(long epoch, long version) {
    return Buffer.buffer(
        "event: resync\ndata: {\"epoch\":%d,\"version\":%d}\n\n".formatted(epoch, version));
  }
}
