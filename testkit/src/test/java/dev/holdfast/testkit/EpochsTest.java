package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.ledger.Change;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.LedgerEntry;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A state goes on within one epoch only.
class EpochsTest {
  private static final long EPOCH = 7;

  private final InMemoryStore store = new InMemoryStore();
  private final Sale sale = Samples.sale(2);
  private final EventState state = new EventState(sale);
  private final List<LedgerEntry> entries;

  EpochsTest() {
    store.add(sale);
    store.setClock(Samples.START);
    Node node = new Node(store, sale);
    node.hold("S-1");
    node.hold("S-2");
    entries =
        node.ledger().entries(sale.event().id(), 0, 2).stream()
            .map(entry -> in(EPOCH, entry))
            .toList();
    state.begin(EPOCH);
  }

  private static LedgerEntry in(long epoch, LedgerEntry entry) {
    return new LedgerEntry(epoch, entry.version(), entry.at(), entry.change());
  }

  @Test
  void anEntryOfALaterEpochIsRefusedThoughItsVersionFollows() {
    state.apply(entries.subList(0, 1));

    assertThatThrownBy(() -> state.apply(List.of(in(EPOCH + 1, entries.get(1)))))
        .isInstanceOf(IllegalStateException.class);

    assertThat(state.isKnown()).isFalse();
  }

  @Test
  void anEntryOfALaterEpochIsNotTakenForOneThatIsKnown() {
    state.apply(entries);

    assertThatThrownBy(() -> state.apply(List.of(in(EPOCH + 1, entries.get(1)))))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anEntryOfAnEarlierEpochIsRefusedUnlessItIsKnown() {
    state.apply(entries.subList(0, 1));

    state.apply(List.of(in(EPOCH - 1, entries.get(0))));
    assertThat(state.isKnown()).isTrue();
    assertThatThrownBy(() -> state.apply(List.of(in(EPOCH - 1, entries.get(1)))))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void statesAgreeIfAllThatDecidingNeedsIsTheSame() {
    var other = new EventState(sale);
    other.begin(EPOCH);
    assertThat(state.agreesWith(other)).isTrue();
    state.apply(entries);
    assertThat(state.agreesWith(other)).isFalse();
    other.apply(entries);
    assertThat(state.agreesWith(other)).isTrue();

    HoldTerms first = state.openHolds().getFirst();
    other.apply(List.of(new LedgerEntry(EPOCH, 3, Samples.START, Change.released(first))));
    HoldTerms longer = first.withExpiresAt(first.maxExpiresAt());
    state.apply(List.of(new LedgerEntry(EPOCH, 3, Samples.START, Change.extended(longer))));
    assertThat(state.agreesWith(other)).isFalse();
  }
}
