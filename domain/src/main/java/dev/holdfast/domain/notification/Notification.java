package dev.holdfast.domain.notification;

import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.hold.HoldDetails;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.hold.PricedSeat;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.ledger.Change;
import dev.holdfast.domain.ledger.Claim;
import dev.holdfast.domain.ledger.Effect;
import dev.holdfast.domain.ledger.LedgerEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the owner of an event is told of one change, as a [CloudEvent
/// 1.0](https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md) in JSON.
///
/// @param id the same wherever and however often it is told: the event, the epoch and the version,
///     and what tells apart those that are no change
/// @param event null for a ping
/// @param json all of it
public record Notification(String id, NotificationType type, @Nullable EventId event, String json) {

  /// What ledger entries name and do not have, as far as it is still stored.
  public record Named(
      Map<HoldId, HoldDetails> holds, Map<ReservationId, Reservation> reservations) {
    public Named {
      holds = Map.copyOf(holds);
      reservations = Map.copyOf(reservations);
    }
  }

  /// What an entry of an event's ledger is told as.
  public static Notification of(Sale sale, LedgerEntry entry, Named named) {
    EventId event = sale.event().id();
    return of(
        "%s-%d-%d".formatted(event, entry.epoch(), entry.version()),
        NotificationType.ofKind(entry.change().kind()),
        event,
        entry.at(),
        new Data(sale, named).of(entry));
  }

  /// Says that changes up to a version can't be told any more.
  ///
  /// @param testMode whether it is a test event
  /// @param reason what tells apart several of the same version
  public static Notification resync(
      EventId event, boolean testMode, long epoch, long version, String reason, Instant at) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("eventId", event);
    data.put("epoch", epoch);
    data.put("version", version);
    data.put("at", at);
    data.put("kind", "resync");
    putTestMode(data, testMode);
    return of(
        "%s-%d-%d-%s".formatted(event, epoch, version, reason),
        NotificationType.EVENT_RESYNC,
        event,
        at,
        data);
  }

  private static void putTestMode(Map<String, Object> data, boolean testMode) {
    if (testMode) {
      data.put("testMode", true);
    }
  }

  /// A try.
  ///
  /// @param id a new one
  public static Notification ping(String id, Instant at) {
    return of(id, NotificationType.PING, null, at, Map.of("at", at));
  }

  private static Notification of(
      String id,
      NotificationType type,
      @Nullable EventId event,
      Instant at,
      Map<String, Object> data) {
    Map<String, Object> envelope = new LinkedHashMap<>();
    envelope.put("specversion", "1.0");
    envelope.put("id", id);
    envelope.put("source", event == null ? "/api/v1" : "/api/v1/events/" + event);
    envelope.put("type", type);
    envelope.put("time", at);
    envelope.put("datacontenttype", "application/json");
    envelope.put("data", data);
    return new Notification(id, type, event, JsonText.of(envelope));
  }

  /// Makes the data of entries of one event.
  private record Data(Sale sale, Named named) {
    Map<String, Object> of(LedgerEntry entry) {
      Change change = entry.change();
      Map<String, Object> data = new LinkedHashMap<>();
      data.put("eventId", sale.event().id());
      data.put("epoch", entry.epoch());
      data.put("version", entry.version());
      data.put("at", entry.at());
      data.put("kind", change.kind());
      putTestMode(data, sale.event().testMode());
      Set<Integer> about = new LinkedHashSet<>(change.numbers());
      List<Integer> removed = new ArrayList<>();
      Map<String, @Nullable Object> hold = new LinkedHashMap<>();
      boolean isOfHoldThatStays = false;
      for (Effect effect : change.effects()) {
        switch (effect) {
          case Effect.Moved(var numbers, Claim from, Claim to) -> {
            if (to == null) {
              removed.addAll(numbers);
            }
            if (to instanceof Claim.Blocked block) {
              data.put("block", block(block));
            } else if (from instanceof Claim.Blocked block) {
              data.put("block", block(block));
            }
          }
          case Effect.HoldOpened(HoldTerms terms) -> {
            putSeats(hold, terms.seats());
            hold.put("expiresAt", terms.expiresAt());
            hold.put("maxExpiresAt", terms.maxExpiresAt());
            hold.put("clientId", terms.holder().client());
          }
          case Effect.HoldChanged(_, var seats) -> {
            putSeats(hold, seats);
            isOfHoldThatStays = true;
          }
          case Effect.HoldExtended(_, Instant expiresAt) -> hold.put("expiresAt", expiresAt);
          case Effect.SettingsSet(Settings settings) ->
              data.put("eventVersion", settings.version());
          case Effect.HoldEnded _, Effect.Unknown _ -> {}
        }
      }
      if (isOfHoldThatStays) {
        about.removeAll(removed);
        data.put("removed", ids(removed));
      }
      data.put("seats", ids(about));
      data.put("areas", change.areas(sale.seatMap()).stream().map(Data::shift).toList());
      if (change.holdId() != null) {
        data.put("hold", hold(change.holdId(), hold));
      }
      if (change.reservationId() != null) {
        data.put("reservation", reservation(change.reservationId(), change));
      }
      return data;
    }

    private static Map<String, Object> shift(Change.AreaShift shift) {
      Map<String, Object> area = new LinkedHashMap<>();
      area.put("id", shift.area().id());
      area.put("held", shift.held());
      area.put("reserved", shift.reserved());
      area.put("blocked", shift.blocked());
      return area;
    }

    private static Map<String, @Nullable Object> block(Claim.Blocked block) {
      Map<String, @Nullable Object> body = new LinkedHashMap<>();
      body.put("reason", block.reason());
      body.put("channel", block.channel());
      body.put("releaseAt", block.releaseAt());
      return body;
    }

    private Map<String, @Nullable Object> hold(HoldId id, Map<String, @Nullable Object> terms) {
      Map<String, @Nullable Object> hold = new LinkedHashMap<>();
      hold.put("id", id);
      hold.putAll(terms);
      HoldDetails details = named.holds.get(id);
      if (details != null) {
        hold.put("customer", details.customer());
        hold.put("metadata", raw(details.metadata()));
      }
      return hold;
    }

    private Map<String, @Nullable Object> reservation(ReservationId id, Change change) {
      Map<String, @Nullable Object> body = new LinkedHashMap<>();
      body.put("id", id);
      Reservation reservation = named.reservations.get(id);
      if (reservation == null) {
        return body;
      }
      body.put("code", reservation.code());
      body.put("holdId", reservation.holdId());
      body.put("reference", reservation.reference());
      if (change.holdId() == null) {
        // Some of it was given back. What the whole is, its receiver was told when it was sold.
        List<PricedSeat> back =
            reservation.seats().stream()
                .filter(seat -> change.numbers().contains(seat.number()))
                .toList();
        Map<String, @Nullable Object> cancelled = new LinkedHashMap<>();
        putSeats(cancelled, back);
        back.stream()
            .findFirst()
            .map(seat -> reservation.cancelled().get(seat.number()))
            .ifPresent(how -> cancelled.put("reason", how.reason()));
        body.put("cancelled", cancelled);
      } else {
        putSeats(body, reservation.seats());
        body.put("confirmedAt", reservation.confirmedAt());
      }
      body.put("metadata", raw(reservation.metadata()));
      return body;
    }

    private static JsonText.@Nullable Raw raw(@Nullable String json) {
      return json == null ? null : new JsonText.Raw(json);
    }

    private void putSeats(Map<String, @Nullable Object> body, List<PricedSeat> seats) {
      body.put("seats", seats.stream().filter(seat -> !seat.isPlace()).map(this::seat).toList());
      body.put("places", seats.stream().filter(PricedSeat::isPlace).map(this::seat).toList());
      body.put("total", PricedSeat.total(seats));
      body.put("currency", sale.event().currency().getCurrencyCode());
    }

    /// A seat, or a place of an area by its number.
    private Map<String, @Nullable Object> seat(PricedSeat seat) {
      Map<String, @Nullable Object> body = new LinkedHashMap<>();
      body.put(seat.isPlace() ? "area" : "id", sale.seatMap().idAt(seat.number()));
      body.put("number", seat.isPlace() ? seat.place() : null);
      body.put("ticketType", seat.ticketType());
      body.put("price", seat.price());
      return body;
    }

    private List<String> ids(Iterable<Integer> numbers) {
      Stream.Builder<String> ids = Stream.builder();
      for (int number : numbers) {
        if (sale.seatMap().isSeat(number)) {
          ids.add(sale.seatMap().idAt(number));
        }
      }
      return ids.build().toList();
    }
  }
}
