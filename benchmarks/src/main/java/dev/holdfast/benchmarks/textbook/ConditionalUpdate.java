package dev.holdfast.benchmarks.textbook;

import static dev.holdfast.benchmarks.textbook.SqlTransactions.update;

import io.agroal.api.configuration.AgroalConnectionFactoryConfiguration.TransactionIsolation;
import java.util.Optional;
import java.util.Set;

/// One `UPDATE` that changes the seats that are to be had; if it changed fewer than were wanted, it
/// is rolled back.
final class ConditionalUpdate implements SeatHolder {
  private static final int TRIES = 5;

  /// What in a row says that its seat is taken.
  enum Mark {
    STATUS(
        """
        UPDATE seat SET status = 'held', holder = ?
        WHERE event = ? AND seat = ANY (?) AND status = 'free'
        """,
        """
        UPDATE seat SET status = 'free', holder = NULL
        WHERE event = ? AND seat = ANY (?) AND holder = ?
        """,
        "SELECT event, seat, holder FROM seat WHERE status = 'held'"),
    /// The seats of somebody who vanished are to be had again when the lease is over.
    LEASE(
        """
        UPDATE seat SET locked_by = ?, locked_until = clock_timestamp() + interval '15 min'
        WHERE event = ? AND seat = ANY (?)
          AND (locked_until IS NULL OR locked_until <= clock_timestamp())
        """,
        """
        UPDATE seat SET locked_by = NULL, locked_until = NULL
        WHERE event = ? AND seat = ANY (?) AND locked_by = ?
        """,
        "SELECT event, seat, locked_by FROM seat WHERE locked_until > clock_timestamp()");

    private final String take;
    private final String giveBack;
    private final String claims;

    Mark(String take, String giveBack, String claims) {
      this.take = take;
      this.giveBack = giveBack;
      this.claims = claims;
    }
  }

  private final Mark mark;
  private final SqlTransactions transactions;

  ConditionalUpdate(Stage stage, Mark mark) {
    this.mark = mark;
    this.transactions = new SqlTransactions(stage, TransactionIsolation.READ_COMMITTED);
  }

  @Override
  public Answer hold(long holder, int event, int[] seats) {
    return transactions.hold(
        TRIES,
        0,
        connection ->
            Optional.of(
                update(connection, mark.take, holder, event, seats) == seats.length
                    ? Answer.HELD
                    : Answer.TAKEN));
  }

  @Override
  public void release(long holder, int event, int[] seats) {
    transactions.release(
        connection -> {
          update(connection, mark.giveBack, event, seats, holder);
          return Optional.of(Answer.HELD);
        });
  }

  @Override
  public Set<Claim> claims() {
    return transactions.claims(mark.claims);
  }

  @Override
  public void close() {
    transactions.close();
  }
}
