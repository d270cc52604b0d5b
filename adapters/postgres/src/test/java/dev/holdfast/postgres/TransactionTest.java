package dev.holdfast.postgres;

import static dev.holdfast.testkit.Node.cancelling;
import static dev.holdfast.testkit.Node.changing;
import static dev.holdfast.testkit.Node.confirmed;
import static dev.holdfast.testkit.Node.held;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.application.port.out.LedgerUnavailable;
import dev.holdfast.application.port.out.SeatLedger.Work;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.ledger.Claim;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Refusal;
import dev.holdfast.domain.ledger.Submission;
import dev.holdfast.testkit.Node;
import dev.holdfast.testkit.Picture;
import dev.holdfast.testkit.Samples;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What is written, and that it is all or nothing.
@Timeout(60)
class TransactionTest {
  private static final List<String> TABLES =
      List.of("event_head", "seat_claim", "hold", "reservation", "ticket", "ledger", "idempotency");

  private final TestDatabase database = TestDatabase.empty();
  private final EventUnderTest event =
      new EventUnderTest(database, new PostgresSeatLedger(database.pool(), TestDatabase.BUDGET));
  private final Node commands = new Node(new PostgresStore(database), event.sale);

  @BeforeEach
  void startTheClock() {
    database.setClock(Samples.START);
  }

  /// All rows of all tables that a commit writes, as text.
  private List<String> everything() throws SQLException {
    List<String> rows = new ArrayList<>();
    for (String table : TABLES) {
      rows.addAll(rows("SELECT '" + table + "' || t FROM " + table + " AS t ORDER BY 1"));
    }
    return rows;
  }

