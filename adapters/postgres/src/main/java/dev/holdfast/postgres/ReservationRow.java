package dev.holdfast.postgres;

import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.hold.ReservationId;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/// A row of the table `reservation`. The ledger alone writes it.
@Entity
@Immutable
@Table(name = "reservation")
class ReservationRow extends PanacheEntityBase {
  /// All columns, for {@link #read}.
  static final String COLUMNS =
      "reservation_id, event_id, hold_id, code, reference, confirmed_at, client_id, holder, metadata";

  @Id
  @Column(name = "reservation_id")
  UUID reservationId;

  @Column(name = "event_id")
  UUID eventId;

  @Column(name = "hold_id")
  UUID holdId;

  String code;

  @Nullable String reference;

  @Column(name = "confirmed_at")
  Instant confirmedAt;

  @Column(name = "client_id")
  @Nullable UUID clientId;

  @Nullable Long holder;

  @Nullable String metadata;

  @SuppressWarnings("NullAway.Init")
  protected ReservationRow() {}

  static ReservationRow read(ResultSet columns) throws SQLException {
    var row = new ReservationRow();
    row.reservationId = Columns.uuid(columns, "reservation_id");
    row.eventId = Columns.uuid(columns, "event_id");
    row.holdId = Columns.uuid(columns, "hold_id");
    row.code = Columns.text(columns, "code");
    row.reference = columns.getString("reference");
    row.confirmedAt = Columns.instant(columns, "confirmed_at");
    row.clientId = Columns.uuidOrNull(columns, "client_id");
    row.holder = columns.getObject("holder", Long.class);
    row.metadata = columns.getString("metadata");
    return row;
  }

  /// @param tickets all of this reservation
  Reservation toDomain(List<TicketRow> tickets) {
    return new Reservation(
        new ReservationId(reservationId),
        code,
        new HoldId(holdId),
        tickets.stream()
            .sorted(Comparator.comparingInt(ticket -> ticket.ordinal))
            .map(TicketRow::toDomain)
            .toList(),
        tickets.stream()
            .filter(TicketRow::isCancelled)
            .collect(Collectors.toMap(ticket -> ticket.seatNo, TicketRow::cancellation)),
        reference,
        confirmedAt,
        Columns.holder(clientId, holder),
        metadata);
  }
}
