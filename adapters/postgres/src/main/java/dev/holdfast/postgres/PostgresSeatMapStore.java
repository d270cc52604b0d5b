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
  private final Transactions transactions;

  PostgresSeatMapStore(EntityManager entities, Transactions transactions) {
    this.entities = entities;
    this.transactions = transactions;
  }

  @Override
  public Optional<KeptCreation> add(SeatMap map, @Nullable RequestKey key) {
    return transactions.within(
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
    return transactions.within(() -> KeptCreations.find(entities, key));
  }

  @Override
  public Optional<SeatMap> find(SeatMapId id) {
    return transactions
        .within(() -> SeatMapRow.<SeatMapRow>findByIdOptional(id.value()))
        .map(SeatMapRow::toDomain);
  }

  @Override
  public List<SeatMapSummary> list(@Nullable SeatMapId after, int limit) {
    return transactions.within(
        () ->
            (after == null
                    ? SeatMapRow.find("ORDER BY name, id")
                    : SeatMapRow.find(
                        "(name, id) > (SELECT name, id FROM SeatMapRow WHERE id = ?1)"
                            + " ORDER BY name, id",
                        after.value()))
                .range(0, limit - 1).project(SeatMapRow.Summary.class).stream()
                    .map(SeatMapRow.Summary::toDomain)
                    .toList());
  }
}
