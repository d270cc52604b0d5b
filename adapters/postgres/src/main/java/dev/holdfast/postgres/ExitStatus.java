package dev.holdfast.postgres;

import dev.holdfast.application.port.out.LedgerUnavailable;
import java.io.IOException;
import java.sql.SQLException;
import org.flywaydb.core.api.FlywayException;

/// What a command of the shell ends with: 0 if it did all that it was asked for, 1 if not, and 2 if
/// it was not called as it has to be. What is wrong goes to standard error.
final class ExitStatus {
  private ExitStatus() {}

  /// A command's work.
  interface Work {
    /// Does it.
    ///
    /// @return whether all of it was done
    /// @throws IllegalArgumentException if the command was not called as it has to be
    boolean run() throws IOException, SQLException;
  }

  static int of(Work work) {
    try {
      return work.run() ? 0 : 1;
    } catch (IllegalArgumentException e) {
      return failed(e, 2);
    } catch (IOException | SQLException | FlywayException | LedgerUnavailable e) {
      return failed(e, 1);
    }
  }

  private static int failed(Exception e, int status) {
    System.err.println("holdfast: " + e.getMessage());
    return status;
  }
}
