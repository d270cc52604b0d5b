package dev.holdfast.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.domain.FieldError;
import dev.holdfast.domain.client.Scope;
import dev.holdfast.domain.ledger.Refusal;
import dev.holdfast.domain.ledger.Refusal.Conflict;
import dev.holdfast.domain.ledger.Refusal.SalesClosed.Phase;
import java.io.Serial;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A tool call that was refused. It is told as the API tells it: by the name of a problem, which
/// has a page, and in the same words.
final class Refused extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private static final String PROBLEMS = "/problems/";
  private static final String FORBIDDEN = "forbidden";
  private static final int MOST_ERRORS = 100;

  private final transient ObjectNode problem;

  private Refused(String name, String detail, ObjectNode members) {
    super(detail, null, false, false);
    this.problem = Json.object().put("type", PROBLEMS + name).put("detail", detail).setAll(members);
  }

  /// The arguments can't be read.
  static Refused malformed(List<FieldError> errors) {
    return new Refused("malformed-request", "The arguments are malformed.", defects(errors));
  }

  /// The key has not got the scope.
  static Refused forbidden(Scope scope) {
    return new Refused(FORBIDDEN, scope.required(), Json.object());
  }

  static Refused of(Refusal refusal) {
    return switch (refusal) {
      case Refusal.SeatsUnavailable(var conflicts, var shortages) -> {
        ObjectNode members = Json.object();
        var all = members.putArray("conflicts");
        conflicts.forEach(
            conflict ->
                Json.put(
                    all.addObject()
                        .put("kind", "seat")
                        .put("id", conflict.seat())
                        .put("reason", reason(conflict.reason())),
                    "mayBeFreeAt",
                    conflict.mayBeFreeAt()));
        shortages.forEach(
            shortage ->
                all.addObject()
                    .put("kind", "area")
                    .put("id", shortage.area())
                    .put(
                        "reason",
                        shortage.forSale() ? "too-few" : reason(Conflict.Reason.NOT_FOR_SALE))
                    .put("requested", shortage.requested())
                    .put("available", shortage.available()));
        yield problem("seats-unavailable", refusal, members);
      }
      case Refusal.HoldExpired(Instant expiredAt) ->
          problem("hold-expired", refusal, Json.put(Json.object(), "expiredAt", expiredAt));
      case Refusal.HoldReleased _ -> problem("hold-released", refusal, Json.object());
      case Refusal.HoldConfirmed _ -> problem("hold-confirmed", refusal, Json.object());
      case Refusal.QuoteMismatch(long total, var currency) -> {
        ObjectNode members = Json.object();
        Views.currency(members.putObject("quote"), currency).put("total", total);
        yield problem("quote-mismatch", refusal, members);
      }
      case Refusal.InvalidSelection(var errors) ->
          problem("invalid-selection", refusal, defects(errors));
      case Refusal.SalesClosed(Phase reason, Instant open, Instant close) ->
          problem("sales-closed", refusal, salesWindow(reason, open, close));
      case Refusal.HoldLimitReached(var whose, int limit, int held, int reserved) ->
          problem(
              "hold-limit-reached",
              refusal,
              Json.object()
                  .put("scope", whose.toString())
                  .put("limit", limit)
                  .put("held", held)
                  .put("reserved", reserved));
      case Refusal.CoolingDown(var seats) -> {
        ObjectNode members = Json.object();
        var all = members.putArray("seats");
        seats.forEach(
            seat -> Json.put(all.addObject().put("id", seat.seat()), "mayBeHeldAt", seat.endsAt()));
        yield problem("cooling-down", refusal, members);
      }
      case Refusal.MandateExceeded(var cap, String value, String limit) ->
          problem(
              "mandate-exceeded",
              refusal,
              Json.object().put("cap", cap.toString()).put("value", value).put("limit", limit));
      case Refusal.NotFound _ -> problem("not-found", refusal, Json.object());
      case Refusal.NeedsKey _ -> problem(FORBIDDEN, refusal, Json.object());
      case Refusal.RefusedBefore _ -> problem("refused-before", refusal, Json.object());
      case Refusal.KeyReused _ -> problem("idempotency-key-reused", refusal, Json.object());
      case Refusal.InvalidSettings _, Refusal.SettingsChanged _, Refusal.NoTestEvent _ ->
          throw new IllegalStateException("no tool changes settings or the time of tests");
    };
  }

  private static Refused problem(String name, Refusal refusal, ObjectNode members) {
    return new Refused(name, refusal.detail(), members);
  }

  private static String reason(Conflict.Reason reason) {
    return switch (reason) {
      case HELD -> "held";
      case RESERVED -> "reserved";
      case BLOCKED -> "blocked";
      case NOT_FOR_SALE -> "not-for-sale";
    };
  }

  private static ObjectNode salesWindow(Phase reason, @Nullable Instant open, Instant close) {
    ObjectNode members =
        Json.object()
            .put(
                "reason",
                switch (reason) {
                  case NOT_OPEN -> "not-open";
                  case OVER -> "over";
                  case PAUSED -> "paused";
                });
    return Json.put(Json.put(members, "salesOpenAt", open), "salesCloseAt", close);
  }

  private static ObjectNode defects(List<FieldError> errors) {
    ObjectNode members = Json.object();
    var all = members.putArray("errors");
    errors.stream()
        .limit(MOST_ERRORS)
        .forEach(
            error ->
                all.addObject()
                    .put("argument", error.path().toString())
                    .put("detail", error.detail()));
    return members;
  }

  /// Whether the key does not allow it.
  boolean isForbidden() {
    return problem.path("type").asText().equals(PROBLEMS + FORBIDDEN);
  }

  /// What the agent is told.
  ObjectNode problem() {
    return problem;
  }
}
