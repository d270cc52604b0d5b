package dev.holdfast.rest;

import dev.holdfast.domain.client.ApiKey;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.event.Event;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldView;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.hold.ReservationView;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Refusal;
import dev.holdfast.domain.ledger.Refusal.SalesClosed.Phase;
import dev.holdfast.domain.seatmap.SeatMapId;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What outcomes and refusals are over HTTP.
final class Answers {
  static final String REPLAYED = "Idempotency-Replayed";

  private Answers() {}

  /// The answer to a request to place a hold.
  ///
  /// @param secretOf tells a hold's secret
  static Response placed(Outcome outcome, Function<HoldView, String> secretOf) {
    return of(
            outcome,
            hold ->
                created(path(hold.hold().terms().id()))
                    .entity(Json.bytes(HoldBody.from(hold, secretOf.apply(hold)))))
        .build();
  }

  /// The answer to any other request about a hold, a reservation or an event itself.
  static Response of(Outcome outcome) {
    return of(outcome, hold -> ok(HoldBody.from(hold))).build();
  }

  private static Response.ResponseBuilder of(
      Outcome outcome, Function<HoldView, Response.ResponseBuilder> held) {
    return switch (outcome) {
      case Outcome.Held(HoldView hold) -> unstored(held.apply(hold));
      case Outcome.Confirmed(ReservationView view, boolean before) ->
          unstored(confirmed(view, before));
      case Outcome.Released _ -> Response.noContent();
      case Outcome.Cancelled(ReservationView view) -> unstored(ok(ReservationBody.from(view)));
      case Outcome.Configured(Sale sale) -> event(sale.event(), true);
      case Outcome.Replayed(Outcome original) -> replayed(of(original, held), true);
      case Outcome.Refused(Refusal refusal) -> refused(refusal).toResponse();
      case Outcome.Expired _ -> throw new IllegalStateException("no request expires holds");
    };
  }

  private static Response.ResponseBuilder confirmed(ReservationView view, boolean before) {
    ReservationBody body = ReservationBody.from(view);
    return before ? ok(body) : created(path(view.reservation().id())).entity(Json.bytes(body));
  }

  private static ProblemAnswer refused(Refusal refusal) {
    return switch (refusal) {
      case Refusal.SeatsUnavailable(var conflicts, var shortages) ->
          unavailable(conflicts, shortages);
      case Refusal.HoldExpired(Instant expiredAt) ->
          new ProblemAnswer(
              Problem.HOLD_EXPIRED,
              "The hold expired at " + expiredAt + ".",
              Map.of("expiredAt", expiredAt));
      case Refusal.HoldReleased _ ->
          new ProblemAnswer(Problem.HOLD_RELEASED, "The hold was already released.");
      case Refusal.HoldConfirmed _ ->
          new ProblemAnswer(Problem.HOLD_CONFIRMED, "The hold was already confirmed.");
      case Refusal.QuoteMismatch(long total, Currency currency) ->
          new ProblemAnswer(
              Problem.QUOTE_MISMATCH,
              "The hold's total differs from expectedTotal.",
              Map.of("quote", HoldBody.QuoteBody.from(currency, total)));
      case Refusal.InvalidSelection(var errors) ->
          ProblemAnswer.errors(Problem.INVALID_SELECTION, "The selection is invalid.", errors);
      case Refusal.InvalidSettings(var errors) ->
          ProblemAnswer.errors(Problem.INVALID_EVENT, "The event is invalid.", errors);
      case Refusal.SettingsChanged _ ->
          new ProblemAnswer(
              Problem.PRECONDITION_FAILED, "The event was changed since its ETag was read.");
      case Refusal.SalesClosed(Phase reason, Instant open, Instant close) ->
          salesClosed(reason, open, close);
      case Refusal.NotFound _ ->
          new ProblemAnswer(
              Problem.NOT_FOUND,
              "There is no such event, hold or reservation, or its secret is missing or wrong.");
      case Refusal.NeedsKey _ ->
          new ProblemAnswer(
              Problem.FORBIDDEN,
              "Confirming and cancelling require a key with the scope reservations:confirm at this event.");
      case Refusal.RefusedBefore _ ->
          new ProblemAnswer(
              Problem.REFUSED_BEFORE, "A request with this Idempotency-Key was refused before.");
      case Refusal.KeyReused _ -> keyReused();
    };
  }

