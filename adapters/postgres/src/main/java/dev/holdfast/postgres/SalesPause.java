package dev.holdfast.postgres;

import dev.holdfast.application.port.out.FinalSales;
import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.domain.event.Event;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.ledger.Batch;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.LookupResult;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Submission;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;

/// Pauses the sales of events as an organiser does, by an entry of their ledgers, while no node
/// runs that could be asked.
final class SalesPause {
  private static final Submission PAUSE = new Submission(new Command.Pause(true), null);
  private static final int AT_ONCE = 1_000;
  private static final Submission EXPIRE = new Submission(new Command.Expire(AT_ONCE), null);

  private final DataSource dataSource;
  private final Duration budget;

  /// @param budget how long a lock of an event is waited for
  SalesPause(DataSource dataSource, Duration budget) {
    this.dataSource = dataSource;
    this.budget = budget;
  }

  /// Pauses an event's sales, and expires the holds whose time is up.
  ///
  /// @return how many holds have expired. Those in Redis are none, for they are opened anew
  /// @throws IllegalStateException if somebody else opened an event with holds in Redis meanwhile
  int pause(EventId event) throws SQLException {
    Sale sale = sale(event);
    return switch (sale.event().ledger()) {
      case POSTGRES -> pauseAndExpire(sale);
      case REDIS -> {
        pauseFinal(sale);
        yield 0;
      }
    };
  }

  private Sale sale(EventId id) throws SQLException {
    try (Session session = Session.open(dataSource, budget)) {
      return sale(session, id);
    }
  }

  /// An event that there is, with its room, for those who have no entity manager.
  static Sale sale(Session session, EventId id) throws SQLException {
    var queries = new Queries(session.connection());
    Event event =
        queries
            .query(
                "SELECT "
                    + EventRow.EVENT
                    + " FROM event JOIN event_head USING (event_id) WHERE event_id = ?",
                EventRow::readEvent,
                id.value())
            .getFirst();
    return new Sale(
        event,
        queries
            .query(
                "SELECT seat_map_id, name, layout FROM seat_map WHERE seat_map_id = ?",
                SeatMapRow::read,
                event.seatMapId().value())
            .getFirst());
  }

  private int pauseAndExpire(Sale sale) {
    var ledger = new PostgresSeatLedger(dataSource, budget);
    var state = new EventState(sale);
    ledger.commit(new SeatLedger.Work(state, List.of(PAUSE)));
    int expired = 0;
    int last;
    do {
      Outcome outcome = ledger.commit(new SeatLedger.Work(state, List.of(EXPIRE))).getFirst();
      last = outcome instanceof Outcome.Expired(int ended) ? ended : 0;
      expired += last;
    } while (last == AT_ONCE);
    return expired;
  }

  /// Of these events, PostgreSQL has the last word on the settings, and Redis takes them from there
  /// when it opens the event in its new epoch.
  private void pauseFinal(Sale sale) throws SQLException {
    EventId event = sale.event().id();
    var sales = new PostgresFinalSales(dataSource, budget, 1);
    var state = new EventState(sale);
    sales.open(event, opening(state), /* waits= */ true);
    Batch batch = Batch.decide(state, LookupResult.NONE, List.of(PAUSE), now(state));
    if (batch.isEmpty()) {
      return;
    }
    var attempt = new FinalSales.Attempt(event, ThreadLocalRandom.current().nextLong(), List.of());
    FinalSales.Fate fate = sales.store(Map.of(attempt, batch), /* waits= */ true).get(attempt);
    if (fate != FinalSales.Fate.STORED) {
      throw new IllegalStateException("somebody else has opened it meanwhile; try again");
    }
  }

  private Instant now(EventState state) throws SQLException {
    try (Session session = Session.open(dataSource, budget)) {
      Instant clock = new LedgerReads(session).clock();
      return clock.isBefore(state.lastAt()) ? state.lastAt() : clock;
    }
  }

  /// Of what Redis knows, nothing is needed.
  private static FinalSales.Opener opening(EventState state) {
    return new FinalSales.Opener() {
      @Override
      public Optional<Known> look() {
        return Optional.of(new Known(0, List.of()));
      }

      @Override
      public void open(FinalSales.Opening opening) {
        state.restore(
            opening.epoch(),
            opening.version(),
            opening.lastAt(),
            opening.settings(),
            List.of(),
            opening.claims(),
            opening.lastNumbers(),
            List.of());
      }
    };
  }
}
