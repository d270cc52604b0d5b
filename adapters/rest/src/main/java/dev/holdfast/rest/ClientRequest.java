package dev.holdfast.rest;

import dev.holdfast.domain.client.KeyKind;
import dev.holdfast.domain.client.NewKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A client as an administrator asks for it.
record ClientRequest(String name) {
  private static final int NAME_LENGTH = 200;

  static ClientRequest read(JsonFields fields) {
    return new ClientRequest(fields.line("name", NAME_LENGTH));
  }

  /// A key for it.
  record Key(
      @Nullable String kind,
      @Nullable String name,
      @Nullable List<String> scopes,
      @Nullable List<String> origins,
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
