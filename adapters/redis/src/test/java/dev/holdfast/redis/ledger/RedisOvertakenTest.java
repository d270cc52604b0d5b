package dev.holdfast.redis.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.application.port.out.FinalSales;
import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.ledger.Batch;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.Lookup;
import dev.holdfast.domain.ledger.LookupResult;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.domain.ledger.Submission;
import dev.holdfast.postgres.PostgresFinalSales;
import dev.holdfast.testkit.Node;
import dev.holdfast.testkit.Samples;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Between what a node reads of an event and what it decides, another node changes the event, and
/// this node's views hear of it.
class RedisOvertakenTest {
  private static final RequestKey KEY = new RequestKey("shop", "k", "f");

  private final TestRedis redis = TestRedis.empty();
  private final Sale sale = Samples.saleWithAreas(12);
  private final Node other = nodeOf();
  private final EventState state = new EventState(sale);
  private final Overtaken overtaken = new Overtaken();
  private final SeatLedger ledger = redis.newHolds(overtaken).ledger();

  private Node nodeOf() {
    redis.add(sale);
    return new Node(redis, sale);
  }

  /// Final sales that are asked in the midst of deciding.
  private class Overtaken implements FinalSales {
    private final FinalSales sales =
        new PostgresFinalSales(redis.database().pool(), TestRedis.BUDGET, TestRedis.WAITING);
    private Runnable once = () -> {};

    @Override
    public Map<EventId, LookupResult> lookUp(Map<EventId, Lookup> named) {
      Map<EventId, LookupResult> found = sales.lookUp(named);
      Runnable now = once;
      once = () -> {};
      now.run();
      return found;
    }

    @Override
    public Map<Attempt, Fate> store(Map<Attempt, Batch> batches, boolean waits) {
      return sales.store(batches, waits);
    }

    @Override
    public Fate settle(Attempt attempt) {
      return sales.settle(attempt);
    }

    @Override
    public void open(EventId event, Opener opener, boolean waits) {
      sales.open(event, opener, waits);
    }

    @Override
    public Map<EventId, Standing> standings() {
      return sales.standings();
    }
  }

  /// Commits a command beside one that asks the final sales.
  private Outcome commitOvertaken(Runnable by, Command command, RequestKey key) {
    ledger.load(state);
    overtaken.once =
        () -> {
          by.run();
          ledger.load(state);
        };
    var unknown = new Command.Release(HoldId.of(sale.event().id(), 1));
    return ledger
        .commit(
            new SeatLedger.Work(
                state, List.of(new Submission(unknown, null), new Submission(command, key))))
        .getLast();
  }

  @Test
  @Tag("I5")
  void aKeyThatAnotherNodeAnswersMeanwhileGetsNoHoldOfItsOwn() {
    var place = other.placing(List.of(new Command.Quantity("Pit", 1, null)));

    Outcome outcome =
        commitOvertaken(
            () -> other.commit(place, KEY),
            other.placing(List.of(new Command.Quantity("Pit", 1, null))),
            KEY);

    assertThat(outcome).isInstanceOf(Outcome.Replayed.class);
    assertThat(state.openHolds()).hasSize(1);
  }

  @Test
  @Tag("I5")
  void aHoldThatAnotherNodeSellsMeanwhileIsFoundToBeSold() {
    HoldId hold = other.hold("S-1").hold().terms().id();

    Outcome outcome =
        commitOvertaken(
            () -> other.confirm(hold), other.confirming(hold), new RequestKey("shop", "c", "f"));

    assertThat(outcome).isInstanceOf(Outcome.Confirmed.class);
  }
}
