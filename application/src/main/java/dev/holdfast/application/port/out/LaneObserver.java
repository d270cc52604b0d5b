package dev.holdfast.application.port.out;

import java.util.stream.Stream;

/// Hears of each command's way through its lane, for whoever measures and traces it. Nothing
/// depends on what it does.
public interface LaneObserver {
  /// One that nobody asks.
  LaneObserver NOBODY =
      new LaneObserver() {
        @Override
        public Passage begins() {
          return () -> {};
        }

        @Override
        public Transaction carriesOut(Stream<Passage> passages) {
          return Transaction.UNOBSERVED;
        }
      };

  /// A command begins to wait, in the thread of whoever wants its answer.
  ///
  /// @return hears how it goes on
  Passage begins();

  /// Commands that have left their lanes are carried out, all in one transaction of the ledger, in
  /// this thread.
  ///
  /// @return hears how that ends
  Transaction carriesOut(Stream<Passage> passages);

  /// A command's way through its lane.
  interface Passage {
    /// It does not wait any more: it is carried out now, or was given up.
    void left();
  }

  /// What carries out some commands.
  interface Transaction extends AutoCloseable {
    /// One that nobody asks about.
    Transaction UNOBSERVED =
        new Transaction() {
          @Override
          public void failed(Throwable why) {}

          @Override
          public void close() {}
        };

    /// It fails, and ends soon.
    void failed(Throwable why);

    /// It ends.
    @Override
    void close();
  }
}
