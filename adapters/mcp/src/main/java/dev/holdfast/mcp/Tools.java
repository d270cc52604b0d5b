package dev.holdfast.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.application.port.in.Caller;
import dev.holdfast.application.port.in.Events;
import dev.holdfast.application.port.in.SeatHolds;
import dev.holdfast.application.port.in.SeatViews;
import dev.holdfast.domain.FieldError;
import dev.holdfast.domain.FieldPath;
import dev.holdfast.domain.Uuids;
import dev.holdfast.domain.event.Event;
import dev.holdfast.domain.event.EventFilter;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.EventPage;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.event.TicketType;
import dev.holdfast.domain.hold.HoldDetails;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldView;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.hold.ReservationView;
import dev.holdfast.domain.ledger.Availability;
import dev.holdfast.domain.ledger.BestSeats;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Refusal;
import dev.holdfast.domain.ledger.RequestKey;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Carries out what agents ask for.
@Singleton
class Tools {
  private static final int NAME_LENGTH = 200;
  private static final int ID_LENGTH = 200;
  private static final int MOST_EVENTS = 50;
  private static final int PAGE = 200;

  /// How many events one call goes through at most, to find few.
  private static final int MOST_LOOKED_AT = 1_000;

  private final Events events;
  private final SeatViews views;
  private final SeatHolds holds;

  Tools(Events events, SeatViews views, SeatHolds holds) {
    this.events = events;
    this.views = views;
    this.holds = holds;
  }

  /// Uses a tool.
  ///
  /// @throws Refused if it is refused; nothing has changed then
  ObjectNode call(Tool tool, JsonNode given, Caller caller) throws Refused {
    if (!tool.isFor(caller)) {
      throw Refused.forbidden(tool.scope().orElseThrow());
    }
    var arguments = new Arguments(given);
    return switch (tool) {
      case FIND_EVENTS -> findEvents(arguments, caller);
      case GET_AVAILABILITY -> {
        EventId event = eventId(arguments);
        check(arguments);
        yield Views.availability(availability(event));
      }
      case PROPOSE_SEATS -> proposeSeats(arguments);
      case HOLD_SEATS -> {
        EventId event = eventId(arguments);
        List<Arguments.Seat> seats = arguments.seats();
        Map<String, String> types = new HashMap<>();
        for (Arguments.Seat seat : seats) {
          if (seat.ticketType() != null) {
            types.put(seat.id(), seat.ticketType());
          }
        }
        var selection =
            new SeatHolds.Selection(
                seats.stream().map(Arguments.Seat::id).toList(),
                arguments.quantities(),
                types,
                arguments.text("customer", HoldDetails.CUSTOMER_LENGTH).orElse(null),
                null);
        RequestKey key = key(tool, arguments, given, caller);
        check(arguments);
        yield answer(holds.place(event, selection, caller, key));
      }
      case GET_HOLD -> {
        HoldId hold = holdId(arguments);
        check(arguments);
        yield holds.find(hold, caller).map(Views::hold).orElseThrow(Tools::notFound);
      }
      case RELEASE_HOLD -> {
        HoldId hold = holdId(arguments);
        check(arguments);
        yield answer(holds.release(hold, caller)).put("holdId", hold.toString());
      }
      case CONFIRM_HOLD -> {
        HoldId hold = holdId(arguments);
        var confirmation =
            new SeatHolds.Confirmation(
                arguments.text("reference", Reservation.REFERENCE_LENGTH).orElse(null),
                arguments.requiredWhole("expectedTotal", 0, Long.MAX_VALUE));
        RequestKey key = key(tool, arguments, given, caller);
        check(arguments);
        yield answer(holds.confirm(hold, confirmation, caller, key));
      }
    };
  }

  private static void check(Arguments arguments) throws Refused {
    List<FieldError> errors = arguments.errors();
    if (!errors.isEmpty()) {
      throw Refused.malformed(errors);
    }
  }

  private static Refused notFound() {
    return Refused.of(new Refusal.NotFound());
  }

  private static EventId eventId(Arguments arguments) {
    return new EventId(arguments.id("eventId"));
  }

  private static HoldId holdId(Arguments arguments) {
    return new HoldId(arguments.id("holdId"));
  }

  private static @Nullable RequestKey key(
      Tool tool, Arguments arguments, JsonNode given, Caller caller) {
    return arguments
        .key("idempotencyKey", RequestKey.LENGTH)
        .map(key -> caller.requestKey(key, fingerprint(tool, given)))
        .orElse(null);
  }

