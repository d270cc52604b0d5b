package dev.holdfast.postgres;

import dev.holdfast.application.port.out.KeptCreation;
import dev.holdfast.application.port.out.SeatMapStore;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.domain.seatmap.SeatMap;
import dev.holdfast.domain.seatmap.SeatMapId;
import dev.holdfast.domain.seatmap.SeatMapSummary;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The seat maps in PostgreSQL.
@ApplicationScoped
public class PostgresSeatMapStore implements SeatMapStore {
  private final EntityManager entities;

  PostgresSeatMapStore(EntityManager entities) {
    this.entities = entities;
  }

  @Override
  public Optional<KeptCreation> add(SeatMap map, @Nullable RequestKey key) {
    return Transactions.within(
        entities,
        () -> {
          Optional<KeptCreation> earlier = KeptCreations.keep(entities, key, map.id().value());
          if (earlier.isEmpty()) {
            SeatMapRow.from(map).persist();
          }
          return earlier;
        });
  }

  @Override
  public Optional<KeptCreation> answered(RequestKey key) {
    return Transactions.within(entities, () -> KeptCreations.find(entities, key));
  }

  @Override
  public Optional<SeatMap> find(SeatMapId id) {
    return Transactions.within(entities, () -> SeatMapRow.<SeatMapRow>findByIdOptional(id.value()))
        .map(SeatMapRow::toDomain);
  }

  @Override
  public List<SeatMapSummary> list() {
    return Transactions.within(
        entities,
        () ->
            SeatMapRow.find("ORDER BY name, id").project(SeatMapRow.Summary.class).stream()
                .map(SeatMapRow.Summary::toDomain)
                .toList());
  }
}
