package dev.holdfast.benchmarks.textbook;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/// The tables of the ways in the database, made anew for each cell.
final class Tables {
  static final String CLAIMS = "SELECT event, seat, holder FROM claim";
  static final String TICKETS = "SELECT event, number, holder FROM ticket WHERE holder IS NOT NULL";

  private Tables() {}

  /// A row for each claim, and nothing that keeps two from having one seat.
  static void claims(Stage stage) {
    execute(
        stage,
        """
        DROP TABLE IF EXISTS claim;
        CREATE TABLE claim (event int NOT NULL, seat int NOT NULL, holder bigint NOT NULL);
        CREATE INDEX ON claim (event, seat);
        """);
  }

  /// A row for each claim, of which each seat can have one.
  static void uniqueClaims(Stage stage) {
    execute(
        stage,
        """
        DROP TABLE IF EXISTS claim;
        CREATE TABLE claim (
          event int NOT NULL, seat int NOT NULL, holder bigint NOT NULL, PRIMARY KEY (event, seat));
        """);
  }

  /// A row for each seat, with the columns that these ways use; each uses its own.
  static void seats(Stage stage) {
    execute(
        stage,
        """
        DROP TABLE IF EXISTS seat;
        CREATE TABLE seat (
          event int NOT NULL,
          seat int NOT NULL,
          status text NOT NULL DEFAULT 'free',
          holder bigint,
          version int NOT NULL DEFAULT 0,
          locked_by bigint,
          locked_until timestamptz,
          PRIMARY KEY (event, seat));
        INSERT INTO seat (event, seat)
        SELECT event, seat FROM generate_series(0, %d) AS event, generate_series(0, %d) AS seat;
        """
            .formatted(stage.workload().events() - 1, stage.workload().seats() - 1));
    execute(stage, "VACUUM ANALYZE seat");
  }

  /// A row for each number that was given out.
  static void tickets(Stage stage) {
    execute(
        stage,
        """
        DROP TABLE IF EXISTS ticket;
        CREATE TABLE ticket (
          event int NOT NULL, number int NOT NULL, holder bigint, UNIQUE (event, number));
        """);
  }

  /// The same, and rows that count the places that are left, with about as many in each.
  static void counters(Stage stage, int stripes) {
    tickets(stage);
    execute(
        stage,
        """
        DROP TABLE IF EXISTS counter;
        CREATE TABLE counter (
          event int NOT NULL,
          stripe int NOT NULL,
          free int NOT NULL,
          next int NOT NULL DEFAULT 0,
          PRIMARY KEY (event, stripe));
        INSERT INTO counter (event, stripe, free)
        SELECT event, stripe, (%2$d + stripe) / %3$d
        FROM generate_series(0, %1$d - 1) AS event, generate_series(0, %3$d - 1) AS stripe;
        """
            .formatted(stage.workload().events(), stage.workload().seats(), stripes));
  }

  /// The claims that nothing protects, and for each event the highest number that came with a lock.
  static void fencedClaims(Stage stage) {
    claims(stage);
    execute(
        stage,
        """
        DROP TABLE IF EXISTS fence;
        CREATE TABLE fence (event int PRIMARY KEY, token int NOT NULL);
        INSERT INTO fence (event, token) SELECT event, 0 FROM generate_series(0, %d) AS event;
        """
            .formatted(stage.workload().events() - 1));
  }

  /// What is to become of seats that are kept elsewhere.
  static void intents(Stage stage) {
    execute(
        stage,
        """
        DROP TABLE IF EXISTS intent;
        CREATE TABLE intent (
          holder bigint PRIMARY KEY,
          event int NOT NULL,
          seats int[] NOT NULL,
          state text NOT NULL CHECK (state IN ('PENDING', 'COMMITTED', 'ABORTED')));
        """);
  }

  static void execute(Stage stage, String sql) {
    try (Connection connection =
            DriverManager.getConnection(stage.url(), stage.user(), stage.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
