package dev.holdfast.application.service;

import dev.holdfast.application.port.in.Creation;
import dev.holdfast.application.port.in.SeatMaps;
import dev.holdfast.application.port.out.SeatMapStore;
import dev.holdfast.domain.Page;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.domain.seatmap.SeatMap;
import dev.holdfast.domain.seatmap.SeatMapId;
import dev.holdfast.domain.seatmap.SeatMapSummary;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Serves {@link SeatMaps}.
public final class SeatMapService implements SeatMaps {
  private final SeatMapStore store;
  private final Catalogue catalogue;

  public SeatMapService(SeatMapStore store, Catalogue catalogue) {
    this.store = store;
    this.catalogue = catalogue;
  }

  @Override
  public Creation<SeatMap> add(Draft draft, @Nullable RequestKey key) {
    return Creations.once(
        key,
        store::answered,
        id -> catalogue.seatMap(new SeatMapId(id)),
        () ->
            switch (draft) {
              case Draft.Defective(var errors) -> new Creation.Invalid<>(errors);
              case Draft.Complete(String name, var layout) -> {
                var map = new SeatMap(new SeatMapId(UUID.randomUUID()), name, layout);
                yield new Creation.Created<>(map, false);
              }
            },
        store::add);
  }

  @Override
  public Optional<SeatMap> find(SeatMapId id) {
    return catalogue.seatMap(id);
  }

  @Override
  public Page<SeatMapSummary> list(@Nullable UUID after, int limit) {
    return Page.of(
        store.list(after == null ? null : new SeatMapId(after), limit + 1),
        limit,
        map -> map.id().value());
  }
}
