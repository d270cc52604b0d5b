package dev.holdfast.redis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldDetails;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.hold.PricedSeat;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.ledger.KeptAnswer;
import dev.holdfast.domain.ledger.LedgerEntry;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.domain.ledger.SeatChange;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Holds, entries and answers as they are written in Redis: JSON with short names, instants in
/// microseconds since 1970.
final class Codec {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Codec() {}

  static String micros(Instant instant) {
    return Long.toString(microsOf(instant));
  }

  /// The text of no instant is empty.
  static String microsOrNone(Optional<Instant> instant) {
    return instant.map(Codec::micros).orElse("");
  }

  private static long microsOf(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  static Instant instant(String micros) {
    return instant(Long.parseLong(micros));
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  static String write(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static JsonNode read(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a value in Redis that Holdfast did not write", e);
    }
  }

  static String terms(HoldTerms terms) {
    return write(node(terms));
  }

  static HoldTerms terms(String json) {
    return terms(read(json));
  }

  private static ObjectNode node(HoldTerms terms) {
    return NODES
        .objectNode()
        .put("id", terms.id().value().toString())
        .put("placed", microsOf(terms.placedAt()))
        .put("expires", microsOf(terms.expiresAt()))
        .put("latest", microsOf(terms.maxExpiresAt()))
        .set("seats", node(terms.seats()));
  }

  private static HoldTerms terms(JsonNode node) {
    return new HoldTerms(
        new HoldId(uuid(node, "id")),
        seats(node.get("seats")),
        instant(node.get("placed").longValue()),
        instant(node.get("expires").longValue()),
        instant(node.get("latest").longValue()));
  }

  private static ArrayNode node(List<PricedSeat> seats) {
    ArrayNode array = NODES.arrayNode(seats.size());
    for (PricedSeat seat : seats) {
      array
          .addArray()
          .add(seat.number())
          .add(seat.ticketType())
          .add(seat.price())
          .add(seat.place());
    }
    return array;
  }

  private static List<PricedSeat> seats(JsonNode array) {
    List<PricedSeat> seats = new ArrayList<>(array.size());
    for (JsonNode seat : array) {
      seats.add(
          new PricedSeat(
              seat.get(0).intValue(),
              seat.get(1).textValue(),
              seat.get(2).longValue(),
              seat.get(3).intValue()));
    }
    return seats;
  }

  private static ArrayNode numbers(List<Integer> numbers) {
    ArrayNode array = NODES.arrayNode(numbers.size());
    numbers.forEach(array::add);
    return array;
  }

  private static List<Integer> numbers(JsonNode array) {
    List<Integer> numbers = new ArrayList<>(array.size());
    array.forEach(number -> numbers.add(number.intValue()));
    return numbers;
  }

  private static UUID uuid(JsonNode node, String name) {
    return UUID.fromString(node.get(name).textValue());
  }

  static String hold(Hold hold) {
    ObjectNode node = node(hold.terms());
    switch (hold) {
      case Hold.Open _ -> node.put("status", "open");
      case Hold.Confirmed(_, ReservationId id) ->
          node.put("status", "confirmed").put("reservation", id.value().toString());
      case Hold.Released _ -> node.put("status", "released");
      case Hold.Expired _ -> node.put("status", "expired");
    }
    return write(node);
  }

  static Hold hold(String json) {
    JsonNode node = read(json);
    HoldTerms terms = terms(node);
    String status = node.get("status").textValue();
    return switch (status) {
      case "open" -> new Hold.Open(terms);
      case "confirmed" -> new Hold.Confirmed(terms, new ReservationId(uuid(node, "reservation")));
      case "released" -> new Hold.Released(terms);
      case "expired" -> new Hold.Expired(terms);
      default -> throw new IllegalStateException("status: " + status);
    };
  }

  static String details(HoldDetails details) {
    return write(
        NODES
            .objectNode()
            .put("key", details.secretKey())
            .put("customer", details.customer())
            .put("metadata", details.metadata()));
  }

  static HoldDetails details(String json) {
    JsonNode node = read(json);
    return new HoldDetails(
        node.get("key").textValue(),
        node.get("customer").textValue(),
        node.get("metadata").textValue());
  }

  static String answer(KeptAnswer answer) {
    HoldId hold = answer.holdId();
    ReservationId reservation = answer.reservationId();
    return write(
        NODES
            .objectNode()
            .put("fingerprint", answer.key().fingerprint())
            .put("kind", answer.kind().name())
            .put("hold", hold == null ? null : hold.value().toString())
            .put("reservation", reservation == null ? null : reservation.value().toString()));
  }

  static KeptAnswer answer(RequestKey asked, String json) {
    JsonNode node = read(json);
    return new KeptAnswer(
        new RequestKey(asked.client(), asked.key(), node.get("fingerprint").textValue()),
        KeptAnswer.Kind.valueOf(node.get("kind").textValue()),
        node.get("hold").isNull() ? null : new HoldId(uuid(node, "hold")),
        node.get("reservation").isNull() ? null : new ReservationId(uuid(node, "reservation")));
  }

  static String entry(LedgerEntry entry) {
    ObjectNode node =
        NODES
            .objectNode()
            .put("epoch", entry.epoch())
            .put("version", entry.version())
            .put("at", microsOf(entry.at()));
    switch (entry.change()) {
      case SeatChange.Placed(HoldId id, List<PricedSeat> seats, Instant expiry, Instant latest) ->
          hold(node, "placed", id)
              .put("expires", microsOf(expiry))
              .put("latest", microsOf(latest))
              .set("seats", node(seats));
      case SeatChange.Changed(HoldId id, List<PricedSeat> put, List<Integer> removed) -> {
        hold(node, "changed", id).set("seats", node(put));
        node.set("numbers", numbers(removed));
      }
      case SeatChange.Extended(HoldId id, List<Integer> numbers, Instant expiry) ->
          hold(node, "extended", id)
              .put("expires", microsOf(expiry))
              .set("numbers", numbers(numbers));
      case SeatChange.Confirmed(HoldId id, ReservationId reservation, List<Integer> numbers) ->
          hold(node, "confirmed", id)
              .put("reservation", reservation.value().toString())
              .set("numbers", numbers(numbers));
      case SeatChange.Released(HoldId id, List<Integer> numbers) ->
          hold(node, "released", id).set("numbers", numbers(numbers));
      case SeatChange.Expired(HoldId id, List<Integer> numbers) ->
          hold(node, "expired", id).set("numbers", numbers(numbers));
      case SeatChange.Cancelled(ReservationId reservation, List<Integer> numbers) ->
          node.put("kind", "cancelled")
              .put("reservation", reservation.value().toString())
              .set("numbers", numbers(numbers));
    }
    return write(node);
  }

  private static ObjectNode hold(ObjectNode node, String kind, HoldId id) {
    return node.put("kind", kind).put("hold", id.value().toString());
  }

  static LedgerEntry entry(String json) {
    JsonNode node = read(json);
    return new LedgerEntry(
        // One that was written without it follows no state, which is then restored.
        node.path("epoch").longValue(),
        node.get("version").longValue(),
        instant(node.get("at").longValue()),
        change(node));
  }

  private static SeatChange change(JsonNode node) {
    String kind = node.get("kind").textValue();
    return switch (kind) {
      case "placed" ->
          new SeatChange.Placed(
              hold(node),
              seats(node.get("seats")),
              instant(node.get("expires").longValue()),
              instant(node.get("latest").longValue()));
      case "changed" ->
          new SeatChange.Changed(
              hold(node), seats(node.get("seats")), numbers(node.get("numbers")));
      case "extended" ->
          new SeatChange.Extended(
              hold(node), numbers(node.get("numbers")), instant(node.get("expires").longValue()));
      case "confirmed" ->
          new SeatChange.Confirmed(hold(node), reservation(node), numbers(node.get("numbers")));
      case "released" -> new SeatChange.Released(hold(node), numbers(node.get("numbers")));
      case "expired" -> new SeatChange.Expired(hold(node), numbers(node.get("numbers")));
      case "cancelled" -> new SeatChange.Cancelled(reservation(node), numbers(node.get("numbers")));
      default -> throw new IllegalStateException("kind: " + kind);
    };
  }

  private static HoldId hold(JsonNode node) {
    return new HoldId(uuid(node, "hold"));
  }

  private static ReservationId reservation(JsonNode node) {
    return new ReservationId(uuid(node, "reservation"));
  }

  /// The last numbers of areas.
  static String numbersText(List<Integer> numbers) {
    return write(numbers(numbers));
  }

  static List<Integer> numbersOf(@Nullable String text) {
    return text == null ? List.of() : numbers(read(text));
  }
}
