package dev.holdfast.client;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An event to create.
///
/// @param settings what can be changed later, too; name, start and prices are required
/// @param timeZone in the IANA time zone database, such as `Europe/Berlin`
/// @param currency ISO 4217, such as `EUR`
/// @param ticketTypes the first is the default; null for none
/// @param browserConfirm whether a hold's secret is enough to confirm it; null for the default
/// @param testMode whether it is for tests; null for no
/// @param externalId the shop's own id; null for none
/// @param metadata the shop's own, at most 8 KiB of JSON; null for none
public record NewEvent(
    @JsonUnwrapped EventPatch settings,
    String seatMapId,
    String timeZone,
    String currency,
    @Nullable List<Event.TicketType> ticketTypes,
    @Nullable Boolean browserConfirm,
    @Nullable Boolean testMode,
    @Nullable String externalId,
    @Nullable Map<String, Object> metadata) {}
