package dev.holdfast.rest;

import dev.holdfast.domain.ledger.Command;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// What a client asks to be cancelled.
@Schema(name = "Cancellation")
record CancelRequest(
    @Schema(description = "seat ids") @Nullable List<String> seats,
    @Schema(description = "places; without seats and areas, everything is cancelled")
        @Nullable List<AreaNumbers> areas,
    @Schema(description = "1 to 500 characters") @Nullable String reason) {
  private static final int REASON_LENGTH = 500;

  static CancelRequest read(JsonFields fields) {
    return new CancelRequest(
        fields.optionalTexts("seats"),
        fields.optionalObjects("areas", AreaNumbers::read),
        fields.optionalText("reason", REASON_LENGTH));
  }

  @Nullable List<Command.Numbers> numbers() {
    return areas == null ? null : areas.stream().map(AreaNumbers::toDomain).toList();
  }
}
