package dev.holdfast.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.event.CategoryPrice;
import dev.holdfast.domain.event.Event;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.EventPage;
import dev.holdfast.domain.event.HoldLimits;
import dev.holdfast.domain.event.HoldPolicy;
import dev.holdfast.domain.event.LedgerKind;
import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.event.TicketType;
import dev.holdfast.domain.seatmap.SeatMapId;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.hibernate.annotations.ColumnTransformer;
import org.hibernate.annotations.Formula;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/// A row of the table `event`.
@Entity
@Immutable
@Table(name = "event")
@RegisterForReflection(targets = {TicketType.class, HoldLimits.class, HoldLimits.Limit.class})
class EventRow extends PanacheEntityBase {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String AS_JSON = "cast(? as json)";

  @Id
  @Column(name = "event_id")
  UUID id;

  String name;

  @Column(name = "seat_map_id")
  UUID seatMapId;

  @Column(name = "starts_at")
  Instant startsAt;

  @Column(name = "ends_at")
  @Nullable Instant endsAt;

  @Column(name = "doors_at")
  @Nullable Instant doorsAt;

  @Column(name = "time_zone")
  String timeZone;

  String currency;

  @Column(name = "ticket_types")
  @ColumnTransformer(write = AS_JSON)
  String ticketTypes;

  @ColumnTransformer(write = AS_JSON)
  String prices;

  @Column(name = "sales_open_at")
  @Nullable Instant salesOpenAt;

  @Column(name = "sales_close_at")
  @Nullable Instant salesCloseAt;

  @Column(name = "hold_duration_ms")
  long holdDurationMillis;

  @Column(name = "hold_max_lifetime_ms")
  long holdMaxLifetimeMillis;

  @Column(name = "max_seats_per_hold")
  int maxSeatsPerHold;

  @Column(name = "browser_confirm")
  boolean browserConfirm;

  boolean paused;

  @ColumnTransformer(write = AS_JSON)
  String sellers;

  @ColumnTransformer(write = AS_JSON)
  String limits;

  @Column(name = "clock_ahead_ms")
  long clockAheadMillis;

  @Column(name = "cool_down_ms")
  long coolDownMillis;

  @Column(name = "test_mode")
  boolean testMode;

  @Column(name = "client_id")
  @Nullable UUID clientId;

  @Column(name = "settings_version")
  long settingsVersion;

  @Column(name = "external_id")
  @Nullable String externalId;

  @ColumnTransformer(write = AS_JSON)
  @Nullable String metadata;

  /// Of the event's head, which is no entity.
  @Formula("(SELECT h.ledger FROM event_head AS h WHERE h.event_id = event_id)")
  String ledger;

  @SuppressWarnings("NullAway.Init")
  protected EventRow() {}

  /// The columns that {@link #readSettings} needs.
  static final String SETTINGS =
      "settings_version, name, starts_at, ends_at, doors_at, ticket_types, prices, sales_open_at,"
          + " sales_close_at, hold_duration_ms, hold_max_lifetime_ms, max_seats_per_hold,"
          + " browser_confirm, paused, sellers, limits, clock_ahead_ms, cool_down_ms";

  static Settings readSettings(ResultSet columns) throws SQLException {
    return withSettings(columns).settings();
  }

  /// The columns that {@link #readEvent} needs, those of the event's head among them.
  static final String EVENT =
      SETTINGS
          + ", event_id, seat_map_id, time_zone, currency, client_id, test_mode, external_id, metadata,"
          + " ledger";

  /// For those who have no entity manager.
  static Event readEvent(ResultSet columns) throws SQLException {
    EventRow row = withSettings(columns);
    row.id = Columns.uuid(columns, "event_id");
    row.seatMapId = Columns.uuid(columns, "seat_map_id");
    row.timeZone = Columns.text(columns, "time_zone");
    row.currency = Columns.text(columns, "currency");
    row.clientId = Columns.uuidOrNull(columns, "client_id");
    row.testMode = columns.getBoolean("test_mode");
    row.externalId = columns.getString("external_id");
    row.metadata = columns.getString("metadata");
    row.ledger = Columns.text(columns, "ledger");
    return row.toDomain();
  }

