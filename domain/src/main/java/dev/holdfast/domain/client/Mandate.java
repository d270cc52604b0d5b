package dev.holdfast.domain.client;

import dev.holdfast.domain.FieldError;
import dev.holdfast.domain.FieldPath;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.Settings;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What somebody has charged an agent with: one purchase at one event, within these caps. A key
/// that has one allows nothing beyond, and reads no holds and reservations but those of the
/// mandate.
///
/// The instant is kept to the microsecond.
///
/// @param event the only one that it is for
/// @param maxSeats how many seats and places at most, in all holds and reservations together
/// @param maxTotal what they may cost together at most, in minor units
/// @param currency of the total, which has to be the event's
/// @param until the first instant at which it is over
public record Mandate(
    EventId event, int maxSeats, long maxTotal, Currency currency, Instant until) {
  public Mandate {
    until = until.truncatedTo(ChronoUnit.MICROS);
  }

  /// Whether nothing more can be bought by it.
  public boolean isOver(Instant now) {
    return !now.isBefore(until);
  }

  /// A mandate as somebody asks for it, before it is known that it can be.
  ///
  /// @param maxTotal null if nobody said
  /// @param currency an ISO 4217 code, such as `EUR`; null if nobody said
  /// @param until null if nobody said
  public record Asked(
      EventId event,
      int maxSeats,
      @Nullable Long maxTotal,
      @Nullable String currency,
      @Nullable Instant until) {
    private static final FieldPath MANDATE = FieldPath.of("mandate");

    /// What could issue another key, or change an event or its prices, would have no caps.
    private static final Set<Scope> CAPPED =
        Set.of(Scope.HOLDS_WRITE, Scope.RESERVATIONS_CONFIRM, Scope.RESERVATIONS_READ);

    /// The mandate, if it can be.
    ///
    /// @param scopes of the key
    /// @param hasEvent whether there is the event
    /// @param errors gets what is wrong with it
    Optional<Mandate> decide(
        Set<Scope> scopes, boolean hasEvent, Instant now, List<FieldError> errors) {
      int before = errors.size();
      if (!CAPPED.containsAll(scopes)) {
        errors.add(
            FieldError.expected(
                MANDATE,
                "with the scopes "
                    + String.join(", ", scopes.stream().map(Scope::toString).sorted().toList()),
                "none but "
                    + String.join(", ", CAPPED.stream().map(Scope::toString).sorted().toList())));
      }
      if (!hasEvent) {
        errors.add(FieldError.expected(MANDATE.to("eventId"), event, "an existing event"));
      }
      if (maxSeats < 1) {
        errors.add(FieldError.expected(MANDATE.to("maxSeats"), maxSeats, "1 or more"));
      }
      if (maxTotal == null) {
        errors.add(FieldError.expected(MANDATE.to("maxTotal"), "absent", "a whole number >= 0"));
      }
      Currency money = money();
      if (money == null) {
        errors.add(
            FieldError.expected(
                MANDATE.to("currency"),
                currency == null ? "absent" : currency,
                "an ISO 4217 code, such as EUR"));
      }
      if (until == null || !until.isAfter(now) || until.isAfter(Settings.LATEST)) {
        errors.add(
            FieldError.expected(
                MANDATE.to("until"),
                until == null ? "absent" : until,
                "later than " + now + ", at most " + Settings.LATEST));
      }
      return errors.size() > before || maxTotal == null || money == null || until == null
          ? Optional.empty()
          : Optional.of(new Mandate(event, maxSeats, maxTotal, money, until));
    }

    private @Nullable Currency money() {
      try {
        Currency known = currency == null ? null : Currency.getInstance(currency);
        return known == null || known.getDefaultFractionDigits() < 0 ? null : known;
      } catch (IllegalArgumentException _) {
        return null;
      }
    }
  }
}
