package dev.holdfast.rest;

import io.vertx.core.buffer.Buffer;

/// Where the frames for one watcher go. Used on one event loop only.
interface Outlet {
  /// Opens it.
  ///
  /// @param onClosed called when it is closed, by whomever
  /// @return false if it is closed already; onClosed is not called then
  boolean open(Runnable onClosed);

  /// Whether more waits to be sent than should.
  boolean isFull();

  /// Sends bytes, which may be shared, after those before.
  void send(Buffer bytes);

  /// Calls once when what waits to be sent has become little; at once if it is.
  void onceDrained(Runnable then);

  /// Closes it after these last bytes, or without them if they can't be sent soon.
  void close(Buffer last);
}
