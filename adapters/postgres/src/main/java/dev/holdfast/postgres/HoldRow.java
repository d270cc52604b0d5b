package dev.holdfast.postgres;

import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldDetails;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.hold.PricedSeat;
import dev.holdfast.domain.hold.ReservationId;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/// A row of the table `hold`. The ledger alone writes it.
@Entity
@Immutable
@Table(name = "hold")
class HoldRow extends PanacheEntityBase {
  /// All columns, for {@link #read}.
  static final String COLUMNS =
      "hold_id, event_id, status, seat_nos, ticket_types, prices, place_nos, placed_at, expires_at,"
          + " max_expires_at, reservation_id, secret_key, client_id, holder, customer, metadata";

  @Id
  @Column(name = "hold_id")
  UUID holdId;

  @Column(name = "event_id")
  UUID eventId;

  String status;

  @Column(name = "seat_nos")
  Integer[] seatNos;

  @Column(name = "ticket_types")
  @Nullable String[] ticketTypes;

  Long[] prices;

  @Column(name = "place_nos")
  Integer @Nullable [] placeNos;

  @Column(name = "placed_at")
  Instant placedAt;

  @Column(name = "expires_at")
  Instant expiresAt;

  @Column(name = "max_expires_at")
  Instant maxExpiresAt;

  @Column(name = "reservation_id")
  @Nullable UUID reservationId;

  @Column(name = "secret_key")
  String secretKey;

  @Column(name = "client_id")
  @Nullable UUID clientId;

  @Nullable Long holder;

  @Nullable String customer;

  @Nullable String metadata;

  @SuppressWarnings("NullAway.Init")
  protected HoldRow() {}

  static HoldRow read(ResultSet columns) throws SQLException {
    var row = new HoldRow();
    row.holdId = Columns.uuid(columns, "hold_id");
    row.eventId = Columns.uuid(columns, "event_id");
    row.status = Columns.text(columns, "status");
    row.seatNos = Columns.integers(columns, "seat_nos");
    row.ticketTypes = Objects.requireNonNull(Columns.textsOrNull(columns, "ticket_types"));
    row.prices = Objects.requireNonNull(Columns.longsOrNull(columns, "prices"));
    row.placeNos = Columns.integersOrNull(columns, "place_nos");
    row.placedAt = Columns.instant(columns, "placed_at");
    row.expiresAt = Columns.instant(columns, "expires_at");
    row.maxExpiresAt = Columns.instant(columns, "max_expires_at");
    row.reservationId = Columns.uuidOrNull(columns, "reservation_id");
    row.secretKey = Columns.text(columns, "secret_key");
    row.clientId = Columns.uuidOrNull(columns, "client_id");
    row.holder = columns.getObject("holder", Long.class);
    row.customer = columns.getString("customer");
    row.metadata = columns.getString("metadata");
    return row;
  }

  static String status(Hold hold) {
    return switch (hold) {
      case Hold.Open _ -> "open";
      case Hold.Confirmed _ -> "confirmed";
      case Hold.Released _ -> "released";
      case Hold.Expired _ -> "expired";
    };
  }

  Hold toDomain() {
    List<PricedSeat> seats = new ArrayList<>();
    for (int i = 0; i < seatNos.length; i++) {
      int place = placeNos == null ? 0 : placeNos[i];
      seats.add(new PricedSeat(seatNos[i], ticketTypes[i], prices[i], place));
    }
    var terms =
        new HoldTerms(
            new HoldId(holdId),
            seats,
            placedAt,
            expiresAt,
            maxExpiresAt,
            Columns.holder(clientId, holder));
    return switch (status) {
      case "open" -> new Hold.Open(terms);
      case "confirmed" ->
          new Hold.Confirmed(terms, new ReservationId(Objects.requireNonNull(reservationId)));
      case "released" -> new Hold.Released(terms);
      case "expired" -> new Hold.Expired(terms);
      default -> throw new IllegalStateException("hold.status: " + status + " of " + holdId);
    };
  }

  HoldDetails details() {
    return new HoldDetails(secretKey, customer, metadata);
  }
}
