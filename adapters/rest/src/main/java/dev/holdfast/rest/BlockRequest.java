package dev.holdfast.rest;

import dev.holdfast.domain.ledger.Claim;
import dev.holdfast.domain.ledger.Command;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the organiser asks of blocks.
sealed interface BlockRequest {
  int REASON_LENGTH = 200;
  int CHANNEL_LENGTH = 64;

  /// Some places of one area, whichever they are.
  ///
  /// @param id the area's
  @RegisterForReflection
  record Places(String id, int quantity) {
    static List<Places> readAll(JsonFields fields) {
      return fields.objects("areas", area -> new Places(area.text("id"), area.whole("quantity")));
    }

    static List<Command.Quantity> toDomain(List<Places> areas) {
      return areas.stream()
          .map(area -> new Command.Quantity(area.id, area.quantity, null))
          .toList();
    }
  }

  /// Seats and places to take out of sale.
  record Block(
      List<String> seats,
      List<Places> areas,
      String reason,
      @Nullable String channel,
      @Nullable Instant releaseAt)
      implements BlockRequest {
    static Command.Block read(JsonFields fields) {
      return new Block(
              fields.texts("seats"),
              Places.readAll(fields),
              fields.line("reason", REASON_LENGTH),
              fields.optionalText("channel", CHANNEL_LENGTH),
              fields.optionalInstant("releaseAt"))
          .toDomain();
    }

    private Command.Block toDomain() {
      return new Command.Block(
          seats, Places.toDomain(areas), new Claim.Blocked(reason, channel, releaseAt));
    }
  }

  /// Seats and places to put back on sale.
  record Unblock(List<String> seats, List<Places> areas) implements BlockRequest {
    static Command.Unblock read(JsonFields fields) {
      return new Unblock(fields.texts("seats"), Places.readAll(fields)).toDomain();
    }

    private Command.Unblock toDomain() {
      return new Command.Unblock(seats, Places.toDomain(areas));
    }
  }
}
