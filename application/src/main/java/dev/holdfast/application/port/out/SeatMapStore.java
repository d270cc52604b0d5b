package dev.holdfast.application.port.out;

import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.domain.seatmap.SeatMap;
import dev.holdfast.domain.seatmap.SeatMapId;
import dev.holdfast.domain.seatmap.SeatMapSummary;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The seat maps that there are.
///
/// Every method throws {@link LedgerUnavailable} if the store could not be used.
public interface SeatMapStore {
  /// Stores a seat map and keeps the answer for the key, in one transaction. If the key has an
  /// answer already, nothing is stored.
  ///
  /// @param key null if the request has no idempotency key
  /// @return what the key was answered before; empty if the map was stored
  Optional<KeptCreation> add(SeatMap map, @Nullable RequestKey key);

  /// What a key was answered before; empty if it is new.
  Optional<KeptCreation> answered(RequestKey key);

  /// One seat map with its layout.
  Optional<SeatMap> find(SeatMapId id);

  /// Some seat maps, by name and id.
  ///
  /// @param after those that follow this one; null for the first
  /// @param limit how many at most, at least 1
  List<SeatMapSummary> list(@Nullable SeatMapId after, int limit);
}
