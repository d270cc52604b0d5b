package dev.holdfast.client;

import org.jspecify.annotations.Nullable;

/// The notifications of all of a client's events as they come, without a gap. A lost connection is
/// replaced by another that goes on after the last notification. One thread reads it; any thread
/// may close it.
public final class FeedStream implements AutoCloseable {
  private final MessageStream<Feed> messages;

  FeedStream(MessageStream<Feed> messages) {
    this.messages = messages;
  }

  /// Waits for the next notification.
  ///
  /// @return a page with this notification, after whose `nextCursor` another stream goes on; null
  ///     once the stream is closed
  /// @throws ProblemException if the service refuses the stream. If the problem is a
  ///     [Problem.FeedResync], it has not kept what follows: read your holds and reservations, and
  ///     go on after its `latest`
  /// @throws NoAnswerException if the thread is interrupted, or there is no key to send
  public @Nullable Feed next() {
    return messages.next();
  }

  /// Ends the stream. A thread that waits for the next notification gets null.
  @Override
  public void close() {
    messages.close();
  }
}
