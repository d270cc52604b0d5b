package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.event.HoldLimits.Limit;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.event.SettingsPatch;
import dev.holdfast.domain.hold.Holder;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.Submission;
import dev.holdfast.testkit.InMemoryStore;
import dev.holdfast.testkit.Node;
import dev.holdfast.testkit.Samples;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MeasuredLedgerTest {
  private final InMemoryStore store = new InMemoryStore();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final MeasuredLedger ledger =
      new MeasuredLedger(store.newLedger(), meters, "postgres", InstantSource.system());

  private Node open(Sale sale) {
    store.add(sale);
    store.setClock(Samples.START);
    var node = new Node(store, sale);
    var patch =
        SettingsPatch.builder()
            .customerLimit(new Limit(1, 0))
            .clientLimit(new Limit(2, 0))
            .coolDown(Duration.ofMinutes(5))
            .build();
    commit(node, new Command.Configure(patch, null));
    return node;
  }

  private void commit(Node node, Command command) {
    EventState state = node.state();
    ledger.commit(new SeatLedger.Work(state, List.of(new Submission(command, null))));
  }

  /// How often holds were refused, by the client and the limit.
  private Map<String, Double> refused() {
    return meters.find("holdfast.hoarding.refused").counters().stream()
        .collect(
            Collectors.toMap(
                counter -> tag(counter, "client") + " " + tag(counter, "limit"), Counter::count));
  }

  private static String tag(Counter counter, String name) {
    return String.valueOf(counter.getId().getTag(name));
  }

  @Test
  void whatIsRefusedToHoardersIsCountedByTheClientThatAsked() {
    Node node = open(Samples.sale(12));
    Holder bob = Holder.ofCustomer(Samples.SHOP, 7);
    Command.Place first = node.placing("S-1");
    commit(node, first);
    commit(node, node.placing("S-2"));
    commit(node, Node.changing(first.holdId(), List.of("S-2"), List.of()));
    commit(node, node.placing(bob, "S-1"));
    commit(node, node.placing(Holder.of(Samples.SHOP), "S-2", "S-3"));
    commit(node, new Command.Release(first.holdId()));
    commit(node, node.placing("S-1"));
    for (int i = 0; i < 2; i++) {
      Command.Place stranger = node.placing(Holder.ofAddress(null, 64), "S-9");
      commit(node, stranger);
      commit(node, new Command.Release(stranger.holdId()));
    }

    assertThat(refused())
        .containsOnly(
            Map.entry(Samples.SHOP + " customer", 2.0),
            Map.entry(Samples.SHOP + " client", 1.0),
            Map.entry(Samples.SHOP + " cool-down", 1.0),
            Map.entry("none cool-down", 1.0));
  }

  @Test
  void changesAreCountedByTheirCommandAndTheirOutcome() {
    Node node = open(Samples.sale(12));
    commit(node, node.placing("S-1"));
    commit(node, node.placing(Holder.of(null), "S-1"));

    assertThat(counted("place", "done")).isEqualTo(1);
    assertThat(counted("place", "seats-unavailable")).isEqualTo(1);
  }

  private double counted(String command, String outcome) {
    return meters
        .get("holdfast.changes")
        .tag("command", command)
        .tag("outcome", outcome)
        .counter()
        .count();
  }

  @Test
  void changesOfTestEventsAreInNoFigures() {
    Node node = open(Samples.inTestMode(Samples.sale(12)));
    commit(node, node.placing("S-1", "S-2"));

    assertThat(refused()).isEmpty();
    assertThat(meters.find("holdfast.changes").counters()).isEmpty();
    assertThat(meters.get("holdfast.batch").summary().count()).isEqualTo(2);
  }

  @Test
  void noMoreThanAHundredClientsHaveCountersOfTheirOwn() {
    Node node = open(Samples.sale(12));
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 120; i++) {
        Holder client = Holder.of(new ClientId(new UUID(1, i)));
        commit(node, node.placing(client, "S-1", "S-2", "S-3"));
      }
    }

    assertThat(refused()).hasSize(101).containsEntry("other client", 40.0);
  }
}