  private static EventRow withSettings(ResultSet columns) throws SQLException {
    var row = new EventRow();
    row.settingsVersion = columns.getLong("settings_version");
    row.name = Columns.text(columns, "name");
    row.startsAt = Columns.instant(columns, "starts_at");
    row.endsAt = Columns.instantOrNull(columns, "ends_at");
    row.doorsAt = Columns.instantOrNull(columns, "doors_at");
    row.ticketTypes = Columns.text(columns, "ticket_types");
    row.prices = Columns.text(columns, "prices");
    row.salesOpenAt = Columns.instantOrNull(columns, "sales_open_at");
    row.salesCloseAt = Columns.instantOrNull(columns, "sales_close_at");
    row.holdDurationMillis = columns.getLong("hold_duration_ms");
    row.holdMaxLifetimeMillis = columns.getLong("hold_max_lifetime_ms");
    row.maxSeatsPerHold = columns.getInt("max_seats_per_hold");
    row.browserConfirm = columns.getBoolean("browser_confirm");
    row.paused = columns.getBoolean("paused");
    row.sellers = Columns.text(columns, "sellers");
    row.limits = Columns.text(columns, "limits");
    row.clockAheadMillis = columns.getLong("clock_ahead_ms");
    row.coolDownMillis = columns.getLong("cool_down_ms");
    return row;
  }

  static EventRow from(Event event) {
    var row = new EventRow();
    row.id = event.id().value();
    row.seatMapId = event.seatMapId().value();
    row.timeZone = event.timeZone().getId();
    row.currency = event.currency().getCurrencyCode();
    ClientId owner = event.owner();
    row.clientId = owner == null ? null : owner.value();
    row.testMode = event.testMode();
    row.externalId = event.externalId();
    row.metadata = event.metadata();
    row.set(event.settings());
    return row;
  }

  /// A row that has settings alone.
  static EventRow of(Settings settings) {
    var row = new EventRow();
    row.set(settings);
    return row;
  }

  private void set(Settings settings) {
    settingsVersion = settings.version();
    name = settings.name();
    startsAt = settings.startsAt();
    endsAt = settings.endsAt();
    doorsAt = settings.doorsAt();
    ticketTypes = json(settings.ticketTypes());
    prices = prices(settings.prices());
    salesOpenAt = settings.salesOpenAt();
    salesCloseAt = settings.salesCloseAt();
    holdDurationMillis = settings.holdPolicy().duration().toMillis();
    holdMaxLifetimeMillis = settings.holdPolicy().maxLifetime().toMillis();
    maxSeatsPerHold = settings.holdPolicy().maxSeatsPerHold();
    browserConfirm = settings.browserConfirm();
    paused = settings.paused();
    sellers = json(settings.sellers().stream().map(ClientId::value).toList());
    limits = json(settings.limits());
    clockAheadMillis = settings.clockAhead().toMillis();
    coolDownMillis = settings.holdPolicy().coolDown().toMillis();
  }

  Event toDomain() {
    return new Event(
        new EventId(id),
        new SeatMapId(seatMapId),
        ZoneId.of(timeZone),
        Currency.getInstance(currency),
        LedgerKind.valueOf(ledger.toUpperCase(Locale.ROOT)),
        clientId == null ? null : new ClientId(clientId),
        testMode,
        externalId,
        metadata,
        settings());
  }

  Settings settings() {
    return new Settings(
        settingsVersion,
        name,
        startsAt,
        endsAt,
        doorsAt,
        parse(ticketTypes, new TypeReference<List<TicketType>>() {}),
        prices(),
        salesOpenAt,
        salesCloseAt,
        new HoldPolicy(
            Duration.ofMillis(holdDurationMillis),
            Duration.ofMillis(holdMaxLifetimeMillis),
            maxSeatsPerHold,
            Duration.ofMillis(coolDownMillis)),
        browserConfirm,
        paused,
        parse(sellers, new TypeReference<List<UUID>>() {}).stream().map(ClientId::new).toList(),
        parse(limits, new TypeReference<HoldLimits>() {}),
        Duration.ofMillis(clockAheadMillis));
  }

  EventPage.Position position() {
    return new EventPage.Position(startsAt, new EventId(id));
  }

  /// By category id: an amount, or an object of amounts by ticket type id.
  private static String prices(Map<String, CategoryPrice> prices) {
    Map<String, Object> amounts = new HashMap<>();
    prices.forEach(
        (category, price) ->
            amounts.put(
                category,
                switch (price) {
                  case CategoryPrice.Flat(long amount) -> amount;
                  case CategoryPrice.ByTicketType(var byTicketType) -> byTicketType;
                }));
    return json(amounts);
  }

  private Map<String, CategoryPrice> prices() {
    Map<String, CategoryPrice> byCategory = new HashMap<>();
    for (var entry : parse(prices, new TypeReference<JsonNode>() {}).properties()) {
      byCategory.put(entry.getKey(), price(entry.getValue()));
    }
    return byCategory;
  }

  private static CategoryPrice price(JsonNode node) {
    if (node.isIntegralNumber()) {
      return new CategoryPrice.Flat(node.longValue());
    }
    Map<String, Long> amounts = new HashMap<>();
    node.properties().forEach(entry -> amounts.put(entry.getKey(), entry.getValue().longValue()));
    return new CategoryPrice.ByTicketType(amounts);
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> T parse(String json, TypeReference<T> type) {
    try {
      return JSON.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
