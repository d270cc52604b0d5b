package dev.holdfast.rest;

import dev.holdfast.domain.client.KeyKind;
import dev.holdfast.domain.client.Mandate;
import dev.holdfast.domain.client.NewKey;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.limit.Quotas;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// A client as an administrator asks for it.
record ClientRequest(String name) {
  private static final int NAME_LENGTH = 200;

  static ClientRequest read(JsonFields fields) {
    return new ClientRequest(fields.line("name", NAME_LENGTH));
  }

  /// A key for it.
  static NewKey key(JsonFields fields) {
    String asked = fields.optionalText("kind");
    String kind = asked == null ? KeyKind.SECRET.toString() : asked;
    fields.require(kind.equals(KeyKind.PUBLISHABLE.toString()) ? "origins" : "scopes");
    Mandate.@Nullable Asked mandate = fields.object("mandate", ClientRequest::mandate);
    return new NewKey(
        kind,
        fields.optionalText("name", NAME_LENGTH),
        fields.texts("scopes"),
        fields.texts("origins"),
        fields.optionalInstant("expiresAt"),
        Objects.requireNonNullElse(fields.object("limits", ClientRequest::limits), Quotas.NONE),
        mandate);
  }

  /// How many requests a minute it may make.
  private static Quotas limits(JsonFields fields) {
    return new Quotas(
        limit(fields, "browsing"), limit(fields, "holding"), limit(fields, "managing"));
  }

  private static OptionalInt limit(JsonFields fields, String of) {
    Integer limit = fields.optionalInt(of);
    return limit == null ? OptionalInt.empty() : OptionalInt.of(limit);
  }

  private static Mandate.Asked mandate(JsonFields fields) {
    return new Mandate.Asked(
        new EventId(fields.uuid("eventId")),
        fields.whole("maxSeats"),
        fields.optionalAmount("maxTotal"),
        fields.optionalText("currency"),
        fields.optionalInstant("until"));
  }
}
