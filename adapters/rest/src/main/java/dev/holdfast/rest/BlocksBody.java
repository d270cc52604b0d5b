package dev.holdfast.rest;

import dev.holdfast.application.port.in.SeatViews;
import dev.holdfast.domain.seatmap.Places;
import dev.holdfast.domain.seatmap.SeatMap;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// What the organiser has taken out of sale.
@Schema(name = "Blocks")
@RegisterForReflection
record BlocksBody(List<BlockBody> blocks) {
  static BlocksBody from(SeatViews.Blocks blocks) {
    List<BlockBody> bodies = new ArrayList<>();
    blocks
        .byReason()
        .forEach(
            (reason, numbers) ->
                bodies.add(BlockBody.from(reason, numbers, blocks.sale().seatMap())));
    return new BlocksBody(bodies);
  }

  /// All that is blocked for one reason.
  @Schema(name = "Block")
  @RegisterForReflection
  record BlockBody(String reason, List<String> seats, List<BlockRequest.Places> areas) {
    static BlockBody from(String reason, List<Integer> numbers, SeatMap map) {
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
          reason,
          seats,
          quantities.entrySet().stream()
              .map(of -> new BlockRequest.Places(of.getKey().area().id(), of.getValue()))
              .toList());
    }
  }
}