  private static ProblemAnswer unavailable(
      List<Refusal.Conflict> conflicts, List<Refusal.Shortage> shortages) {
    List<String> details = new ArrayList<>();
    List<Record> bodies = new ArrayList<>();
    if (!conflicts.isEmpty()) {
      details.add(
          conflicts.size() == 1
              ? "1 seat is not available."
              : conflicts.size() + " seats are not available.");
      conflicts.forEach(conflict -> bodies.add(ConflictBody.from(conflict)));
    }
    if (!shortages.isEmpty()) {
      details.add(
          shortages.size() == 1
              ? "1 area has too few available places."
              : shortages.size() + " areas have too few available places.");
      shortages.forEach(shortage -> bodies.add(ConflictBody.OfArea.from(shortage)));
    }
    return new ProblemAnswer(
        Problem.SEATS_UNAVAILABLE, String.join(" ", details), Map.of("conflicts", bodies));
  }

  private static ProblemAnswer salesClosed(Phase reason, @Nullable Instant open, Instant close) {
    Map<String, Object> members = new LinkedHashMap<>();
    if (open != null) {
      members.put("salesOpenAt", open);
    }
    members.put("salesCloseAt", close);
    return switch (reason) {
      case NOT_OPEN -> {
        members.put("reason", "notOpen");
        yield new ProblemAnswer(Problem.SALES_CLOSED, "Sales are not open yet.", members);
      }
      case OVER -> {
        members.put("reason", "over");
        yield new ProblemAnswer(Problem.SALES_CLOSED, "Sales are over.", members);
      }
      case PAUSED -> {
        members.put("reason", "paused");
        yield new ProblemAnswer(Problem.SALES_CLOSED, "Sales are paused.", members);
      }
    };
  }

  static ProblemAnswer keyReused() {
    return new ProblemAnswer(
        Problem.IDEMPOTENCY_KEY_REUSED,
        "This Idempotency-Key was already used for another request.");
  }

  static Response.ResponseBuilder replayed(Response.ResponseBuilder response, boolean replayed) {
    return replayed ? response.header(REPLAYED, "true") : response;
  }

  /// @param toOwner whether it is answered to the event's owner
  static Response.ResponseBuilder event(Event event, boolean toOwner) {
    return ok(EventBody.from(event, toOwner)).header("ETag", ETags.of(event.settings()));
  }

  static Response.ResponseBuilder ok(Object body) {
    return Response.ok(Json.bytes(body), MediaType.APPLICATION_JSON_TYPE);
  }

  /// A relative address, so that it is right whatever name or proxy the client came through.
  static Response.ResponseBuilder created(String path) {
    return Response.status(Response.Status.CREATED)
        .header("Location", path)
        .type(MediaType.APPLICATION_JSON_TYPE);
  }

  /// For what is some buyer's own.
  static Response.ResponseBuilder unstored(Response.ResponseBuilder response) {
    return response.header("Cache-Control", "no-store");
  }

  static String path(SeatMapId id) {
    return "/api/v1/seat-maps/" + id;
  }

  static String path(EventId id) {
    return "/api/v1/events/" + id;
  }

  static String path(HoldId id) {
    return "/api/v1/holds/" + id;
  }

  static String path(ClientId id) {
    return "/api/v1/clients/" + id;
  }

  static String path(ApiKey key) {
    return path(key.client()) + "/keys/" + key.id();
  }

  static String path(ReservationId id) {
    return "/api/v1/reservations/" + id;
  }
}
