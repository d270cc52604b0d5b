package dev.holdfast.client;

import org.jspecify.annotations.Nullable;

/// The changes of an event as they happen, without a gap. A lost connection is replaced by
/// another that goes on after the last change. One thread reads it; any thread may close it.
public final class ChangeStream implements AutoCloseable {
  private final MessageStream<Changes> messages;

  ChangeStream(MessageStream<Changes> messages) {
    this.messages = messages;
  }

  /// Waits for the next changes.
  ///
  /// @return null once the stream is closed
  /// @throws ProblemException if the service refuses the stream. If the problem is a
  ///     [Problem.Resync], it has not kept the changes: read the availability, and follow the
  ///     changes from its version
  /// @throws NoAnswerException if the thread is interrupted, or there is no key to send
  public @Nullable Changes next() {
    return messages.next();
  }

  /// Ends the stream. A thread that waits for the next changes gets null.
  @Override
  public void close() {
    messages.close();
  }
}
