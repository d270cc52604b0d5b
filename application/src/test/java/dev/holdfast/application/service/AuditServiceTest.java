package dev.holdfast.application.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.holdfast.application.Examples;
import dev.holdfast.application.port.out.LedgerAudit;
import dev.holdfast.application.port.out.LedgerUnavailable;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.ledger.EventState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AuditServiceTest {
  private static final int PIECES = 3;
  private static final long PIECE_NANOS = 4_000_000;

  private final List<Sale> sales =
      IntStream.range(0, 3).mapToObj(_ -> Examples.saleOfSeats(2)).toList();
  private final Map<EventId, Sale> byId =
      sales.stream().collect(Collectors.toMap(sale -> sale.event().id(), sale -> sale));
  private final Store store = new Store();
  private final AuditService service =
      new AuditService(store, id -> Optional.ofNullable(byId.get(id)), 100);

  private EventId event(int index) {
    return sales.get(index).event().id();
  }

  /// Its ledgers have as many entries as there are pieces, of which each is found once.
  private final class Store implements LedgerAudit {
    final List<EventId> compared = new ArrayList<>();
    final List<Finding> findings = new ArrayList<>();
    final Set<EventId> away = new HashSet<>();
    final Set<EventId> contradictory = new HashSet<>();
    boolean isSlow;
    int pieces;
    int piecesEach = PIECES;
    long now;

    @Override
    public List<EventId> eventsAfter(@Nullable EventId last, int atMost) {
      return sales.stream()
          .map(sale -> sale.event().id())
          .skip(last == null ? 0 : sales.indexOf(byId.get(last)) + 1L)
          .limit(2)
          .toList();
    }

    @Override
    public boolean fold(EventState state, int atMost) {
      EventId event = state.sale().event().id();
      if (contradictory.contains(event)) {
        throw new IllegalStateException("entry: 1.2 (expected: 1.1)");
      }
      if (state.version() == piecesEach) {
        return true;
      }
      pieces++;
      now += PIECE_NANOS;
      long version = state.version() + 1;
      state.restore(
          1,
          version,
          Instant.EPOCH,
          state.sale().event().settings(),
          List.of(),
          Map.of(),
          List.of(),
          List.of());
      return version == piecesEach;
    }

    @Override
    public List<Finding> compare(EventState folded) {
      EventId event = folded.sale().event().id();
      if (away.contains(event)) {
        throw new LedgerUnavailable("away", null);
      }
      compared.add(event);
      for (int i = 0; isSlow && i < 10; i++) {
        pause();
      }
      return event.equals(event(1)) ? List.copyOf(findings) : List.of();
    }
  }

  private void goRound() {
    while (store.compared.size() < sales.size()) {
      service.goOn();
      pause();
    }
  }

  /// Until it has rested.
  private static void pause() {
    try {
      Thread.sleep(1);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void allEventsHaveTheirTurnAndOnlyWhatIsNewIsFoldedInTheNextRound() {
    goRound();

    assertThat(store.compared).containsExactly(event(0), event(1), event(2));
    assertThat(store.pieces).isEqualTo(PIECES * sales.size());
    assertThat(service.audited()).isEqualTo(3);

    while (service.roundAge().isEmpty()) {
      service.goOn();
      pause();
    }
    store.compared.clear();
    goRound();
    assertThat(store.compared).hasSize(3);
    assertThat(store.pieces).as("nothing is folded again").isEqualTo(PIECES * sales.size());
  }

  /// It is called once a second. A busy machine may take longer for some rounds, but not for all.
  @Test
  void oneThatMayGoOnAllTheTimeEndsARoundThatTakesAPartOfASecondInOneCall() {
    store.isSlow = true;
    int rounds = 0;
    do {
      store.compared.clear();
      service.goOn();
      rounds++;
    } while (store.compared.size() < sales.size() && rounds < 100);

    assertThat(store.compared).hasSizeGreaterThanOrEqualTo(sales.size());
  }

  /// Its moments of 10 ms take 12 here, which are 1 % of 1.2 s.
  @Test
  void momentsThatTakeLongerThanTheyMayDoNotMakeItGoOnForLessThanItsPercent() {
    var paced =
        new AuditService(store, id -> Optional.ofNullable(byId.get(id)), 1, () -> store.now);
    store.piecesEach = Integer.MAX_VALUE;
    int seconds = 60;
    for (int second = 1; second <= seconds; second++) {
      store.now = second * 1_000_000_000L;
      paced.goOn();
    }
    assertThat(store.pieces * PIECE_NANOS / 1e9).isCloseTo(0.01 * seconds, withinPercentage(3));
  }

  @Test
  void whatIsFoundIsCountedAndFoldedAgainFromTheBeginning() {
    store.findings.add(
        new LedgerAudit.Finding(LedgerAudit.Kind.DOUBLE_CLAIM, "S-1", "sold and held"));
    store.contradictory.add(event(2));
    while (service.audited() < 6) {
      service.goOn();
      pause();
    }
    assertThat(service.found(LedgerAudit.Kind.DOUBLE_CLAIM)).isEqualTo(2);
    assertThat(service.found(LedgerAudit.Kind.LEDGER_MISMATCH)).isEqualTo(2);
    assertThat(service.found(LedgerAudit.Kind.ORPHANED_CLAIM)).isZero();
    assertThat(store.pieces).isEqualTo(3 * PIECES);
  }

  @Test
  void anEventThatCannotBeReadKeepsNoOtherFromItsTurn() {
    store.away.add(event(0));
    assertThatThrownBy(
            () -> {
              while (true) {
                service.goOn();
                pause();
              }
            })
        .isInstanceOf(LedgerUnavailable.class);
    while (store.compared.size() < 2) {
      service.goOn();
      pause();
    }
    assertThat(store.compared).containsExactly(event(1), event(2));
  }
}
