package dev.holdfast.rest;

import dev.holdfast.domain.client.NewKey;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A client as an administrator asks for it.
@Schema(name = "NewClient")
record ClientRequest(@Schema(description = "1 to 200 characters") String name) {
  private static final int NAME_LENGTH = 200;

  static ClientRequest read(JsonFields fields) {
    return new ClientRequest(fields.line("name", NAME_LENGTH));
  }

  /// A key for it.
  @Schema(name = "NewKey")
  record Key(
      @Schema(description = "1 to 200 characters, for people") @Nullable String name,
      @Schema(
              description =
                  "what the key allows, one or more of: events:write, holds:write, "
                      + "reservations:confirm, reservations:read, box-office, admin")
          List<String> scopes,
      @Schema(description = "when the key ends to be valid; absent for never")
          @Nullable Instant expiresAt) {
    static NewKey read(JsonFields fields) {
      fields.require("scopes");
      return new NewKey(
          fields.optionalText("name", NAME_LENGTH),
          fields.texts("scopes"),
          fields.optionalInstant("expiresAt"));
    }
  }
}