  private List<String> rows(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        rows.add(row.getString(1));
      }
    }
    return rows;
  }

  @Test
  void aSeatThatChangesHandsTwiceInABatchHasOneRowForItsLastOwner() throws SQLException {
    HoldId first = held(event.commit(commands.placing("S-1", "S-2"))).hold().terms().id();
    database.setClock(Samples.START.plus(Samples.HOLD));
    var second = commands.placing("S-1", "S-3");
    var third = commands.placing("S-1");

    event.commitAll(
        second, new Command.Release(second.holdId()), third, commands.confirming(third.holdId()));

    assertThat(rows("SELECT concat_ws(' ', seat_no, kind) FROM seat_claim"))
        .containsExactly("0 reserved");
    assertThat(rows("SELECT status FROM hold WHERE hold_id = '" + first + "'"))
        .containsExactly("expired");
    assertThat(rows("SELECT kind FROM ledger ORDER BY version"))
        .containsExactly("placed", "expired", "placed", "released", "placed", "confirmed");
    assertThat(event.folded()).isEqualTo(event.stored());
  }

  @Test
  void aSeatReleasedAndHeldAgainInABatchPassesToItsNewHold() throws SQLException {
    HoldId first = held(event.commit(commands.placing("S-1"))).hold().terms().id();
    var second = commands.placing("S-1");

    held(event.commitAll(new Command.Release(first), second).get(1));

    assertThat(rows("SELECT owner_id FROM seat_claim")).containsExactly(second.holdId().toString());
  }

  @Test
  void aSeatSoldAndCancelledAndSoldAgainInABatchHasOneLiveTicket() throws SQLException {
    var first = commands.placing("S-1");
    var confirm = commands.confirming(first.holdId());
    var second = commands.placing("S-1");

    event.commitAll(
        first,
        confirm,
        cancelling(confirm.reservationId(), null, "ill"),
        second,
        commands.confirming(second.holdId()));

    assertThat(rows("SELECT cancel_reason FROM ticket ORDER BY cancelled_at"))
        .containsExactly("ill", null);
  }

  @Test
  void reasonsAreKeptWithTheirTickets() throws SQLException {
    HoldId id = held(event.commit(commands.placing("S-1", "S-2", "S-3"))).hold().terms().id();
    ReservationId sold = confirmed(event.commit(commands.confirming(id))).id();

    event.commitAll(
        cancelling(sold, List.of("S-1"), "ill"),
        cancelling(sold, List.of("S-1"), "again"),
        cancelling(sold, List.of("S-1", "S-2"), null));

    assertThat(rows("SELECT concat_ws(' ', seat_id, cancel_reason) FROM ticket ORDER BY ordinal"))
        .containsExactly("S-1 ill", "S-2", "S-3");
    assertThat(rows("SELECT DISTINCT cancelled_at IS NULL FROM ticket WHERE seat_id <> 'S-3'"))
        .containsExactly("f");
  }

  @Test
  void aClaimThatAStrangerChangedMakesTheCommitFailAndNothingIsWritten() throws SQLException {
    HoldId id = held(event.commit(commands.placing("S-1", "S-2"))).hold().terms().id();
    database.execute(
        "UPDATE seat_claim SET owner_id = '" + UUID.randomUUID() + "' WHERE seat_no = 1");
    List<String> before = everything();

    assertThatThrownBy(() -> event.ledger.commit(new Work(event.state, List.of(release(id)))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("rows changed: 1 (expected: 2)");

    assertThat(everything()).isEqualTo(before);
  }

  private static Submission release(HoldId id) {
    return new Submission(new Command.Release(id), null);
  }

  @Test
  void thePrimaryKeyHasTheLastWordOnWhoHasASeat() throws SQLException {
    held(event.commit(commands.placing("S-1")));
    database.execute(
        "INSERT INTO seat_claim SELECT event_id, 4, 'reserved', event_id FROM event_head");

    List<Outcome> outcomes = event.commitAll(commands.placing("S-2"), commands.placing("S-5"));

    held(outcomes.get(0));
    assertThat(outcomes.get(1)).isInstanceOf(Outcome.Refused.class);
    assertThat(rows("SELECT seat_no || kind FROM seat_claim ORDER BY seat_no"))
        .containsExactly("0held", "1held", "4reserved");
  }

  @Test
  void aBlockIsARowWithAReasonAndNoOwner() throws SQLException {
    Instant releaseAt = event.state.lastAt().plusSeconds(4_000_000_000L);
    event.commitAll(
        commands.placing("S-1"),
        new Command.Block(List.of("S-2"), List.of(), Samples.block("Kamera für 3sat")),
        new Command.Block(
            List.of("S-3"), List.of(), new Claim.Blocked("presale", "fan-club", releaseAt)));

    assertThat(
            rows(
                """
                SELECT concat_ws(' ', seat_no, kind, owner_id IS NULL, reason, channel,
                    extract(epoch FROM release_at)::bigint)
                FROM seat_claim ORDER BY 1"""))
        .containsExactly(
            "0 held f",
            "1 blocked t Kamera für 3sat",
            "2 blocked t presale fan-club " + releaseAt.getEpochSecond());
  }

  @Test
  void whatALaterVersionHasDoneWithASeatKeepsNobodyFromTheOthers() throws SQLException {
    event.commit(new Command.Block(List.of("S-1"), List.of(), Samples.block("camera")));
    String check =
        rows("""
                SELECT pg_get_constraintdef(oid) FROM pg_constraint
                WHERE conname = 'seat_claim_kind_check'""")
            .getFirst();
    database.execute(
        """
        ALTER TABLE seat_claim DROP CONSTRAINT seat_claim_kind_check;
        INSERT INTO seat_claim (event_id, seat_no, kind) SELECT event_id, 1, 'lent' FROM event_head
        """);
    try {
      event.state = new EventState(event.sale);
      held(event.commit(commands.placing("S-3")));

      assertThat(event.commit(commands.placing("S-2")))
          .isEqualTo(
              new Outcome.Refused(
                  new Refusal.SeatsUnavailable(
                      List.of(new Refusal.Conflict("S-2", Refusal.Conflict.Reason.BLOCKED, null)),
                      List.of())));
      assertThat(event.commit(new Command.Unblock(List.of("S-2"), List.of())))
          .isInstanceOf(Outcome.Refused.class);
      assertThat(event.state.availability(Samples.START).blocked()).containsExactly(0, 1);
    } finally {
      database.execute(
          """
          DELETE FROM seat_claim WHERE kind = 'lent';
          ALTER TABLE seat_claim ADD CONSTRAINT seat_claim_kind_check
          """
              + check);
    }
  }

  @Test
  void aHoldThatWasReleasedByHandIsLearnedOfAndANewEpochBegins() throws SQLException {
    HoldId first = held(event.commit(commands.placing("S-1"))).hold().terms().id();
    HoldId due = held(event.commit(commands.placing("S-2"))).hold().terms().id();
    long epoch = event.state.epoch();
    database.execute(
        """
        DELETE FROM seat_claim WHERE owner_id = '%1$s';
        UPDATE hold SET status = 'released', ended_at = placed_at WHERE hold_id = '%1$s'
        """
            .formatted(first));

    assertThat(event.commit(new Command.Release(first))).isInstanceOf(Outcome.Released.class);
    held(event.commit(commands.placing("S-1")));

    assertThat(event.state.epoch()).isGreaterThan(epoch);
    assertThat(Picture.of(event.state)).isEqualTo(event.stored());
    assertThat(event.ledger.contradictions()).isEqualTo(1);

    database.execute(
        """
        DELETE FROM seat_claim WHERE owner_id = '%1$s';
        UPDATE hold SET status = 'released', ended_at = placed_at WHERE hold_id = '%1$s'
        """
            .formatted(due));
    database.setClock(Samples.START.plus(Samples.HOLD));
    assertThat(event.commit(new Command.Expire(10))).isEqualTo(new Outcome.Expired(1));
    assertThat(event.ledger.contradictions()).isEqualTo(2);
  }

  @Test
  void entriesThatDoNotFollowOnAnotherNodeBeginANewEpochToo() {
    HoldId first = held(event.commit(commands.placing("S-1"))).hold().terms().id();
    long epoch = event.state.epoch();
    database.execute(
        """
        DELETE FROM seat_claim WHERE owner_id = '%1$s';
        UPDATE hold SET status = 'released', ended_at = placed_at WHERE hold_id = '%1$s'
        """
            .formatted(first));
    // One that learns of the event only now finds the seat free.
    commands.hold("S-1");

    event.ledger.load(event.state);

    assertThat(event.state.epoch()).isGreaterThan(epoch);
    assertThat(Picture.of(event.state)).isEqualTo(event.stored());
  }

  @Test
  void aSecondLiveTicketForASeatCannotBeWritten() throws SQLException {
    HoldId id = held(event.commit(commands.placing("S-1"))).hold().terms().id();
    database.execute(
        """
        INSERT INTO ticket (event_id, reservation_id, seat_no, ordinal, seat_id, category, price)
        SELECT event_id, event_id, 0, 0, 'S-1', 'stalls', 0 FROM event_head
        """);
    List<String> before = everything();

    assertThatThrownBy(() -> event.commit(commands.confirming(id)))
        .isInstanceOf(IllegalStateException.class);

    assertThat(everything())
        .as("and no new epoch begins, for the claims are what the entries come to")
        .isEqualTo(before);
  }

  @Test
  void aRefusalWritesNoRow() throws SQLException {
    held(event.commit(commands.placing("S-1")));
    List<String> before = everything();

    event.commitAll(commands.placing("S-1"), commands.placing("X"));

    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void theClockSetBackALittleRevivesNothingAndALotRaisesTheAlarm() {
    HoldId id = held(event.commit(commands.placing("S-1"))).hold().terms().id();
    database.setClock(Samples.START.plus(Samples.HOLD));
    held(event.commit(commands.placing("S-2")));

    database.setClock(Samples.START.plus(Samples.HOLD).minusSeconds(5));
    assertThat(event.commit(commands.confirming(id))).isInstanceOf(Outcome.Refused.class);
    assertThat(event.ledger.clockSteps()).isZero();

    database.setClock(Samples.START.plus(Samples.HOLD).minusSeconds(6));
    assertThat(event.commit(commands.confirming(id))).isInstanceOf(Outcome.Refused.class);
    assertThat(event.ledger.clockSteps()).isEqualTo(1);
  }

  @Test
  void aHeadFromTheFutureKeepsTimeFromGoingBack() {
    HoldId id = held(event.commit(commands.placing("S-1"))).hold().terms().id();
    database.execute("UPDATE event_head SET last_at = '" + Samples.START.plus(Samples.HOLD) + "'");

    assertThat(event.commit(commands.confirming(id)))
        .isEqualTo(new Outcome.Refused(new Refusal.HoldExpired(Samples.START.plus(Samples.HOLD))));
  }

  @Test
  void anotherEpochIsReloaded() {
    held(event.commit(commands.placing("S-1")));
    database.execute(
        """
        DELETE FROM seat_claim; DELETE FROM hold; DELETE FROM ledger;
        UPDATE event_head SET epoch = epoch + 1, version = 1
        """);

    held(event.commit(commands.placing("S-1")));

    assertThat(event.state.epoch()).isEqualTo(2);
    assertThat(event.state.version()).isEqualTo(2);
  }

  @Test
  void aStateAheadOfTheHeadIsReloaded() {
    held(event.commit(commands.placing("S-1")));
    database.execute(
        "DELETE FROM seat_claim; DELETE FROM hold; DELETE FROM ledger;"
            + " UPDATE event_head SET version = 0, last_at = 'epoch'");

    held(event.commit(commands.placing("S-1")));

    assertThat(event.state.version()).isEqualTo(1);
  }

  @Test
  void aStateWhoseMissingEntriesAreGoneIsReloaded() {
    held(event.commit(commands.placing("S-1")));
    commands.hold("S-2");
    commands.hold("S-3");
    database.execute("DELETE FROM ledger WHERE version = 2");

    assertThat(event.commit(commands.placing("S-2"))).isInstanceOf(Outcome.Refused.class);
    held(event.commit(commands.placing("S-4")));

    assertThat(Picture.of(event.state)).isEqualTo(event.stored());
  }

  @Test
  void aStateThatMissedVeryMuchIsReloaded() {
    held(event.commit(commands.placing("S-1")));
    var place = commands.placing("S-2");
    commands.commit(place, null);
    for (int i = 0; i < 11; i++) {
      Command[] batch = new Command[100];
      for (int j = 0; j < batch.length; j += 2) {
        batch[j] = changing(place.holdId(), List.of("S-3"), List.of());
        batch[j + 1] = changing(place.holdId(), List.of(), List.of("S-3"));
      }
      commands.commit(batch);
    }

    assertThat(event.commit(commands.placing("S-2"))).isInstanceOf(Outcome.Refused.class);

    assertThat(event.state.version()).isEqualTo(1_102);
    assertThat(Picture.of(event.state)).isEqualTo(event.stored());
  }

  @Test
  void reloadingFindsSoldAndHeldSeatsAmongManyHoldsOfThePast() {
    for (int i = 0; i < 20; i++) {
      var past = commands.placing("S-1", "S-2");
      commands.commit(past, new Command.Release(past.holdId()));
    }
    HoldId sold = commands.hold("S-1").hold().terms().id();
    ReservationId reservation = commands.confirm(sold).id();
    HoldId open = commands.hold("S-5", "S-4").hold().terms().id();

    var fresh = new EventState(event.sale);
    event.ledger.load(fresh);

    assertThat(Picture.of(fresh).claims())
        .isEqualTo(
            Map.of(
                0,
                new Claim.Reserved(reservation, Samples.ADA),
                3,
                new Claim.Held(open),
                4,
                new Claim.Held(open)));
    assertThat(Picture.of(fresh)).isEqualTo(event.folded());
  }

  @Test
  void eventsWithDueHoldsAreFoundAtTheInstantOfExpiryTheLongestDueFirst() {
    HoldId extended = held(event.commit(commands.placing("S-1"))).hold().terms().id();
    database.setClock(Samples.START.plusSeconds(1));
    var later = new EventUnderTest(database, event.ledger);
    later.commit(new Node(new PostgresStore(database), later.sale).placing("S-1"));
    var earlier = event.sale.event().id();

    database.setClock(Samples.START.plus(Samples.HOLD).minusNanos(1_000));
    assertThat(event.ledger.eventsDue(5)).isEmpty();
    database.setClock(Samples.START.plus(Samples.HOLD).plusSeconds(1));
    assertThat(event.ledger.eventsDue(5)).containsExactly(earlier, later.sale.event().id());
    assertThat(event.ledger.eventsDue(1)).containsExactly(earlier);

    event.commit(new Command.Release(extended));
    assertThat(event.ledger.eventsDue(5)).containsExactly(later.sale.event().id());
  }

  @Test
  void personalDataStaysOutOfTheLedger() throws SQLException {
    HoldId id = held(event.commit(commands.placing("S-1"))).hold().terms().id();
    event.commit(commands.confirming(id));

    assertThat(rows("SELECT l::text || encode(entry, 'escape') FROM ledger AS l"))
        .hasSize(2)
        .noneMatch(row -> row.contains("customer") || row.contains("cart"));
    assertThat(rows("SELECT customer FROM hold")).containsExactly("customer-7");
  }

  @Test
  void aDatabaseThatIsAwayIsUnavailable() {
    try (var nowhere = database.newPool("jdbc:postgresql://127.0.0.1:1/nothing")) {
      var ledger = new PostgresSeatLedger(nowhere, Duration.ofSeconds(10));

      assertThatThrownBy(() -> ledger.load(event.state)).isInstanceOf(LedgerUnavailable.class);
      assertThatThrownBy(() -> ledger.eventsDue(1)).isInstanceOf(LedgerUnavailable.class);
    }
  }

  @Test
  void readinessNamesWhatMakesTheDatabaseForget() {
    String name = event.database.url().replaceFirst(".*/", "");
    database.execute("ALTER DATABASE " + name + " SET synchronous_commit = off");
    try (var pool = database.newPool(database.url())) {
      var response = new DurabilityCheck(pool).call();

      assertThat(response.getStatus()).isEqualTo(Status.DOWN);
      assertThat(response.getData().orElseThrow()).containsEntry("synchronous_commit", "off");
    } finally {
      database.execute("ALTER DATABASE " + name + " RESET synchronous_commit");
    }
  }

  @Test
  void readinessNeedsTheDatabase() {
    try (var nowhere = database.newPool("jdbc:postgresql://127.0.0.1:1/nothing")) {
      var response = new DurabilityCheck(nowhere).call();

      assertThat(response.getStatus()).isEqualTo(Status.DOWN);
      assertThat(response.getData().orElseThrow()).containsKey("database");
    }
  }
}