  private static String fingerprint(Tool tool, JsonNode given) {
    try {
      byte[] whole = (tool + " " + Json.text(given)).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(whole));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static ObjectNode answer(Outcome outcome) throws Refused {
    return switch (outcome) {
      case Outcome.Held(HoldView hold) -> Views.hold(hold);
      case Outcome.Confirmed(ReservationView reservation, _) -> Views.reservation(reservation);
      case Outcome.Released _ -> Json.object().put("released", true);
      case Outcome.Replayed(Outcome original) -> answer(original);
      case Outcome.Refused(Refusal refusal) -> throw Refused.of(refusal);
      case Outcome.Cancelled _, Outcome.Configured _, Outcome.Expired _ ->
          throw new IllegalStateException("no tool comes to this");
    };
  }

  private Availability availability(EventId event) throws Refused {
    return views.availability(event).orElseThrow(Tools::notFound);
  }

  private ObjectNode findEvents(Arguments arguments, Caller caller) throws Refused {
    String name = arguments.text("name", NAME_LENGTH).map(Tools::folded).orElse("");
    // To the minute, so that calls share what is cached of the list.
    Instant from =
        arguments.instant("from").orElseGet(() -> Instant.now().truncatedTo(ChronoUnit.MINUTES));
    Instant to = arguments.instant("to").orElse(null);
    long limit = arguments.whole("limit", 1, MOST_EVENTS).orElse(20L);
    EventPage.Position after =
        arguments.choice("cursor", "nextCursor of the page before", Tools::position).orElse(null);
    check(arguments);
    ObjectNode answer = Json.object();
    ArrayNode found = answer.putArray("events");
    int lookedAt = 0;
    boolean more = true;
    while (more && found.size() < limit && lookedAt < MOST_LOOKED_AT) {
      EventPage page = events.list(new EventFilter(from, to, null, null), after, PAGE);
      more = page.next() != null;
      for (Event event : page.items()) {
        if (found.size() == limit) {
          more = true;
          break;
        }
        lookedAt++;
        after = new EventPage.Position(event.settings().startsAt(), event.id());
        if (caller.sells(event, () -> event) && folded(event.settings().name()).contains(name)) {
          found.add(Views.event(event));
        }
      }
    }
    if (more && after != null) {
      answer.put("nextCursor", after.startsAt() + "/" + after.id());
    }
    return answer;
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static Optional<EventPage.Position> position(String cursor) {
    String[] parts = cursor.split("/", -1);
    return parts.length == 2
        ? Settings.instant(parts[0])
            .flatMap(
                at -> Uuids.parse(parts[1]).map(id -> new EventPage.Position(at, new EventId(id))))
        : Optional.empty();
  }

  private ObjectNode proposeSeats(Arguments arguments) throws Refused {
    EventId event = eventId(arguments);
    int quantity = (int) arguments.requiredWhole("quantity", 1, 1_000);
    String section = arguments.text("section", NAME_LENGTH).orElse(null);
    String category = arguments.text("category", ID_LENGTH).orElse(null);
    String asked = arguments.text("ticketType", ID_LENGTH).orElse(null);
    Long mostEach = arguments.whole("maxPrice", 0, Long.MAX_VALUE).orElse(null);
    boolean cheapest =
        arguments
            .choice(
                "prefer",
                "best or cheapest",
                text ->
                    Optional.of(text.equals("cheapest")).filter(is -> is || text.equals("best")))
            .orElse(false);
    int most = arguments.whole("proposals", 1, 10).orElse(3L).intValue();
    check(arguments);
    Availability availability = availability(event);
    Sale sale = availability.sale();
    String ticketType = ticketType(sale.event().settings(), asked);
    var wish = new BestSeats.Wish(quantity, section, category, ticketType, mostEach, cheapest);
    return Views.proposals(sale, BestSeats.propose(availability, wish, most), ticketType, quantity);
  }

  private static @Nullable String ticketType(Settings settings, @Nullable String asked)
      throws Refused {
    if (asked != null && !settings.hasTicketType(asked)) {
      throw Refused.of(
          new Refusal.InvalidSelection(
              List.of(
                  FieldError.expected(
                      FieldPath.of("ticketType"), asked, "a ticket type of the event"))));
    }
    return asked == null ? settings.defaultTicketType().map(TicketType::id).orElse(null) : asked;
  }
}
