package dev.holdfast.bootstrap;

import dev.holdfast.local.EmbeddedPostgres;
import dev.holdfast.local.EmbeddedRedis;
import java.util.List;
import java.util.function.Supplier;

/// The log of a server that is about to end. When this is closed, nothing private may be in it.
/// {@link PackagedService} does this for the server of its database.
record SearchedLog(Supplier<String> log, String password) implements AutoCloseable {
  static SearchedLog of(EmbeddedPostgres server) {
    return new SearchedLog(server::log, server.password());
  }

  static SearchedLog of(EmbeddedRedis server) {
    return new SearchedLog(server::log, server.password());
  }

  @Override
  public void close() {
    PrivateTexts.checkThatNoneIsIn(log.get(), List.of(password));
  }
}
