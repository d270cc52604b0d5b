package dev.holdfast.application.port.in;

/// Appends committed changes to the feeds of the events' owners, beside the transactions that
/// commit them. Safe on several nodes at once.
public interface FeedRelay {
  /// Appends what this node has committed since the last time. It asks no store if that is nothing,
  /// and leaves feeds that somebody else appends to now to the next time.
  ///
  /// @return whether a feed may have grown
  /// @throws Unavailable if it could not be stored; it is left to the next time
  boolean relay();

  /// Appends what nodes have committed that are not there any more. It is meant for every few
  /// seconds.
  ///
  /// @return likewise
  boolean catchUp();
}
