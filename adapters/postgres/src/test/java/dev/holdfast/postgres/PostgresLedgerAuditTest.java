package dev.holdfast.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.application.port.out.LedgerAudit.Finding;
import dev.holdfast.application.port.out.LedgerAudit.Kind;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.ledger.Claim;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.testkit.Node;
import dev.holdfast.testkit.Samples;
import dev.holdfast.testkit.TestDatabase;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Damage that somebody did past the ledger is found, and nothing else is.
@Timeout(60)
class PostgresLedgerAuditTest {
  private static final int PAGE = 2;

  private final TestDatabase database = TestDatabase.empty();
  private final PostgresLedgerAudit audit =
      new PostgresLedgerAudit(database.pool(), TestDatabase.BUDGET);
  private final Sale sale = Samples.saleWithAreas(12);
  private final Node node;
  private final HoldId hold;
  private final HoldId sold;

  PostgresLedgerAuditTest() {
    var store = new PostgresStore(database);
    store.add(sale);
    node = new Node(store, sale);
    hold = node.hold("S-1", "S-2").hold().terms().id();
    sold = node.hold("S-3", "S-4").hold().terms().id();
  }

  /// S-1 and S-2 are held, S-3, S-4 and a place are sold, S-5 was released, and S-6 is blocked.
  @BeforeEach
  void sellSome() {
    node.confirm(sold);
    var places = node.placing(List.of(new Command.Quantity("Pit", 1, null)));
    node.commit(places, node.confirming(places.holdId()));
    node.commit(new Command.Release(node.hold("S-5").hold().terms().id()));
    node.commit(
        new Command.Block(List.of("S-6"), List.of(), new Claim.Blocked("camera", null, null)));
  }

  private List<Finding> findings() {
    EventState state = new EventState(sale);
    fold(state);
    return audit.compare(state);
  }

  private void fold(EventState state) {
    boolean isFolded = false;
    while (!isFolded) {
      isFolded = audit.fold(state, PAGE);
    }
  }

  private void damage(String sql) {
    database.execute(sql.replace("{event}", "event_id = '" + sale.event().id() + "'"));
  }

  @Test
  void nothingIsFoundWhereAllIsWell() {
    assertThat(findings()).isEmpty();
    EventState state = new EventState(sale);
    fold(state);
    assertThat(state.version()).isEqualTo(node.state().version());
    node.confirm(hold);
    assertThat(audit.compare(state)).as("what was sold since is folded, too").isEmpty();
    assertThat(state.version()).isEqualTo(node.state().version());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          DOUBLE_CLAIM | S-3 | UPDATE seat_claim SET kind = 'held', owner_id = \
            (SELECT owner_id FROM seat_claim WHERE {event} AND seat_no = 0) WHERE {event} AND seat_no = 2
          DOUBLE_CLAIM | S-1 | UPDATE seat_claim SET kind = 'blocked', owner_id = NULL, reason = 'x' \
            WHERE {event} AND seat_no = 0
          ORPHANED_CLAIM | S-1 | UPDATE hold SET status = 'released', ended_at = now() \
            WHERE {event} AND 0 = ANY (seat_nos)
          ORPHANED_CLAIM | S-3 | UPDATE ticket SET cancelled_at = now() WHERE {event} AND seat_no = 2
          ORPHANED_CLAIM | S-8 | INSERT INTO seat_claim (event_id, seat_no, kind, owner_id) \
            SELECT event_id, 7, 'held', gen_random_uuid() FROM event_head WHERE {event}
          UNCLAIMED_SEAT | S-4 | DELETE FROM seat_claim WHERE {event} AND seat_no = 3
          UNCLAIMED_SEAT | S-2 | DELETE FROM seat_claim WHERE {event} AND seat_no = 1
          LEDGER_MISMATCH | S-6 | DELETE FROM seat_claim WHERE {event} AND seat_no = 5
          LEDGER_MISMATCH | | UPDATE hold SET expires_at = expires_at + interval '1 minute' \
            WHERE {event} AND status = 'open'
          LEDGER_MISMATCH | | UPDATE event_head SET version = version + 1 WHERE {event}
          LEDGER_MISMATCH | | UPDATE event_head SET last_at = last_at - interval '1 minute' WHERE {event}
          COUNT_MISMATCH | number 999 | INSERT INTO seat_claim (event_id, seat_no, kind, reason) \
            SELECT event_id, 999, 'blocked', 'x' FROM event_head WHERE {event}
          """)
  void damageIsFoundAndNamed(Kind kind, String seat, String sql) {
    damage(sql);

    assertThat(findings())
        .isNotEmpty()
        .anySatisfy(
            finding -> {
              assertThat(finding.kind()).isEqualTo(kind);
              assertThat(finding.seat()).isEqualTo(seat);
              assertThat(finding.detail()).isNotBlank();
            })
        .hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void aGapInTheLedgerIsFound() {
    damage("DELETE FROM ledger WHERE {event} AND version = 4");

    assertThatThrownBy(this::findings)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(".5 at");
  }

  @Test
  void whatWasTrueWhenAnEpochBeganIsTrueEnough() {
    damage("DELETE FROM seat_claim WHERE {event} AND seat_no = 5");
    new NewEpoch(
            database.pool(),
            Duration.ofSeconds(2),
            /* pauses= */ false,
            new PrintStream(OutputStream.nullOutputStream()))
        .begin(List.of(sale.event().id()));

    EventState state = new EventState(sale);
    fold(state);
    assertThat(audit.compare(state)).isEmpty();
    node.hold("S-6");
    fold(state);
    assertThat(audit.compare(state)).isEmpty();
    damage(
        "UPDATE hold SET expires_at = expires_at + interval '1 minute' WHERE {event} AND status = 'open'");
    assertThat(audit.compare(state))
        .extracting(Finding::kind)
        .containsExactly(Kind.LEDGER_MISMATCH);
  }

  @Test
  void allEventsHaveTheirTurn() {
    var store = new PostgresStore(database);
    for (int i = 0; i < 4; i++) {
      store.add(Samples.sale(1));
    }
    List<Object> seen = new ArrayList<>();
    var some = audit.eventsAfter(null, 2);
    while (!some.isEmpty()) {
      seen.addAll(some);
      some = audit.eventsAfter(some.getLast(), 2);
    }
    assertThat(seen).hasSize(5).doesNotHaveDuplicates();
  }
}
