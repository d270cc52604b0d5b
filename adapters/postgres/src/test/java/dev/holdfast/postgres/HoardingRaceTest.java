package dev.holdfast.postgres;

import static dev.holdfast.testkit.Samples.ADA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.domain.event.HoldLimits.Limit;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.event.SettingsPatch;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.Holding;
import dev.holdfast.domain.ledger.LedgerEntry;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Refusal;
import dev.holdfast.testkit.Node;
import dev.holdfast.testkit.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Many who place holds for one customer at once, each over a connection and a state of its own.
class HoardingRaceTest {
  private static final int THREADS = 64;
  private static final int MOST_HELD = 5;
  private static final int MOST = 8;

  @Test
  @Tag("I6")
  void noRaceGivesACustomerMoreThanTheLimit() throws Exception {
    PostgresStore store = PostgresStore.empty();
    Sale sale = Samples.sale(2 * THREADS);
    store.add(sale);
    store.setClock(Samples.START);
    var first = new Node(store, sale);
    SettingsPatch limits =
        SettingsPatch.builder().customerLimit(new Limit(MOST_HELD, MOST)).build();
    first.commit(new Command.Configure(limits, null), null);

    List<Future<Integer>> refused = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      for (int i = 0; i < THREADS; i++) {
        int seat = 2 * i;
        refused.add(threads.submit(() -> buy(new Node(store, sale), seat)));
      }
    }
    int refusals = 0;
    for (Future<Integer> one : refused) {
      refusals += one.get();
    }
    assertThat(refusals).isPositive();
    Holding mostEver = mostEver(first.ledger(), sale);
    assertThat(mostEver.held()).isBetween(1, MOST_HELD);
    assertThat(mostEver.reserved()).isBetween(1, MOST);
  }

  /// Holds two seats one after the other, and gives one back and buys the other.
  ///
  /// @return how often it was refused
  private static int buy(Node node, int seat) {
    int refused = 0;
    List<HoldId> held = new ArrayList<>();
    for (int i = 1; i <= 2; i++) {
      switch (node.commit(node.placing(ADA, "S-" + (seat + i)), null)) {
        case Outcome.Held(var view) -> held.add(view.hold().terms().id());
        case Outcome.Refused(Refusal.HoldLimitReached _) -> refused++;
        case Outcome other -> throw new AssertionError(other);
      }
    }
    for (HoldId id : held) {
      node.commit(held.indexOf(id) == 0 ? node.confirming(id) : new Command.Release(id), null);
    }
    return refused;
  }

  /// The most that the customer's client ever held, and ever had altogether instead of what was
  /// reserved, by the ledger.
  private static Holding mostEver(SeatLedger ledger, Sale sale) {
    EventState stored = new EventState(sale);
    ledger.load(stored);
    EventState state = new EventState(sale);
    state.begin(stored.epoch());
    int held = 0;
    int all = 0;
    for (LedgerEntry entry : ledger.entries(sale.event().id(), 0, Integer.MAX_VALUE)) {
      state.apply(List.of(entry));
      Holding has = state.holdings(Samples.START).getOrDefault(Samples.SHOP, new Holding(0, 0));
      held = Math.max(held, has.held());
      all = Math.max(all, has.held() + has.reserved());
    }
    return new Holding(held, all);
  }
}
