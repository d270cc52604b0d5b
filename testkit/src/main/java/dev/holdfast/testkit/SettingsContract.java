package dev.holdfast.testkit;

import static dev.holdfast.testkit.Node.changing;
import static dev.holdfast.testkit.Node.held;
import static dev.holdfast.testkit.Node.refusal;
import static dev.holdfast.testkit.Samples.HOLD;
import static dev.holdfast.testkit.Samples.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.event.CategoryPrice;
import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.event.SettingsPatch;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.EntryCodec;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Refusal;
import dev.holdfast.domain.ledger.RequestKey;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What becomes of an event whose settings are changed.
abstract class SettingsContract extends LedgerContract {
  private static final Command PAUSE = new Command.Pause(true);
  private static final Command RESUME = new Command.Pause(false);
  private static final CategoryPrice FREE = new CategoryPrice.Flat(0);

  private Refusal paused() {
    return new Refusal.SalesClosed(
        Refusal.SalesClosed.Phase.PAUSED, null, sale.event().settings().closesAt());
  }

  private Settings stored() {
    EventState state = new EventState(sale);
    node.ledger().load(state);
    return state.sale().event().settings();
  }

  private Set<String> seen() {
    return Set.of("another", EntryCodec.tag(stored()));
  }

  @Test
  void whileAnEventIsPausedNothingCanBeHeld() {
    HoldTerms terms = terms(node.hold("S-1", "S-2"));

    node.commit(PAUSE, null);

    assertThat(refusal(node.commit(node.placing("S-3"), null))).isEqualTo(paused());
    assertThat(refusal(node.commit(changing(terms.id(), List.of("S-3"), List.of()), null)))
        .isEqualTo(paused());
    held(node.commit(changing(terms.id(), List.of(), List.of("S-2")), null));

    node.commit(RESUME, null);
    node.hold("S-3");
  }

  @Test
  @Tag("I2")
  void liveHoldsOfAPausedEventKeepTheirQuoteAndTimeAndCanBeConfirmed() {
    HoldTerms terms = terms(node.hold("S-1"));
    node.commit(PAUSE, null);
    wait(HOLD.minusNanos(1_000));

    assertThat(node.confirm(terms.id()).total()).isEqualTo(terms.total());
  }

  @Test
  void whoSellsIsStoredAndStaysWhenSomethingElseChanges() {
    var patch = SettingsPatch.builder().sellers(List.of(Samples.SHOP)).build();
    node.commit(new Command.Configure(patch, null), null);
    assertThat(stored().sellers()).containsExactly(Samples.SHOP);

    node.commit(PAUSE, null);
    assertThat(stored().sellers()).containsExactly(Samples.SHOP);
    var nobody = SettingsPatch.builder().sellers(List.of()).build();
    node.commit(new Command.Configure(nobody, null), null);
    assertThat(stored().sellers()).isEmpty();
  }

  @Test
  void toPauseWhatIsPausedChangesNothing() {
    for (Command command : List.of(RESUME, PAUSE, PAUSE, RESUME)) {
      assertThat(node.commit(command, null)).isInstanceOf(Outcome.Configured.class);
    }

    assertThat(entries())
        .extracting(entry -> entry.change().kind())
        .containsExactly("paused", "resumed");
    assertThat(stored().version()).isEqualTo(2);
  }

  @Test
  @Tag("I6")
  void otherNodesLearnOfSettingsByEntriesAndByWhatIsStored() {
    Node other = new Node(store, sale);
    other.ledger().load(other.state());
    node.commit(PAUSE, null);

    assertThat(refusal(other.commit(other.placing("S-1"), null))).isEqualTo(paused());
    assertThat(new Node(store, sale).commit(RESUME, null))
        .isEqualTo(new Outcome.Configured(sale.with(stored())));
    assertThat(stored()).isEqualTo(sale.event().settings().withPaused(true).withPaused(false));
    other.hold("S-1");
  }

  @Test
  void whatIsPausedAndResumedInOneBatchIsStoredOnce() {
    List<Outcome> outcomes = node.commit(PAUSE, node.placing("S-1"), RESUME, node.placing("S-1"));

    assertThat(refusal(outcomes.get(1))).isEqualTo(paused());
    held(outcomes.get(3));
    assertThat(stored().version()).isEqualTo(2);
  }

  @Test
  void newPricesAreThoseOfSeatsChosenFromThenOn() {
    HoldTerms terms = terms(node.hold("S-1"));
    Map<String, CategoryPrice> prices = Map.of("stalls", new CategoryPrice.Flat(70));

    node.commit(new Command.Configure(Samples.patch(prices), seen()), null);

    assertThat(stored().prices()).isEqualTo(prices);
    HoldTerms changed =
        terms(held(node.commit(changing(terms.id(), List.of("S-2"), List.of()), null)));
    assertThat(changed.total()).isEqualTo(terms.total() + 70);
    assertThat(node.confirm(terms.id()).total()).isEqualTo(changed.total());
  }

