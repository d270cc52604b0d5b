package dev.holdfast.postgres;

import static dev.holdfast.testkit.Node.held;
import static dev.holdfast.testkit.Node.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.application.port.out.FinalSales;
import dev.holdfast.application.port.out.SeatLedger.Heads;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.Refusal;
import dev.holdfast.testkit.LedgerStore;
import dev.holdfast.testkit.Node;
import dev.holdfast.testkit.Picture;
import dev.holdfast.testkit.Samples;
import dev.holdfast.testkit.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NewEpochTest {
  private final TestDatabase database = TestDatabase.empty();
  private final LedgerStore store = new PostgresStore(database);
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final NewEpoch command =
      new NewEpoch(
          database.pool(),
          Duration.ofSeconds(2),
          /* pauses= */ false,
          new PrintStream(said, true, StandardCharsets.UTF_8));
  private final NewEpoch pausing =
      new NewEpoch(
          database.pool(),
          Duration.ofSeconds(2),
          /* pauses= */ true,
          new PrintStream(said, true, StandardCharsets.UTF_8));
  private final Sale sale = Samples.sale(200);
  private final EventId event = sale.event().id();
  private final Node node;

  NewEpochTest() {
    store.add(sale);
    node = new Node(store, sale);
  }

  private Heads.Head head() {
    return Objects.requireNonNull(store.newLedger().heads(List.of(event)).events().get(event));
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }

  @Test
  void anEventsHistoryGoesOnInAnEpochThatNoneBeforeCanHaveHad() {
    database.setClock(Samples.START);
    HoldId before = node.hold("S-1").hold().terms().id();

    assertThat(command.begin(List.of(event))).isTrue();

    long second = Samples.START.getEpochSecond();
    assertThat(head()).isEqualTo(new Heads.Head(second, 1));
    assertThat(said())
        .isEqualTo(
            "event %s: epoch %d (it was 1), version 1%n1 of 1 events have a new epoch%n"
                .formatted(event, second));
    assertThat(command.begin(List.of(event))).isTrue();
    assertThat(head()).as("in the same second").isEqualTo(new Heads.Head(second + 1, 1));

    node.confirm(before);
    node.hold("S-2");
    assertThat(head()).isEqualTo(new Heads.Head(second + 1, 3));
    assertThat(node.state().epoch()).isEqualTo(second + 1);
    assertThat(Picture.folded(store.newLedger(), sale))
        .isEqualTo(Picture.stored(store.newLedger(), sale));
  }

  @Test
  void theTimeOfAnEventGoesOnAfterTheClockWentForwardAndBack() {
    database.setClock(Samples.START.plus(Duration.ofHours(1)));
    HoldId ahead = node.hold("S-1").hold().terms().id();
    Instant now = Samples.START.plusSeconds(7);
    database.setClock(now);
    assertThat(node.hold("S-2").now()).as("it stands still").isAfter(now);

    assertThat(command.begin(List.of(event))).isTrue();

    assertThat(said()).contains(", its time set back by PT59M53S");
    assertThat(held(node.commit(node.placing("S-3"), null)).hold().terms().placedAt())
        .isEqualTo(now);
    node.confirm(ahead);
  }

  @Test
  void anEventThatSomebodyHasLockedDoesNotKeepTheOthers() throws SQLException {
    Sale other = Samples.sale(1);
    store.add(other);
    EventId unknown = new EventId(UUID.randomUUID());
    assertThat(command.events()).containsExactlyInAnyOrder(event, other.event().id());

    try (LedgerStore.Lock _ = store.lock(event)) {
      assertThat(command.begin(List.of(event, unknown, other.event().id()))).isFalse();
    }

    assertThat(said())
        .contains("event %s: no new epoch: ".formatted(event))
        .contains("event %s: not found".formatted(unknown))
        .contains("event %s: epoch ".formatted(other.event().id()))
        .contains("1 of 3 events have a new epoch");
    assertThat(head().epoch()).isOne();
  }

  @Test
  void salesArePausedAsOfAnEntryAndDueHoldsExpired() {
    keepRoom(sale);
    database.setClock(Samples.START);
    HoldId live = node.hold("S-1").hold().terms().id();
    HoldId due = node.hold("S-2").hold().terms().id();
    database.setClock(Samples.START.plus(Samples.HOLD).minusSeconds(1));
    node.commit(new Command.Extend(live));
    database.setClock(Samples.START.plus(Samples.HOLD).plusSeconds(1));

    assertThat(pausing.begin(List.of(event))).isTrue();

    assertThat(said())
        .contains("event %s: paused, 1 of its holds expired".formatted(event))
        .endsWith("1 of 1 events have a new epoch and are paused%n".formatted());
    assertThat(refusal(node.commit(node.placing("S-3"), null)))
        .isInstanceOf(Refusal.SalesClosed.class);
    assertThat(refusal(node.commit(node.confirming(due), null)))
        .isInstanceOf(Refusal.HoldExpired.class);
    node.confirm(live);
    Picture stored = Picture.stored(store.newLedger(), sale);
    assertThat(stored.settings().paused()).isTrue();
    assertThat(Picture.folded(store.newLedger(), sale)).isEqualTo(stored);
    assertThat(pausing.begin(List.of(event))).as("again").isTrue();
  }

  @Test
  void salesOfEventsWithHoldsInRedisArePausedToo() {
    keepRoom(sale);
    database.execute(
        "UPDATE event_head SET ledger = 'redis' WHERE event_id = '%s'".formatted(event));

    assertThat(pausing.begin(List.of(event))).isTrue();

    FinalSales sales = new PostgresFinalSales(database.pool(), TestDatabase.BUDGET, 1);
    var opened = new ArrayList<FinalSales.Opening>();
    sales.open(
        event,
        new FinalSales.Opener() {
          @Override
          public Optional<Known> look() {
            return Optional.of(new Known(0, List.of()));
          }

          @Override
          public void open(FinalSales.Opening opening) {
            opened.add(opening);
          }
        },
        true);
    assertThat(opened.getFirst().settings().paused()).isTrue();
    assertThat(opened.getFirst().version()).as("an entry of the ledger").isOne();
    assertThat(pausing.begin(List.of(event))).as("again").isTrue();
  }

  /// Stores the room of a sale, which most tests do without.
  private void keepRoom(Sale of) {
    database.execute(
        "UPDATE seat_map SET layout = '\\x%s' WHERE seat_map_id = '%s'"
            .formatted(
                HexFormat.of().formatHex(LayoutJson.write(of.seatMap().layout())),
                of.seatMap().id()));
  }

  @Test
  void nothingIsLostWhileNodesSell() {
    CompletableFuture<Void> selling =
        CompletableFuture.runAsync(
            () -> {
              for (int seat = 1; seat <= 200; seat++) {
                node.confirm(node.hold("S-" + seat).hold().terms().id());
              }
            });
    int begun = 0;
    while (!selling.isDone()) {
      assertThat(command.begin(List.of(event))).isTrue();
      begun++;
    }
    selling.join();

    assertThat(begun).isPositive();
    assertThat(head().version()).isEqualTo(400);
    assertThat(Picture.folded(store.newLedger(), sale))
        .isEqualTo(Picture.stored(store.newLedger(), sale));
  }
}
