package dev.holdfast.domain.event;

import dev.holdfast.domain.FieldError;
import dev.holdfast.domain.FieldPath;
import dev.holdfast.domain.seatmap.Category;
import dev.holdfast.domain.seatmap.SeatMap;
import dev.holdfast.domain.seatmap.SeatMapId;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// An event as somebody asks for it, before it is known that it can be.
///
/// The components mean what they mean in {@link Event} and {@link Settings}. Instants are kept to
/// the microsecond, as the stores keep them.
///
/// @param timeZone a name of the IANA time zone database, such as `Europe/Berlin`
/// @param currency an ISO 4217 code, such as `EUR`
/// @param prices of at least one category in use
/// @param salesCloseAt null for {@link Settings#usualClose}
/// @param holdDuration null for the default policy's
/// @param holdMaxLifetime null for the default policy's, or twice a duration that is longer than it
/// @param maxSeatsPerHold null for the default policy's
public record NewEvent(
    String name,
    SeatMapId seatMapId,
    Instant startsAt,
    @Nullable Instant endsAt,
    @Nullable Instant doorsAt,
    String timeZone,
    String currency,
    List<TicketType> ticketTypes,
    Map<String, CategoryPrice> prices,
    @Nullable Instant salesOpenAt,
    @Nullable Instant salesCloseAt,
    @Nullable Duration holdDuration,
    @Nullable Duration holdMaxLifetime,
    @Nullable Integer maxSeatsPerHold,
    boolean browserConfirm,
    @Nullable String externalId,
    @Nullable String metadata) {
  private static final FieldPath TICKET_TYPES = FieldPath.of("ticketTypes");
  private static final FieldPath PRICES = FieldPath.of("prices");
  private static final FieldPath HOLD_POLICY = FieldPath.of("holdPolicy");

  private static final int MAX_NAME = 200;
  private static final int MAX_TICKET_TYPES = 50;
  private static final long MAX_PRICE = 1_000_000_000_000L;
  private static final Duration MIN_DURATION = Duration.ofSeconds(1);
  private static final Duration MAX_DURATION = Duration.ofHours(24);
  private static final Duration MAX_LIFETIME = Duration.ofDays(7);
  private static final int MAX_SEATS = 1_000;

  /// The names that Java does not know, and the zones that the database has for them.
  private static final Map<String, String> LINKS =
      Map.of(
          "EST", "America/Panama",
          "MST", "America/Phoenix",
          "HST", "Pacific/Honolulu",
          "ROC", "Asia/Taipei",
          "GMT+0", "Etc/GMT",
          "GMT-0", "Etc/GMT");

  /// Zones that Java has made up for itself.
  private static final String JAVAS_OWN = "SystemV/";

  /// The earliest instant that an event may name.
  public static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");

  /// The latest instant that an event may name.
  public static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

  public NewEvent {
    startsAt = startsAt.truncatedTo(ChronoUnit.MICROS);
    endsAt = micros(endsAt);
    doorsAt = micros(doorsAt);
    salesOpenAt = micros(salesOpenAt);
    salesCloseAt = micros(salesCloseAt);
    ticketTypes = List.copyOf(ticketTypes);
    prices = Map.copyOf(prices);
  }

  private static @Nullable Instant micros(@Nullable Instant instant) {
    return instant == null ? null : instant.truncatedTo(ChronoUnit.MICROS);
  }

  /// Everything that keeps this from being an event; empty if it can be one.
  ///
  /// @param seatMap the map it names; empty if there is no such map
  public List<FieldError> errors(Optional<SeatMap> seatMap) {
    List<FieldError> errors = new ArrayList<>();
    checkText(errors, FieldPath.of("name"), name);
    if (externalId != null) {
      checkText(errors, FieldPath.of("externalId"), externalId);
    }
    if (zone().isEmpty()) {
      errors.add(
          FieldError.expected(
              FieldPath.of("timeZone"), timeZone, "an IANA time zone, such as Europe/Berlin"));
    }
    if (money().isEmpty()) {
      errors.add(
          FieldError.expected(FieldPath.of("currency"), currency, "an ISO 4217 code, such as EUR"));
    }
    checkTimes(errors);
    checkTicketTypes(errors);
    checkPolicy(errors);
    seatMap.ifPresentOrElse(
        map -> checkPrices(errors, map),
        () ->
            errors.add(
                FieldError.expected(
                    FieldPath.of("seatMapId"), seatMapId, "the id of an existing seat map")));
    return errors;
  }

  /// The event that this asks for.
  ///
  /// @throws IllegalArgumentException if it can't be one, see {@link #errors}
  public Event toEvent(EventId id, LedgerKind ledger) {
    return new Event(
        id,
        seatMapId,
        zone().orElseThrow(() -> new IllegalArgumentException("timeZone: " + timeZone)),
        money().orElseThrow(() -> new IllegalArgumentException("currency: " + currency)),
        ledger,
        externalId,
        metadata,
        new Settings(
            0,
            name,
            startsAt,
            endsAt,
            doorsAt,
            ticketTypes,
            prices,
            salesOpenAt,
            salesCloseAt,
            policy(),
            browserConfirm,
            false));
  }

  private Optional<ZoneId> zone() {
    // Java takes offsets for zones, too.
    String name = LINKS.getOrDefault(timeZone, timeZone);
    return ZoneId.getAvailableZoneIds().contains(name) && !name.startsWith(JAVAS_OWN)
        ? Optional.of(ZoneId.of(name))
        : Optional.empty();
  }

  private Optional<Currency> money() {
    try {
      return Optional.of(Currency.getInstance(currency))
          .filter(known -> known.getDefaultFractionDigits() >= 0);
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private HoldPolicy policy() {
    Duration duration = holdDuration == null ? HoldPolicy.DEFAULT.duration() : holdDuration;
    Duration lifetime = holdMaxLifetime;
    if (lifetime == null) {
      Duration usual = HoldPolicy.DEFAULT.maxLifetime();
      if (duration.compareTo(usual) <= 0) {
        lifetime = usual;
      } else {
        // Twice a duration that is refused anyway may be more than a duration can be.
        lifetime = duration.compareTo(MAX_DURATION) <= 0 ? duration.multipliedBy(2) : duration;
      }
    }
    int seats = maxSeatsPerHold == null ? HoldPolicy.DEFAULT.maxSeatsPerHold() : maxSeatsPerHold;
    return new HoldPolicy(duration, lifetime, seats);
  }

  private static void checkText(List<FieldError> errors, FieldPath path, String value) {
    int characters = value.codePointCount(0, value.length());
    if (value.isBlank() || characters > MAX_NAME) {
      errors.add(
          FieldError.expected(
              path,
              value.isBlank() ? "blank" : characters + " characters",
              "1.." + MAX_NAME + " characters"));
    } else if (value.chars().anyMatch(Character::isISOControl)) {
      errors.add(FieldError.expected(path, "a control character", "printable text"));
    }
  }

  private void checkTimes(List<FieldError> errors) {
    checkTime(errors, FieldPath.of("startsAt"), startsAt, _ -> true, "");
    checkTime(errors, FieldPath.of("endsAt"), endsAt, startsAt::isBefore, "after startsAt");
    checkTime(
        errors,
        FieldPath.of("doorsAt"),
        doorsAt,
        doors -> !doors.isAfter(startsAt),
        "not after startsAt");
    checkTime(
        errors,
        FieldPath.of("salesOpenAt"),
        salesOpenAt,
        open -> salesCloseAt != null || open.isBefore(Settings.usualClose(startsAt, endsAt)),
        "before " + (endsAt == null ? "startsAt" : "endsAt") + ", when sales close");
    checkTime(
        errors,
        FieldPath.of("salesCloseAt"),
        salesCloseAt,
        close -> salesOpenAt == null || salesOpenAt.isBefore(close),
        "after salesOpenAt");
  }

  private static void checkTime(
      List<FieldError> errors,
      FieldPath path,
      @Nullable Instant value,
      Predicate<Instant> rule,
      String expected) {
    if (value == null) {
      return;
    }
    if (value.isBefore(EARLIEST) || value.isAfter(LATEST)) {
      errors.add(FieldError.expected(path, value, EARLIEST + ".." + LATEST));
    } else if (!rule.test(value)) {
      errors.add(FieldError.expected(path, value, expected));
    }
  }

  private void checkTicketTypes(List<FieldError> errors) {
    if (ticketTypes.size() > MAX_TICKET_TYPES) {
      errors.add(FieldError.expected(TICKET_TYPES, ticketTypes.size(), "0.." + MAX_TICKET_TYPES));
      return;
    }
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < ticketTypes.size(); i++) {
      TicketType type = ticketTypes.get(i);
      FieldPath path = TICKET_TYPES.at(i);
      checkText(errors, path.to("id"), type.id());
      checkText(errors, path.to("name"), type.name());
      if (!ids.add(type.id())) {
        errors.add(FieldError.expected(path.to("id"), type.id(), "a unique id"));
      }
    }
  }

  private void checkPolicy(List<FieldError> errors) {
    HoldPolicy policy = policy();
    checkDuration(
        errors, HOLD_POLICY.to("duration"), policy.duration(), MIN_DURATION, MAX_DURATION);
    checkDuration(
        errors,
        HOLD_POLICY.to("maxLifetime"),
        policy.maxLifetime(),
        policy.duration(),
        MAX_LIFETIME);
    if (policy.maxSeatsPerHold() < 1 || policy.maxSeatsPerHold() > MAX_SEATS) {
      errors.add(
          FieldError.expected(
              HOLD_POLICY.to("maxSeatsPerHold"), policy.maxSeatsPerHold(), "1.." + MAX_SEATS));
    }
  }

  private static void checkDuration(
      List<FieldError> errors, FieldPath path, Duration value, Duration min, Duration max) {
    boolean wholeMillis = value.equals(value.truncatedTo(ChronoUnit.MILLIS));
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0 || !wholeMillis) {
      errors.add(FieldError.expected(path, value, min + ".." + max + ", in whole milliseconds"));
    }
  }

  private void checkPrices(List<FieldError> errors, SeatMap map) {
    Set<String> known = new HashSet<>();
    map.layout().categories().stream().map(Category::id).forEach(known::add);
    if (map.categoriesInUse().stream().noneMatch(prices::containsKey)) {
      errors.add(
          new FieldError(
              PRICES, "no price for a category with seats or areas (expected: at least one)"));
    }
    prices.forEach(
        (category, price) -> {
          FieldPath path = PRICES.to(category);
          if (!known.contains(category)) {
            errors.add(new FieldError(path, "unknown category (expected: one of the seat map's)"));
          }
          switch (price) {
            case CategoryPrice.Flat(long amount) -> checkAmount(errors, path, amount);
            case CategoryPrice.ByTicketType(var amounts) -> checkAmounts(errors, path, amounts);
          }
        });
  }

  private void checkAmounts(List<FieldError> errors, FieldPath path, Map<String, Long> amounts) {
    if (ticketTypes.isEmpty()) {
      errors.add(
          new FieldError(
              path,
              "prices by ticket type (expected: an amount, since the event has no ticketTypes)"));
      return;
    }
    Set<String> known = new HashSet<>();
    for (TicketType type : ticketTypes) {
      known.add(type.id());
      if (!amounts.containsKey(type.id())) {
        FieldPath missing = path.to(type.id());
        errors.add(new FieldError(missing, "no price for ticket type " + type.id()));
      }
    }
    amounts.forEach(
        (type, amount) -> {
          FieldPath member = path.to(type);
          if (!known.contains(type)) {
            errors.add(
                new FieldError(member, "unknown ticket type (expected: one of ticketTypes)"));
          }
          checkAmount(errors, member, amount);
        });
  }

  private static void checkAmount(List<FieldError> errors, FieldPath path, long amount) {
    if (amount < 0 || amount > MAX_PRICE) {
      errors.add(FieldError.expected(path, amount, "0.." + MAX_PRICE));
    }
  }
}