  @Test
  void whoeverHasSeenEarlierSettingsIsRefused() {
    Command first = new Command.Configure(Samples.patch(Map.of("stalls", FREE)), seen());
    node.commit(first, null);

    assertThat(refusal(node.commit(first, null))).isEqualTo(new Refusal.SettingsChanged());
    assertThat(refusal(node.commit(new Command.Configure(Samples.patch(1), Set.of()), null)))
        .isEqualTo(new Refusal.SettingsChanged());
    var any = new Command.Configure(Samples.patch(Map.of("stalls", FREE)), null);
    assertThat(node.commit(any, null)).isInstanceOf(Outcome.Configured.class);
    assertThat(stored().version()).as("nothing was another than before").isEqualTo(1);
  }

  @Test
  void settingsThatCannotBeAreRefused() {
    var patch =
        SettingsPatch.builder()
            .name(" ")
            .endsAt(START)
            .prices(Map.of("moon", FREE))
            .salesCloseAt(START)
            .maxSeatsPerHold(0)
            .build();

    assertThat(refusal(node.commit(new Command.Configure(patch, null), null)))
        .isInstanceOfSatisfying(
            Refusal.InvalidSettings.class,
            refused ->
                assertThat(refused.errors())
                    .extracting(error -> error.path().toString())
                    .contains("name", "endsAt", "prices/moon", "holdPolicy/maxSeatsPerHold"));
    assertThat(entries()).isEmpty();
  }

  @Test
  void aHoldThatIsLargerThanIsAllowedByNowMayStayOrGetSmallerButNotLarger() {
    open(Samples.saleWithAreas(6));
    HoldId id = terms(node.hold("S-1", "S-2")).id();
    held(node.commit(placesOfPit(id, 2), null));

    node.commit(new Command.Configure(Samples.patch(1), null), null);

    assertThat(fieldsOf(node.placing("S-5", "S-6"))).containsExactly("seats");
    assertThat(fieldsOf(changing(id, List.of("S-3"), List.of()))).containsExactly("add/seats");
    assertThat(fieldsOf(placesOfPit(id, 3))).containsExactly("set/areas");
    held(node.commit(changing(id, List.of("S-3"), List.of("S-1")), null));
    held(node.commit(Node.retyping(id, Map.of("S-2", "child")), null));
    HoldTerms smaller = terms(held(node.commit(placesOfPit(id, 1), null)));
    assertThat(smaller.seats()).hasSize(3);
    assertThat(fieldsOf(placesOfPit(id, 2))).containsExactly("set/areas");
    held(node.commit(changing(id, List.of(), List.of("S-2", "S-3")), null));
    node.confirm(id);
  }

  private static Command placesOfPit(HoldId id, int quantity) {
    return new Command.Change(
        id, List.of(), List.of(), List.of(new Command.Quantity("Pit", quantity, null)), Map.of());
  }

  @Test
  @Tag("I7")
  void aCategoryWithoutAPriceIsNotForSaleAnyMore() {
    open(Samples.saleWithHouseSeats(2));
    HoldTerms terms = terms(node.hold("S-1"));

    node.commit(new Command.Configure(Samples.patch(Map.of("house", FREE)), null), null);

    assertThat(refusal(node.commit(node.placing("S-2"), null)))
        .isInstanceOf(Refusal.SeatsUnavailable.class);
    EventState state = new EventState(sale);
    node.ledger().load(state);
    assertThat(state.availability(START).blocked()).containsExactly(1);
    assertThat(state.availability(START).held()).containsExactly(0);
    node.hold("H-1");
    assertThat(fieldsOf(Node.retyping(terms.id(), Map.of("S-1", "child"))))
        .as("there is no price for it")
        .containsExactly("set/seats/0/ticketType");
    node.confirm(terms.id());
  }

  @Test
  @Tag("I5")
  void aRepeatedRequestPausesOnce() {
    var key = new RequestKey("shop", "pause-once", "body");
    node.commit(PAUSE, key);
    node.commit(RESUME, null);

    Outcome again = new Node(store, sale).commit(PAUSE, key);

    assertThat(again).isEqualTo(new Outcome.Replayed(new Outcome.Configured(sale.with(stored()))));
    assertThat(stored().paused()).isFalse();
    node.hold("S-1");
  }

  @Test
  @Tag("I5")
  void theKeyOfARequestThatFoundNothingToChangeIsKept() {
    node.commit(RESUME, new RequestKey("shop", "resume-once", "body"));

    assertThat(
            refusal(
                new Node(store, sale)
                    .commit(RESUME, new RequestKey("shop", "resume-once", "other"))))
        .isEqualTo(new Refusal.KeyReused());
    assertThat(entries()).isEmpty();
  }
}
