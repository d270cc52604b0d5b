package dev.holdfast.application.port.out;

import java.time.Duration;

/// How long the store keeps what is of use for some time only. All ages are by the store's clock.
///
/// Each call deletes from a bounded part of what is stored and the next one goes on from there, so
/// that a call deletes about as much whatever has gathered. Safe on several nodes at once. Every
/// method throws {@link LedgerUnavailable} if the store could not be used.
public interface LedgerRetention {
  /// Deletes answers to idempotency keys that are older than this.
  ///
  /// @return how many it deleted
  int deleteAnswers(Duration olderThan);

  /// Deletes holds that were released or have expired, longer ago than this. Open and confirmed
  /// ones stay, and so do those that an answer may name: that ended after the oldest answer that
  /// {@link #deleteAnswers} has left, or after those that it has not come to yet.
  ///
  /// @return how many it deleted
  int deleteEndedHolds(Duration olderThan);

  /// Forgets the customers of holds that were confirmed longer ago than this. The holds stay.
  ///
  /// @return of how many holds
  int forgetCustomers(Duration olderThan);
}
