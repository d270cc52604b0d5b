package dev.holdfast.domain.event;

import dev.holdfast.domain.FieldError;
import dev.holdfast.domain.FieldPath;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.seatmap.Category;
import dev.holdfast.domain.seatmap.SeatMap;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Finds what keeps settings from being those of an event.
final class SettingsRules {
  private static final FieldPath TICKET_TYPES = FieldPath.of("ticketTypes");
  private static final FieldPath SELLERS = FieldPath.of("sellers");
  private static final FieldPath PRICES = FieldPath.of("prices");
  private static final FieldPath LIMITS = FieldPath.of("limits");
  private static final FieldPath HOLD_POLICY = FieldPath.of("holdPolicy");

  private static final int MAX_NAME = 200;
  private static final int MAX_TICKET_TYPES = 50;
  private static final long MAX_PRICE = 1_000_000_000_000L;
  private static final Duration MIN_DURATION = Duration.ofSeconds(1);
  private static final Duration MAX_LIFETIME = Duration.ofDays(7);
  private static final int MAX_SEATS = 1_000;

  private final Settings settings;
  private final List<FieldError> errors = new ArrayList<>();

  private SettingsRules(Settings settings) {
    this.settings = settings;
  }

  /// @param seatMap empty for one that is not known
  static List<FieldError> errors(Settings settings, Optional<SeatMap> seatMap) {
    var rules = new SettingsRules(settings);
    checkText(rules.errors, FieldPath.of("name"), settings.name());
    rules.checkTimes();
    rules.checkTicketTypes();
    rules.checkPolicy();
    rules.checkLimits();
    rules.checkSellers();
    seatMap.ifPresent(rules::checkPrices);
    return rules.errors;
  }

  static void checkText(List<FieldError> errors, FieldPath path, String value) {
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

  private void checkTimes() {
    Instant startsAt = settings.startsAt();
    Instant endsAt = settings.endsAt();
    Instant opensAt = settings.salesOpenAt();
    Instant closesAt = settings.salesCloseAt();
    checkTime("startsAt", startsAt, _ -> true, "");
    checkTime("endsAt", endsAt, startsAt::isBefore, "after startsAt");
    checkTime(
        "doorsAt", settings.doorsAt(), doors -> !doors.isAfter(startsAt), "not after startsAt");
    checkTime(
        "salesOpenAt",
        opensAt,
        open -> closesAt != null || open.isBefore(settings.closesAt()),
        "before " + (endsAt == null ? "startsAt" : "endsAt") + ", when sales close");
    checkTime(
        "salesCloseAt",
        closesAt,
        close -> opensAt == null || opensAt.isBefore(close),
        "after salesOpenAt");
  }

  private void checkTime(
      String field, @Nullable Instant value, Predicate<Instant> rule, String expected) {
    if (value == null) {
      return;
    }
    FieldPath path = FieldPath.of(field);
    if (!Settings.isPossible(value)) {
      errors.add(FieldError.expected(path, value, Settings.EARLIEST + ".." + Settings.LATEST));
    } else if (!rule.test(value)) {
      errors.add(FieldError.expected(path, value, expected));
    }
  }

  private void checkTicketTypes() {
    List<TicketType> types = settings.ticketTypes();
    if (types.size() > MAX_TICKET_TYPES) {
      errors.add(FieldError.expected(TICKET_TYPES, types.size(), "0.." + MAX_TICKET_TYPES));
      return;
    }
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < types.size(); i++) {
      TicketType type = types.get(i);
      FieldPath path = TICKET_TYPES.at(i);
      checkText(errors, path.to("id"), type.id());
      checkText(errors, path.to("name"), type.name());
      if (!ids.add(type.id())) {
        errors.add(FieldError.expected(path.to("id"), type.id(), "a unique id"));
      }
    }
  }

  private void checkPolicy() {
    HoldPolicy policy = settings.holdPolicy();
    checkDuration("duration", policy.duration(), MIN_DURATION, HoldPolicy.MAX_DURATION);
    checkDuration("maxLifetime", policy.maxLifetime(), policy.duration(), MAX_LIFETIME);
    checkDuration("coolDown", policy.coolDown(), Duration.ZERO, HoldPolicy.MAX_COOL_DOWN);
    if (policy.maxSeatsPerHold() < 1 || policy.maxSeatsPerHold() > MAX_SEATS) {
      errors.add(
          FieldError.expected(
              HOLD_POLICY.to("maxSeatsPerHold"), policy.maxSeatsPerHold(), "1.." + MAX_SEATS));
    }
  }

  private void checkLimits() {
    checkLimit("customer", settings.limits().customer());
    checkLimit("client", settings.limits().client());
    checkLimit("address", settings.limits().address());
  }

  private void checkLimit(String scope, HoldLimits.Limit limit) {
    FieldPath path = LIMITS.to(scope);
    checkLimit(path.to("held"), limit.held());
    checkLimit(path.to("total"), limit.total());
  }

  private void checkLimit(FieldPath path, int value) {
    if (value < 0 || value > HoldLimits.Limit.MOST) {
      errors.add(
          FieldError.expected(path, value, "0.." + HoldLimits.Limit.MOST + ", 0 for no limit"));
    }
  }

  private void checkSellers() {
    List<ClientId> sellers = settings.sellers();
    if (sellers.size() > Settings.MOST_SELLERS) {
      errors.add(FieldError.expected(SELLERS, sellers.size(), "0.." + Settings.MOST_SELLERS));
      return;
    }
    Set<ClientId> known = new HashSet<>();
    for (int i = 0; i < sellers.size(); i++) {
      if (!known.add(sellers.get(i))) {
        errors.add(FieldError.expected(SELLERS.at(i), sellers.get(i), "each client once"));
      }
    }
  }

  private void checkDuration(String field, Duration value, Duration min, Duration max) {
    boolean wholeMillis = value.equals(value.truncatedTo(ChronoUnit.MILLIS));
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0 || !wholeMillis) {
      errors.add(
          FieldError.expected(
              HOLD_POLICY.to(field), value, min + ".." + max + ", in whole milliseconds"));
    }
  }

  private void checkPrices(SeatMap map) {
    Map<String, CategoryPrice> prices = settings.prices();
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
            case CategoryPrice.Flat(long amount) -> checkAmount(path, amount);
            case CategoryPrice.ByTicketType(var amounts) -> checkAmounts(path, amounts);
          }
        });
  }

  private void checkAmounts(FieldPath path, Map<String, Long> amounts) {
    if (settings.ticketTypes().isEmpty()) {
      errors.add(
          new FieldError(
              path,
              "prices by ticket type (expected: an amount, since the event has no ticketTypes)"));
      return;
    }
    Set<String> known = new HashSet<>();
    for (TicketType type : settings.ticketTypes()) {
      known.add(type.id());
      if (!amounts.containsKey(type.id())) {
        errors.add(new FieldError(path.to(type.id()), "no price for ticket type " + type.id()));
      }
    }
    amounts.forEach(
        (type, amount) -> {
          if (!known.contains(type)) {
            errors.add(
                new FieldError(
                    path.to(type), "unknown ticket type (expected: one of ticketTypes)"));
          }
          checkAmount(path.to(type), amount);
        });
  }

  private void checkAmount(FieldPath path, long amount) {
    if (amount < 0 || amount > MAX_PRICE) {
      errors.add(FieldError.expected(path, amount, "0.." + MAX_PRICE));
    }
  }
}
