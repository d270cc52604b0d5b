package dev.holdfast.testkit;

import static dev.holdfast.testkit.Node.refusal;
import static dev.holdfast.testkit.Samples.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.ledger.Change;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.Effect;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.LedgerEntry;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Several nodes over one store, one after another and at once.
abstract class NodesContract extends LedgerContract {
  @Test
  @Tag("I6")
  void aStateThatIsLoadedAgainComesForwardByWhatItMissed() {
    EventState state = new EventState(sale);
    node.ledger().load(state);
    node.hold("S-1");
    node.hold("S-2");

    node.ledger().load(state);

    assertThat(state.entriesAfter(0)).contains(entries());
    assertThat(Picture.of(state)).isEqualTo(Picture.stored(node.ledger(), sale));
  }

  @Test
  @Tag("I6")
  void aNodeThatIsBehindCatchesUpBeforeItDecides() {
    Node other = new Node(store, sale);
    other.hold("S-9");
    for (int i = 1; i <= 4; i++) {
      node.confirm(terms(node.hold("S-" + i)).id());
    }

    assertThat(refusal(other.commit(other.placing("S-4"), null)))
        .isInstanceOf(Refusal.SeatsUnavailable.class);
    other.hold("S-5");
    assertThat(Picture.of(other.state())).isEqualTo(Picture.stored(other.ledger(), sale));
  }

  @Test
  @Tag("I6")
  void anEntryOfAKindThatTheNodeDoesNotKnowIsReadAndFoldedByItsEffects() {
    Node other = new Node(store, sale);
    other.ledger().load(other.state());
    HoldTerms terms = terms(node.hold("S-1", "S-2"));
    LedgerEntry entry = entries().getFirst();
    Change known = entry.change();
    LedgerEntry unknown = with(entry, "courted", known.effects());
    store.replace(sale.event().id(), unknown);

    assertThat(entries()).containsExactly(unknown);
    other.ledger().load(other.state());
    assertThat(other.state().entriesAfter(0)).contains(List.of(unknown));
    assertThat(other.state().openHolds()).containsExactly(terms);
    assertThat(other.state().availability(START).held()).containsExactly(0, 1);
    other.confirm(terms.id());
  }

  private static LedgerEntry with(LedgerEntry entry, String kind, List<Effect> effects) {
    Change change = entry.change();
    return new LedgerEntry(
        entry.epoch(),
        entry.version(),
        entry.at(),
        new Change(kind, change.holdId(), change.reservationId(), change.numbers(), effects));
  }

  @Test
  @Tag("I6")
  void aNodeThatDoesNotKnowWhatAnEntryDoesReadsItInTheTables() {
    Node selling = new Node(store, sale);
    Node showing = new Node(store, sale);
    List.of(selling, showing).forEach(of -> of.ledger().load(of.state()));
    HoldTerms terms = terms(node.hold("S-1", "S-2"));
    LedgerEntry entry = entries().getFirst();
    LedgerEntry unknown = with(entry, "courted", List.of(new Effect.Unknown()));
    store.replace(sale.event().id(), unknown);

    showing.ledger().load(showing.state());
    assertThat(showing.state().openHolds()).containsExactly(terms);
    selling.confirm(terms.id());
    selling.hold("S-3");

    assertThat(entries()).extracting(LedgerEntry::epoch).containsOnly(entry.epoch());
    assertThat(entries().getFirst()).isEqualTo(unknown);
    store.replace(sale.event().id(), entry);
  }

  @Test
  @Tag("I1")
  void ofFiftyWhoWantOneSeatOneGetsIt() {
    List<Outcome> outcomes =
        atOnce(
            IntStream.range(0, 50)
                .<Callable<Outcome>>mapToObj(
                    _ -> {
                      Node own = new Node(store, sale);
                      return () -> own.commit(own.placing("S-7"), null);
                    })
                .toList());

    assertThat(outcomes).filteredOn(Outcome.Held.class::isInstance).hasSize(1);
    assertThat(outcomes)
        .filteredOn(
            outcome ->
                outcome instanceof Outcome.Refused(Refusal refusal)
                    && refusal instanceof Refusal.SeatsUnavailable)
        .hasSize(49);
  }

  @Test
  void crossedHoldsOfTheSameSeatsNeverDeadlock() {
    List<Callable<Outcome>> tasks = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Node own = new Node(store, sale);
      Command.Place place = i % 2 == 0 ? own.placing("S-1", "S-2") : own.placing("S-2", "S-1");
      tasks.add(
          () -> {
            Outcome outcome = own.commit(place, null);
            if (outcome instanceof Outcome.Held) {
              own.commit(new Command.Release(place.holdId()), null);
            }
            return outcome;
          });
    }

    assertThat(atOnce(tasks)).filteredOn(Outcome.Held.class::isInstance).isNotEmpty();
    assertThat(availability().available()).isEqualTo(12);
  }

  private static List<Outcome> atOnce(List<Callable<Outcome>> tasks) {
    try (var threads = Executors.newFixedThreadPool(10)) {
      List<Outcome> outcomes = new ArrayList<>();
      for (Future<Outcome> future : threads.invokeAll(tasks)) {
        outcomes.add(future.get());
      }
      return outcomes;
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }
}
