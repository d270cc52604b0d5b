package dev.holdfast.rest;

import dev.holdfast.domain.ledger.Command;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a client asks to be cancelled.
record CancelRequest(
    @Nullable List<String> seats, @Nullable List<AreaNumbers> areas, @Nullable String reason) {
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
