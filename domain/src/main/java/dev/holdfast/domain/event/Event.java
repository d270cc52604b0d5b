package dev.holdfast.domain.event;

import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.seatmap.SeatMapId;
import java.time.ZoneId;
import java.util.Currency;
import org.jspecify.annotations.Nullable;

/// One happening for sale. All but its settings stay as they are.
///
/// @param timeZone in which its times are shown
/// @param ledger where its holds are
/// @param owner the client that made it; null if an administrator without a client did
/// @param testMode whether it is for trying out: its clock can be advanced, a hold's time be ended,
///     and all of it be deleted; it is in no figures
/// @param externalId what the shop calls it; null if nothing
/// @param metadata the shop's own JSON object, kept as it came; null if there is none
/// @param settings as they were when this was read
public record Event(
    EventId id,
    SeatMapId seatMapId,
    ZoneId timeZone,
    Currency currency,
    LedgerKind ledger,
    @Nullable ClientId owner,
    boolean testMode,
    @Nullable String externalId,
    @Nullable String metadata,
    Settings settings) {
  /// The same event with other settings.
  public Event with(Settings other) {
    return new Event(
        id, seatMapId, timeZone, currency, ledger, owner, testMode, externalId, metadata, other);
  }
}
