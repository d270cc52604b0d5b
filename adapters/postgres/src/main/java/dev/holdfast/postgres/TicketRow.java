package dev.holdfast.postgres;

import dev.holdfast.domain.hold.PricedSeat;
import dev.holdfast.domain.hold.Reservation;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/// A row of the table `ticket`, one sold seat or place. The ledger alone writes it.
@Entity
@Immutable
@Table(name = "ticket")
@IdClass(TicketRow.Key.class)
class TicketRow extends PanacheEntityBase {
  /// All columns that {@link #read} needs.
  static final String COLUMNS =
      "event_id, reservation_id, seat_no, ordinal, ticket_type, price, place_no, cancelled_at, "
          + "cancel_reason";

  /// The primary key.
  record Key(UUID eventId, UUID reservationId, int seatNo) {}

  @Id
  @Column(name = "event_id")
  UUID eventId;

  @Id
  @Column(name = "reservation_id")
  UUID reservationId;

  @Id
  @Column(name = "seat_no")
  int seatNo;

  int ordinal;

  @Column(name = "ticket_type")
  @Nullable String ticketType;

  long price;

  @Column(name = "place_no")
  @Nullable Integer placeNo;

  @Column(name = "cancelled_at")
  @Nullable Instant cancelledAt;

  @Column(name = "cancel_reason")
  @Nullable String cancelReason;

  @SuppressWarnings("NullAway.Init")
  protected TicketRow() {}

  static TicketRow read(ResultSet columns) throws SQLException {
    var row = new TicketRow();
    row.eventId = Columns.uuid(columns, "event_id");
    row.reservationId = Columns.uuid(columns, "reservation_id");
    row.seatNo = columns.getInt("seat_no");
    row.ordinal = columns.getInt("ordinal");
    row.ticketType = columns.getString("ticket_type");
    row.price = columns.getLong("price");
    row.placeNo = columns.getObject("place_no", Integer.class);
    row.cancelledAt = Columns.instantOrNull(columns, "cancelled_at");
    row.cancelReason = columns.getString("cancel_reason");
    return row;
  }

  PricedSeat toDomain() {
    return new PricedSeat(seatNo, ticketType, price, placeNo == null ? 0 : placeNo);
  }

  boolean isCancelled() {
    return cancelledAt != null;
  }

  /// How it was cancelled, if it was.
  Reservation.Cancellation cancellation() {
    return new Reservation.Cancellation(Objects.requireNonNull(cancelledAt), cancelReason);
  }
}
