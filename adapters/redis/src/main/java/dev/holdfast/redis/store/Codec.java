package dev.holdfast.redis.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldDetails;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.hold.Holder;
import dev.holdfast.domain.hold.PricedSeat;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.ledger.Claim;
import dev.holdfast.domain.ledger.CoolDown;
import dev.holdfast.domain.ledger.EntryCodec;
import dev.holdfast.domain.ledger.KeptAnswer;
import dev.holdfast.domain.ledger.LedgerEntry;
import dev.holdfast.domain.ledger.RequestKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Holds and answers as they are written in Redis: JSON with short names, instants in microseconds
/// since 1970. Entries and settings are the bytes of {@link EntryCodec}, as Base64.
///
/// Whatever reads throws {@link IllegalArgumentException} for what Holdfast has not written.
public final class Codec {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private static final String BLOCKED = "blocked:";
  private static final String UNKNOWN = "unknown";
  private static final String SEPARATOR = ":";
  private static final int UUID_LENGTH = 36;

  private Codec() {}

  public static String micros(Instant instant) {
    return Long.toString(microsOf(instant));
  }

  /// The text of no instant is empty.
  public static String microsOrNone(Optional<Instant> instant) {
    return instant.map(Codec::micros).orElse("");
  }

  private static long microsOf(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  public static Instant instant(String micros) {
    return instant(Long.parseLong(micros));
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  public static String write(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  public static JsonNode read(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a value in Redis that Holdfast did not write", e);
    }
  }

  public static String terms(HoldTerms terms) {
    return write(node(terms));
  }

  public static HoldTerms terms(String json) {
    return terms(read(json));
  }

  private static ObjectNode node(HoldTerms terms) {
    return NODES
        .objectNode()
        .put("id", terms.id().value().toString())
        .put("placed", microsOf(terms.placedAt()))
        .put("expires", microsOf(terms.expiresAt()))
        .put("latest", microsOf(terms.maxExpiresAt()))
        .put("holder", text(terms.holder()))
        .set("seats", node(terms.seats()));
  }

  private static HoldTerms terms(JsonNode node) {
    return new HoldTerms(
        new HoldId(uuid(node, "id")),
        seats(node.required("seats")),
        instant(whole(node.required("placed"))),
        instant(whole(node.required("expires"))),
        instant(whole(node.required("latest"))),
        holder(node.path("holder").asText()));
  }

  /// The mark, and the client after a colon if there is one.
  private static String text(Holder holder) {
    String mark = Long.toString(holder.mark());
    ClientId client = holder.client();
    return client == null ? mark : mark + SEPARATOR + client;
  }

  /// @param text empty where a version before has written none
  private static Holder holder(String text) {
    if (text.isEmpty()) {
      return Holder.NOBODY;
    }
    int end = text.indexOf(SEPARATOR);
    return end < 0
        ? new Holder(null, Long.parseLong(text))
        : new Holder(
            new ClientId(UUID.fromString(text.substring(end + 1))),
            Long.parseLong(text.substring(0, end)));
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
              Math.toIntExact(whole(seat.required(0))),
              textOrNull(seat.required(1)),
              whole(seat.required(2)),
              Math.toIntExact(whole(seat.required(3)))));
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
    array.forEach(number -> numbers.add(Math.toIntExact(whole(number))));
    return numbers;
  }

  private static UUID uuid(JsonNode node, String name) {
    return UUID.fromString(text(node.required(name)));
  }

  private static String text(JsonNode node) {
    return Optional.ofNullable(node.textValue()).orElseThrow(() -> unexpected(node, "a text"));
  }

  private static @Nullable String textOrNull(JsonNode node) {
    return node.isNull() ? null : text(node);
  }

