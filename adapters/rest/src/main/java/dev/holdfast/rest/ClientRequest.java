package dev.holdfast.rest;

import dev.holdfast.domain.client.KeyKind;
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
      @Schema(
              description =
                  "secret, for servers, which is the default; or publishable, for browsers")
          @Nullable String kind,
      @Schema(description = "1 to 200 characters, for people") @Nullable String name,
      @Schema(
              description =
                  "what a secret key allows, one or more of: events:write, holds:write, "
                      + "reservations:confirm, reservations:read, box-office, admin")
          @Nullable List<String> scopes,
      @Schema(description = "of the pages that may use a publishable key, 1 to 20")
          @Nullable List<String> origins,
      @Schema(description = "when the key ends to be valid; absent for never")
          @Nullable Instant expiresAt) {
    static NewKey read(JsonFields fields) {
      String asked = fields.optionalText("kind");
      String kind = asked == null ? KeyKind.SECRET.toString() : asked;
      fields.require(kind.equals(KeyKind.PUBLISHABLE.toString()) ? "origins" : "scopes");
      return new NewKey(
          kind,
          fields.optionalText("name", NAME_LENGTH),
          fields.texts("scopes"),
          fields.texts("origins"),
          fields.optionalInstant("expiresAt"));
    }
  }
}
