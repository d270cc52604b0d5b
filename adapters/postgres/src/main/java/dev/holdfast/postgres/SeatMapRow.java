package dev.holdfast.postgres;

import dev.holdfast.domain.seatmap.SeatMap;
import dev.holdfast.domain.seatmap.SeatMapId;
import dev.holdfast.domain.seatmap.SeatMapSummary;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/// A row of the table `seat_map`.
@Entity
@Immutable
@Table(name = "seat_map")
class SeatMapRow extends PanacheEntityBase {
  @Id
  @Column(name = "seat_map_id")
  UUID id;

  String name;
  int seats;
  int areas;
  int capacity;
  byte[] layout;

  @SuppressWarnings("NullAway.Init")
  protected SeatMapRow() {}

  static SeatMapRow from(SeatMap map) {
    var row = new SeatMapRow();
    row.id = map.id().value();
    row.name = map.name();
    row.seats = map.seats().size();
    row.areas = map.layout().areas().size();
    row.capacity = map.capacity();
    row.layout = LayoutJson.write(map.layout());
    return row;
  }

  SeatMap toDomain() {
    return new SeatMap(new SeatMapId(id), name, LayoutJson.read(layout));
  }

  /// From the columns `seat_map_id`, `name` and `layout`, for those who have no entity manager.
  static SeatMap read(ResultSet columns) throws SQLException {
    var row = new SeatMapRow();
    row.id = Columns.uuid(columns, "seat_map_id");
    row.name = Columns.text(columns, "name");
    row.layout = Columns.bytes(columns, "layout");
    return row.toDomain();
  }

  /// All but the layout.
  @RegisterForReflection
  record Summary(UUID id, String name, int seats, int areas, int capacity) {
    SeatMapSummary toDomain() {
      return new SeatMapSummary(new SeatMapId(id), name, seats, areas, capacity);
    }
  }
}
