package dev.holdfast.rest;

import dev.holdfast.application.port.in.SeatViews;
import dev.holdfast.domain.ledger.Claim;
import dev.holdfast.domain.seatmap.Places;
import dev.holdfast.domain.seatmap.SeatMap;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the organiser has taken out of sale.
@RegisterForReflection
record BlocksBody(List<BlockBody> items) {
  static BlocksBody from(SeatViews.Blocks blocks) {
    SeatMap map = blocks.sale().seatMap();
    return new BlocksBody(
        blocks.numbers().entrySet().stream()
            .map(of -> BlockBody.from(of.getKey(), of.getValue(), map))
            .toList());
  }

  /// All that is blocked for one reason and channel until one instant.
  @RegisterForReflection
  record BlockBody(
      String reason,
      @Nullable String channel,
      @Nullable Instant releaseAt,
      List<String> seats,
      List<BlockRequest.Places> areas) {
    static BlockBody from(Claim.Blocked block, List<Integer> numbers, SeatMap map) {
      List<String> seats = new ArrayList<>();
      Map<Places, Integer> quantities = new LinkedHashMap<>();
      for (int number : numbers) {
        if (map.isSeat(number)) {
          seats.add(map.idAt(number));
        } else {
          quantities.merge(map.placesAt(number), 1, Integer::sum);
        }
      }
      return new BlockBody(
          block.reason(),
          block.channel(),
          block.releaseAt(),
          seats,
          quantities.entrySet().stream()
              .map(of -> new BlockRequest.Places(of.getKey().area().id(), of.getValue()))
              .toList());
    }
  }
}