  private static long whole(JsonNode node) {
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      throw unexpected(node, "a whole number");
    }
    return node.longValue();
  }

  private static IllegalArgumentException unexpected(JsonNode node, String expected) {
    return new IllegalArgumentException(node.getNodeType() + " (expected: " + expected + ")");
  }

  public static String hold(Hold hold) {
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

  public static Hold hold(String json) {
    JsonNode node = read(json);
    HoldTerms terms = terms(node);
    String status = text(node.required("status"));
    return switch (status) {
      case "open" -> new Hold.Open(terms);
      case "confirmed" -> new Hold.Confirmed(terms, new ReservationId(uuid(node, "reservation")));
      case "released" -> new Hold.Released(terms);
      case "expired" -> new Hold.Expired(terms);
      default -> throw new IllegalArgumentException("status: " + status);
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

  public static HoldDetails details(String json) {
    JsonNode node = read(json);
    return new HoldDetails(
        text(node.required("key")),
        textOrNull(node.required("customer")),
        textOrNull(node.required("metadata")));
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
        new RequestKey(asked.client(), asked.key(), text(node.required("fingerprint"))),
        KeptAnswer.Kind.valueOf(text(node.required("kind"))),
        node.required("hold").isNull() ? null : new HoldId(uuid(node, "hold")),
        node.required("reservation").isNull()
            ? null
            : new ReservationId(uuid(node, "reservation")));
  }

  /// The seat's number and the mark, with a colon between them.
  static String coolDown(CoolDown coolDown) {
    return coolDown.number() + SEPARATOR + coolDown.mark();
  }

  /// @param endsAt in microseconds, as Redis writes a score
  static CoolDown coolDown(String text, String endsAt) {
    int end = Math.max(0, text.indexOf(SEPARATOR));
    return new CoolDown(
        Integer.parseInt(text.substring(0, end)),
        Long.parseLong(text.substring(end + 1)),
        instant((long) Double.parseDouble(endsAt)));
  }

  /// A final claim: the id of the reservation, and after a colon its holder if somebody is counted.
  /// Or the reason of a block, in JSON together with its channel and its release where it has one
  /// of these.
  public static String claim(Claim claim) {
    return switch (claim) {
      case Claim.Reserved(ReservationId id, Holder holder) ->
          id.value() + (holder.equals(Holder.NOBODY) ? "" : SEPARATOR + text(holder));
      case Claim.Blocked(String reason, String channel, Instant releaseAt) ->
          channel == null && releaseAt == null
              ? BLOCKED + reason
              : write(
                  NODES
                      .objectNode()
                      .put("reason", reason)
                      .put("channel", channel)
                      .put("release", releaseAt == null ? null : microsOf(releaseAt)));
      case Claim.Unknown _ -> UNKNOWN;
      case Claim.Held _ -> throw new IllegalArgumentException(claim + " (expected: a final one)");
    };
  }

  public static Claim claim(String text) {
    if (text.startsWith(BLOCKED)) {
      return new Claim.Blocked(text.substring(BLOCKED.length()), null, null);
    }
    if (text.startsWith("{")) {
      JsonNode node = read(text);
      JsonNode release = node.required("release");
      return new Claim.Blocked(
          text(node.required("reason")),
          textOrNull(node.required("channel")),
          release.isNull() ? null : instant(whole(release)));
    }
    return text.length() == UUID_LENGTH || text.indexOf(SEPARATOR) == UUID_LENGTH
        ? new Claim.Reserved(
            new ReservationId(UUID.fromString(text.substring(0, UUID_LENGTH))),
            holder(text.substring(Math.min(text.length(), UUID_LENGTH + 1))))
        : new Claim.Unknown();
  }

  public static String entry(LedgerEntry entry) {
    return Base64.getEncoder().encodeToString(EntryCodec.encode(entry));
  }

  static LedgerEntry entry(String text) {
    return EntryCodec.decode(Base64.getDecoder().decode(text));
  }

  public static String settings(Settings settings) {
    return Base64.getEncoder().encodeToString(EntryCodec.encode(settings));
  }

  public static Settings settings(String text) {
    return EntryCodec.decodeSettings(Base64.getDecoder().decode(text));
  }

  /// The last numbers of areas.
  public static String numbersText(List<Integer> numbers) {
    return write(numbers(numbers));
  }

  public static List<Integer> numbersOf(@Nullable String text) {
    return text == null ? List.of() : numbers(read(text));
  }
}
