package dev.holdfast.application.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.application.Examples;
import dev.holdfast.application.NoRecords;
import dev.holdfast.application.QuietFeed;
import dev.holdfast.application.ScriptedLedger;
import dev.holdfast.application.lane.Lanes;
import dev.holdfast.application.port.in.Caller;
import dev.holdfast.application.port.in.Creation;
import dev.holdfast.application.port.in.Unavailable;
import dev.holdfast.application.port.out.EventStore;
import dev.holdfast.application.port.out.KeptCreation;
import dev.holdfast.application.port.out.LedgerUnavailable;
import dev.holdfast.application.port.out.SeatMapStore;
import dev.holdfast.domain.event.Event;
import dev.holdfast.domain.event.EventFilter;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.EventPage;
import dev.holdfast.domain.event.LedgerKind;
import dev.holdfast.domain.event.NewEvent;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.event.SettingsPatch;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.domain.seatmap.SeatMap;
import dev.holdfast.domain.seatmap.SeatMapId;
import dev.holdfast.domain.seatmap.SeatMapSummary;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Settings as they are shown. The row has others than what was found once, and than the ledger.
class EventServiceTest {
  private final Sale sale = Examples.sale();
  private final Sale elsewhere = Examples.sale(LedgerKind.REDIS);
  private final Settings stored = sale.event().settings().withPaused(true);
  private final Store store = new Store();
  private final Engines engines =
      new Engines(
          Engine.start(
              new ScriptedLedger(_ -> List.of()),
              new NoRecords(),
              new QuietFeed(),
              Examples.READERS,
              new Lanes.Plan(1, 10, 1, 1, Duration.ofSeconds(20))),
          Optional.empty());
  private final EventService service =
      new EventService(store, new Catalogue(store, store), engines, _ -> true, LedgerKind.POSTGRES);

  @AfterEach
  void close() {
    engines.close();
  }

  private final class Store implements EventStore, SeatMapStore {
    boolean isAway;
    boolean isDeleted;

    @Override
    public Optional<Event> findByPrefix(long prefix) {
      return List.of(sale, elsewhere).stream()
          .map(Sale::event)
          .filter(event -> event.id().prefix() == prefix)
          .findFirst();
    }

    @Override
    public Optional<Settings> settings(EventId id) {
      if (isAway) {
        throw new LedgerUnavailable("away", null);
      }
      return isDeleted ? Optional.empty() : Optional.of(stored);
    }

    @Override
    public Optional<SeatMap> find(SeatMapId id) {
      return List.of(sale, elsewhere).stream()
          .map(Sale::seatMap)
          .filter(map -> map.id().equals(id))
          .findFirst();
    }

    @Override
    public Optional<KeptCreation> add(Event event, @Nullable RequestKey key) {
      throw new AssertionError("nothing is added");
    }

    @Override
    public Optional<KeptCreation> add(SeatMap map, @Nullable RequestKey key) {
      throw new AssertionError("nothing is added");
    }

    @Override
    public Optional<KeptCreation> answered(RequestKey key) {
      return Optional.of(new KeptCreation(key.fingerprint(), sale.event().id().value()));
    }

    @Override
    public boolean delete(EventId id) {
      throw new UnsupportedOperationException();
    }

    @Override
    public EventPage list(EventFilter filter, EventPage.@Nullable Position after, int limit) {
      throw new AssertionError("nothing is listed");
    }

    @Override
    public List<SeatMapSummary> list(@Nullable SeatMapId after, int limit) {
      throw new AssertionError("nothing is listed");
    }
  }

  private Settings shown(Sale of) {
    return service.find(of.event().id()).orElseThrow().settings();
  }

  @Test
  void theSettingsOfAnEventThatNobodyWatchesAreReadWithoutItsSeats() {
    assertThat(shown(sale)).isEqualTo(stored);
    assertThat(service.sale(new UUID(sale.event().id().prefix(), 7))).contains(sale.with(stored));
    assertThat(shown(elsewhere)).isEqualTo(stored);
  }

  @Test
  void whoWatchesAnEventSeesWhatItsViewHas() {
    engines.of(sale).views().current(sale);

    assertThat(shown(sale)).isEqualTo(sale.event().settings());
  }

  @Test
  void whereTheRowCannotBeReadNothingOldIsShown() {
    store.isAway = true;

    assertThat(shown(sale)).as("the ledger's").isEqualTo(sale.event().settings());
    assertThatThrownBy(() -> shown(elsewhere)).isInstanceOf(Unavailable.class);
  }

  /// Between the two reads, of the event and of its settings.
  @Test
  void anEventThatIsDeletedMeanwhileIsNotFound() {
    store.isDeleted = true;

    assertThat(service.find(sale.event().id())).isEmpty();
    assertThat(service.sale(new UUID(sale.event().id().prefix(), 7))).isEmpty();
  }

  @Test
  void aKeyWhoseEventIsDeletedMeanwhileMayBeSentAgain() {
    var key = new RequestKey("client", "key", "request");
    assertThat(create(key)).isEqualTo(new Creation.Created<>(sale.with(stored).event(), true));

    store.isDeleted = true;
    assertThatThrownBy(() -> create(key)).isInstanceOf(Unavailable.class);
  }

  private Creation<Event> create(RequestKey key) {
    var asked =
        new NewEvent(
            sale.seatMap().id(),
            "Europe/Berlin",
            "EUR",
            true,
            null,
            null,
            SettingsPatch.builder().build());
    return service.create(asked, Caller.admin(), key);
  }
}
