package dev.holdfast.application.port.in;

import dev.holdfast.domain.FieldError;
import dev.holdfast.domain.Page;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.domain.seatmap.Layout;
import dev.holdfast.domain.seatmap.SeatMap;
import dev.holdfast.domain.seatmap.SeatMapId;
import dev.holdfast.domain.seatmap.SeatMapSummary;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The rooms that events are sold from.
public interface SeatMaps {
  /// Adds a seat map.
  ///
  /// @param draft what was asked for; its defects are told only if the key was not used before
  /// @param key null if the request has no idempotency key
  Creation<SeatMap> add(Draft draft, @Nullable RequestKey key);

  /// A seat map with its layout.
  Optional<SeatMap> find(SeatMapId id);

  /// A page of seat maps, by name.
  ///
  /// @param after the {@link Page#next} of the page before; null for the first page
  /// @param limit 1 to 200
  Page<SeatMapSummary> list(@Nullable UUID after, int limit);

  /// What a request asks to be a seat map.
  sealed interface Draft {
    /// A map that can be.
    record Complete(String name, Layout layout) implements Draft {}

    /// A map that can't.
    record Defective(List<FieldError> errors) implements Draft {
      public Defective {
        errors = List.copyOf(errors);
      }
    }
  }
}
