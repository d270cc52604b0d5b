package dev.holdfast.postgres;

import dev.holdfast.application.port.out.HoldRecords;
import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.domain.Page;
import dev.holdfast.domain.event.Event;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldView;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.hold.ReservationId;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalConnectionPoolConfigurationSupplier;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.quarkus.narayana.jta.QuarkusTransaction;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.postgresql.PGConnection;

/// A ledger that leaves no trace. It works on one connection of its own, on temporary tables that
/// have the names of the real ones and come before them in the search path. So all statements run
/// as they are, nobody else sees what they do, none of it is in the write-ahead log, and it is gone
/// when the connection closes.
///
/// Should the connection break, there is another one, which sees the real tables. It finds no head
/// of these events there, and so changes nothing.
public final class ScratchTables implements AutoCloseable {
  private static final List<String> TABLES =
      List.of(
          "event",
          "event_head",
          "seat_claim",
          "hold",
          "reservation",
          "ticket",
          "ledger",
          "cool_down",
          "idempotency");

  private final AgroalDataSource connection;
  private final SessionFactory hibernate;

  private ScratchTables(AgroalDataSource connection, SessionFactory hibernate) {
    this.connection = connection;
    this.hibernate = hibernate;
  }

  /// Creates the tables with these events in them.
  ///
  /// @param database where, and how to connect
  /// @throws SQLException if that can't be, such as for want of the privilege `TEMPORARY`
  public static ScratchTables create(
      AgroalDataSource database, SessionFactory hibernate, List<Event> events) throws SQLException {
    var tables = new ScratchTables(connection(database), hibernate);
    try {
      tables.create();
      events.forEach(tables::add);
      return tables;
    } catch (SQLException | RuntimeException e) {
      tables.close();
      throw e;
    }
  }

  /// A pool like another one, so that the same code is used, but of one connection that stays.
  private static AgroalDataSource connection(AgroalDataSource like) throws SQLException {
    return AgroalDataSource.from(
        new AgroalDataSourceConfigurationSupplier()
            .connectionPoolConfiguration(
                new AgroalConnectionPoolConfigurationSupplier(
                        like.getConfiguration().connectionPoolConfiguration())
                    .initialSize(1)
                    .minSize(1)
                    .maxSize(1)
                    .maxLifetime(Duration.ZERO)));
  }

  private void create() throws SQLException {
    try (Connection own = connection.getConnection();
        Statement statement = own.createStatement()) {
      // A pooler would give the server's session to others, whose claims would be lost with it.
      int announced = own.unwrap(PGConnection.class).getBackendPID();
      int answering = number(statement, "SELECT pg_backend_pid()");
      if (answering != announced) {
        throw new SQLException("a pooler is between this node and PostgreSQL");
      }
      if (number(statement, "SELECT has_database_privilege(current_database(), 'TEMPORARY')::int")
          == 0) {
        throw new SQLException("the database's user has not the privilege TEMPORARY");
      }
      for (String table : TABLES) {
        statement.execute("CREATE TEMP TABLE %1$s (LIKE %1$s INCLUDING ALL)".formatted(table));
      }
      int first =
          number(
              statement,
              """
              SELECT count(*) FROM pg_class JOIN unnest('{%s}'::text[]) AS name
                ON oid = to_regclass(name) AND relpersistence = 't'"""
                  .formatted(String.join(",", TABLES)));
      if (first != TABLES.size()) {
        throw new SQLException("the search path does not begin with pg_temp");
      }
    }
  }

  private static int number(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getInt(1);
    }
  }

  private void add(Event event) {
    within(
        session -> {
          session.persist(EventRow.from(event));
          session.flush();
          PostgresEventStore.addHead(session, event);
          return event;
        });
  }

  private <T> T within(Function<Session, T> work) {
    return QuarkusTransaction.requiringNew()
        .call(
            () -> {
              try (Connection own = connection.getConnection();
                  Session session = hibernate.withOptions().connection(own).openSession()) {
                return work.apply(session);
              }
            });
  }

  /// The ledger of the events.
  ///
  /// @param budget see {@link PostgresSeatLedger}
  public SeatLedger ledger(Duration budget) {
    return new PostgresSeatLedger(connection, budget);
  }

  /// What the ledger has stored.
  public HoldRecords records() {
    return new HoldRecords() {
      @Override
      public Optional<HoldView> hold(Sale sale, HoldId id) {
        return within(session -> PostgresHoldRecords.hold(session, sale, id));
      }

      @Override
      public Optional<Reservation> reservation(Sale sale, ReservationId id) {
        return within(session -> PostgresHoldRecords.reservation(session, sale, id));
      }

      @Override
      public Page<HoldView> holds(Sale sale, HoldsWanted wanted) {
        return within(session -> PostgresHoldRecords.holds(session, sale, wanted));
      }

      @Override
      public Page<Reservation> reservations(Sale sale, ReservationsWanted wanted) {
        return within(session -> PostgresHoldRecords.reservations(session, sale, wanted));
      }
    };
  }

  @Override
  public void close() {
    connection.close();
  }
}
