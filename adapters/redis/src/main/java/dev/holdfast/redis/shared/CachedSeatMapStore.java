package dev.holdfast.redis.shared;

import dev.holdfast.application.port.out.KeptCreation;
import dev.holdfast.application.port.out.SeatMapStore;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.domain.seatmap.Area;
import dev.holdfast.domain.seatmap.Category;
import dev.holdfast.domain.seatmap.Decoration;
import dev.holdfast.domain.seatmap.Layout;
import dev.holdfast.domain.seatmap.Numbering;
import dev.holdfast.domain.seatmap.Point;
import dev.holdfast.domain.seatmap.Row;
import dev.holdfast.domain.seatmap.Seat;
import dev.holdfast.domain.seatmap.SeatMap;
import dev.holdfast.domain.seatmap.SeatMapId;
import dev.holdfast.domain.seatmap.SeatMapSummary;
import dev.holdfast.domain.seatmap.Section;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Seat maps, read through the cache in front of another store.
@RegisterForReflection(
    targets = {
      Area.class,
      CachedSeatMapStore.Room.class,
      Category.class,
      Decoration.class,
      Layout.class,
      Numbering.class,
      Point.class,
      Row.class,
      Seat.class,
      SeatMapSummary.class,
      Section.class
    })
public final class CachedSeatMapStore implements SeatMapStore {
  private static final String LIST = "seat-maps";
  private static final Form<Room> ROOM = Form.of(Room.class);
  private static final Form<List<SeatMapSummary>> SUMMARIES = Form.listOf(SeatMapSummary.class);

  private final SeatMapStore store;
  private final ReadThrough cache;

  /// What a seat map is made of.
  record Room(String name, Layout layout) {}

  public CachedSeatMapStore(SeatMapStore store, ReadThrough cache) {
    this.store = store;
    this.cache = cache;
  }

  @Override
  public Optional<KeptCreation> add(SeatMap map, @Nullable RequestKey key) {
    return cache.changing(LIST, () -> store.add(map, key));
  }

  @Override
  public Optional<KeptCreation> answered(RequestKey key) {
    return store.answered(key);
  }

  @Override
  public Optional<SeatMap> find(SeatMapId id) {
    return cache
        .one(
            "seat-map",
            id.toString(),
            ROOM,
            _ -> true,
            () -> store.find(id).map(map -> new Room(map.name(), map.layout())))
        .map(room -> new SeatMap(id, room.name(), room.layout()));
  }

  @Override
  public List<SeatMapSummary> list(@Nullable SeatMapId after, int limit) {
    return cache.page(
        LIST, "%s %d".formatted(after, limit), SUMMARIES, () -> store.list(after, limit));
  }
}
