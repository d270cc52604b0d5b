package dev.holdfast.application.port.out;

import java.time.Duration;
import java.util.List;

/// What carries notices between the nodes: short lines of text.
public interface NoticeChannel extends AutoCloseable {
  /// How often a channel looks whether somebody still listens.
  Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  /// Sends to all who hear. Called by one thread at a time.
  ///
  /// @param notices at least one
  /// @throws Exception if they may not have been sent; they are then sent again
  void send(List<String> notices) throws Exception;

  /// Hears, until nobody listens any more. Called by one thread.
  ///
  /// @throws Exception if this can't hear any longer; it is then called again
  void hear(Ear ear) throws Exception;

  /// Gives back what is kept between sendings.
  @Override
  default void close() {}

  /// What is told of what a channel hears.
  interface Ear {
    /// Whether somebody still listens. To be asked at least every {@link #BETWEEN_LOOKS}, or else
    /// the thread is interrupted when nobody does any more.
    boolean listens();

    /// From now on everything is heard.
    void opened();

    /// Somebody sent this; it may be no notice, and it may be one's own.
    void heard(String notice);
  }
}
