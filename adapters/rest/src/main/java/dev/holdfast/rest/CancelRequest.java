package dev.holdfast.rest;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// What a client asks to be cancelled.
@Schema(name = "Cancellation")
record CancelRequest(
    @Schema(description = "seat ids; all if absent") @Nullable List<String> seats,
    @Schema(description = "1 to 500 characters") @Nullable String reason) {
  private static final int REASON_LENGTH = 500;

  static CancelRequest read(JsonFields fields) {
    return new CancelRequest(
        fields.optionalTexts("seats"), fields.optionalText("reason", REASON_LENGTH));
  }
}
