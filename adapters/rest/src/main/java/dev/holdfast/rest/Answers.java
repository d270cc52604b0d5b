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
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
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

  static ProblemAnswer refused(Refusal refusal) {
    return switch (refusal) {
      case Refusal.SeatsUnavailable(var conflicts, var shortages) -> {
        Stream<Record> bodies =
            Stream.concat(
                conflicts.stream().map(ConflictBody::from),
                shortages.stream().map(ConflictBody.OfArea::from));
        yield problem(Problem.SEATS_UNAVAILABLE, refusal, Map.of("conflicts", bodies.toList()));
      }
      case Refusal.HoldExpired(Instant expiredAt) ->
          problem(Problem.HOLD_EXPIRED, refusal, Map.of("expiredAt", expiredAt));
      case Refusal.HoldReleased _ -> problem(Problem.HOLD_RELEASED, refusal, Map.of());
      case Refusal.HoldConfirmed _ -> problem(Problem.HOLD_CONFIRMED, refusal, Map.of());
      case Refusal.QuoteMismatch(long total, Currency currency) ->
          problem(
              Problem.QUOTE_MISMATCH,
              refusal,
              Map.of("quote", HoldBody.QuoteBody.from(currency, total)));
      case Refusal.InvalidSelection(var errors) ->
          ProblemAnswer.errors(Problem.INVALID_SELECTION, refusal.detail(), errors);
      case Refusal.InvalidSettings(var errors) ->
          ProblemAnswer.errors(Problem.INVALID_EVENT, refusal.detail(), errors);
      case Refusal.SettingsChanged _ -> problem(Problem.PRECONDITION_FAILED, refusal, Map.of());
      case Refusal.SalesClosed(Phase reason, Instant open, Instant close) ->
          problem(Problem.SALES_CLOSED, refusal, salesWindow(reason, open, close));
      case Refusal.HoldLimitReached(var scope, int limit, int held, int reserved) ->
          problem(
              Problem.HOLD_LIMIT_REACHED,
              refusal,
              Map.of(
                  "scope", scope.toString(), "limit", limit, "held", held, "reserved", reserved));
      case Refusal.CoolingDown(var seats) ->
          problem(
              Problem.COOLING_DOWN,
              refusal,
              Map.of("seats", seats.stream().map(CoolingDownBody::from).toList()));
      case Refusal.MandateExceeded(var cap, String value, String limit) ->
          problem(
              Problem.MANDATE_EXCEEDED,
              refusal,
              Map.of("cap", cap.toString(), "value", value, "limit", limit));
      case Refusal.NotFound _ -> problem(Problem.NOT_FOUND, refusal, Map.of());
      case Refusal.NeedsKey _ -> problem(Problem.FORBIDDEN, refusal, Map.of());
      case Refusal.NoTestEvent _ -> problem(Problem.NO_TEST_EVENT, refusal, Map.of());
      case Refusal.RefusedBefore _ -> problem(Problem.REFUSED_BEFORE, refusal, Map.of());
      case Refusal.KeyReused _ -> keyReused();
    };
  }

  private static ProblemAnswer problem(
      Problem problem, Refusal refusal, Map<String, Object> members) {
    return new ProblemAnswer(problem, refusal.detail(), members);
  }

  private static Map<String, Object> salesWindow(
      Phase reason, @Nullable Instant open, Instant close) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put(
        "reason",
        switch (reason) {
          case NOT_OPEN -> "not-open";
          case OVER -> "over";
          case PAUSED -> "paused";
        });
    if (open != null) {
      members.put("salesOpenAt", open);
    }
    members.put("salesCloseAt", close);
    return members;
  }

  static ProblemAnswer keyReused() {
    return problem(Problem.IDEMPOTENCY_KEY_REUSED, new Refusal.KeyReused(), Map.of());
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
