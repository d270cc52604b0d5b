package dev.holdfast.domain.event;

import dev.holdfast.domain.FieldError;
import dev.holdfast.domain.FieldPath;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.seatmap.SeatMap;
import dev.holdfast.domain.seatmap.SeatMapId;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An event as somebody asks for it, before it is known that it can be.
///
/// The components mean what they mean in {@link Event}.
///
/// @param timeZone a name of the IANA time zone database, such as `Europe/Berlin`
/// @param currency an ISO 4217 code, such as `EUR`
/// @param settings at least a name, a start, and prices of at least one category in use
public record NewEvent(
    SeatMapId seatMapId,
    String timeZone,
    String currency,
    boolean testMode,
    @Nullable String externalId,
    @Nullable String metadata,
    SettingsPatch settings) {
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

  /// Everything that keeps this from being an event; empty if it can be one.
  ///
  /// @param seatMap the map it names; empty if there is no such map
  public List<FieldError> errors(Optional<SeatMap> seatMap) {
    List<FieldError> errors = new ArrayList<>();
    if (externalId != null) {
      SettingsRules.checkText(errors, FieldPath.of("externalId"), externalId);
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
    if (seatMap.isEmpty()) {
      errors.add(
          FieldError.expected(
              FieldPath.of("seatMapId"), seatMapId, "the id of an existing seat map"));
    }
    errors.addAll(settings.onDefaults().errors(seatMap));
    return errors;
  }

  /// The event that this asks for.
  ///
  /// @param owner the client that makes it; null if an administrator without a client does
  /// @throws IllegalArgumentException if it can't be one, see {@link #errors}
  public Event toEvent(EventId id, LedgerKind ledger, @Nullable ClientId owner) {
    return new Event(
        id,
        seatMapId,
        zone().orElseThrow(() -> new IllegalArgumentException("timeZone: " + timeZone)),
        money().orElseThrow(() -> new IllegalArgumentException("currency: " + currency)),
        ledger,
        owner,
        testMode,
        externalId,
        metadata,
        settings.onDefaults());
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
}
