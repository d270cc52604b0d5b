package dev.holdfast.application.port.in;

/// Sending notifications to webhook endpoints. Safe on several nodes at once.
public interface Deliveries {
  /// Begins to send to all endpoints that there is something for, each in a thread of its own, and
  /// does not wait for them.
  ///
  /// @return to how many
  /// @throws Unavailable if it is not known which these are
  int deliver();

  /// Looks how many endpoints fail, which metrics tell. It is meant for every few seconds.
  ///
  /// @throws Unavailable if that can't be found out
  void look();

  /// Begins no more, and waits a moment for those under way, so that other nodes can go on at once.
  void stop() throws InterruptedException;
}
