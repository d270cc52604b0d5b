package dev.holdfast.rest;

import dev.holdfast.application.port.in.Caller;
import dev.holdfast.application.port.in.SeatHolds;
import dev.holdfast.domain.client.Scope;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// Holds, for those who know their secrets.
@Path("/api/v1/holds/{holdId}")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = ApiDocument.HOLDS)
class HoldResource {
  private final SeatHolds holds;
  private final Inbound inbound;

  HoldResource(SeatHolds holds, Inbound inbound) {
    this.holds = holds;
    this.inbound = inbound;
  }

  @GET
  @Operation(
      operationId = "getHold",
      summary = "Read a hold",
      description = "Ended holds stay readable for at least 24 hours.")
  @APIResponse(
      responseCode = "200",
      description = "The hold.",
      content =
          @Content(
              schema = @Schema(implementation = HoldBody.class),
              examples = {
                @ExampleObject(name = "two seats", value = Examples.HOLD),
                @ExampleObject(name = "three places", value = Examples.AREA_HOLD)
              }))
  @Refuses(
      scope = Scope.HOLDS_WRITE,
      value = {Problem.UNAUTHORIZED, Problem.NOT_FOUND})
  public Response get(@PathParam("holdId") String holdId) {
    Caller caller = inbound.caller(Scope.HOLDS_WRITE);
    return Ids.hold(holdId)
        .flatMap(id -> holds.find(id, caller))
        .map(hold -> Answers.unstored(Answers.ok(HoldBody.from(hold))).build())
        .orElseGet(HoldResource::notFound);
  }

  @PATCH
  @Operation(
      operationId = "changeHold",
      summary = "Add seats and places, give them back or change their ticket types, all or nothing",
      description =
          "The hold's expiry does not change. Seats and places that stay keep their quoted price. All "
              + "entries of an area together give the hold's new number of places in it.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = HoldRequest.Change.class),
              examples = {
                @ExampleObject(name = "another seat", value = Examples.HOLD_CHANGE),
                @ExampleObject(name = "another area", value = Examples.AREA_CHANGE)
              }))
  @APIResponse(
      responseCode = "200",
      description = "The hold.",
      content =
          @Content(
              schema = @Schema(implementation = HoldBody.class),
              examples = @ExampleObject(name = "two seats", value = Examples.HOLD)))
  @Refuses(
      scope = Scope.HOLDS_WRITE,
      value = {
        Problem.UNAUTHORIZED,
        Problem.NOT_FOUND,
        Problem.REFUSED_BEFORE,
        Problem.IDEMPOTENCY_KEY_REUSED,
        Problem.INVALID_SELECTION,
        Problem.HOLD_EXPIRED,
        Problem.HOLD_RELEASED,
        Problem.HOLD_CONFIRMED,
        Problem.SALES_CLOSED,
        Problem.SEATS_UNAVAILABLE,
        Problem.PAYLOAD_TOO_LARGE,
        Problem.UNSUPPORTED_MEDIA_TYPE
      })
  public Response change(
      @PathParam("holdId") String holdId, @Parameter(hidden = true) InputStream body) {
    Inbound.Call<HoldRequest.Change> call =
        inbound.seats(Scope.HOLDS_WRITE, holdId, body, HoldRequest.Change::read);
    return Ids.hold(holdId)
        .map(id -> holds.change(id, call.body().toDomain(), call.caller(), call.key()))
        .map(Answers::of)
        .orElseGet(HoldResource::notFound);
  }

  @POST
  @Path("extend")
  @Operation(
      operationId = "extendHold",
      summary = "Extend a hold",
      description =
          "The hold gets its full duration from now, but at most until maxExpiresAt, and never less time "
              + "than before. No body is required.")
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = Inbound.NoFields.class),
              examples = @ExampleObject(name = "nothing", value = "{}")))
  @APIResponse(
      responseCode = "200",
      description = "The hold.",
      content =
          @Content(
              schema = @Schema(implementation = HoldBody.class),
              examples = @ExampleObject(name = "two seats", value = Examples.HOLD)))
  @Refuses(
      scope = Scope.HOLDS_WRITE,
      value = {
        Problem.UNAUTHORIZED,
        Problem.NOT_FOUND,
        Problem.REFUSED_BEFORE,
        Problem.IDEMPOTENCY_KEY_REUSED,
        Problem.HOLD_EXPIRED,
        Problem.HOLD_RELEASED,
        Problem.HOLD_CONFIRMED,
        Problem.PAYLOAD_TOO_LARGE,
        Problem.UNSUPPORTED_MEDIA_TYPE
      })
  public Response extend(
      @PathParam("holdId") String holdId, @Parameter(hidden = true) InputStream body) {
    Inbound.Call<Inbound.NoFields> call =
        inbound.jsonIfAny(Scope.HOLDS_WRITE, body, _ -> new Inbound.NoFields());
    return Ids.hold(holdId)
        .map(id -> holds.extend(id, call.caller(), call.key()))
        .map(Answers::of)
        .orElseGet(HoldResource::notFound);
  }

  @DELETE
  @Operation(
      operationId = "releaseHold",
      summary = "Release a hold: give its seats and places back",
      description = "The response is also 204 if the hold was already released or has expired.")
  @APIResponse(responseCode = "204", description = "The hold has ended.")
  @Refuses(
      scope = Scope.HOLDS_WRITE,
      value = {Problem.UNAUTHORIZED, Problem.NOT_FOUND, Problem.HOLD_CONFIRMED})
  public Response release(@PathParam("holdId") String holdId) {
    Caller caller = inbound.caller(Scope.HOLDS_WRITE);
    return Ids.hold(holdId)
        .map(id -> holds.release(id, caller))
        .map(Answers::of)
        .orElseGet(HoldResource::notFound);
  }

  @POST
  @Path("confirm")
  @Tag(name = ApiDocument.RESERVATIONS)
  @Operation(
      operationId = "confirmHold",
      summary = "Confirm a hold: sell its seats and places",
      description =
          "Confirming a confirmed hold again returns 200 and the same reservation. If the event's "
              + "browserConfirm is false, this call requires a key; the Hold-Secret is not enough. "
              + "No body is required.")
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = HoldRequest.Confirm.class),
              examples = @ExampleObject(name = "with a check", value = Examples.CONFIRMATION)))
  @APIResponse(
      responseCode = "201",
      description = "The reservation.",
      content =
          @Content(
              schema = @Schema(implementation = ReservationBody.class),
              examples = @ExampleObject(name = "two seats", value = Examples.RESERVATION)))
  @APIResponse(
      responseCode = "200",
      description = "The hold was already confirmed; this is its reservation.",
      content =
          @Content(
              schema = @Schema(implementation = ReservationBody.class),
              examples = @ExampleObject(name = "two seats", value = Examples.RESERVATION)))
  @Refuses(
      scope = Scope.RESERVATIONS_CONFIRM,
      value = {
        Problem.UNAUTHORIZED,
        Problem.NOT_FOUND,
        Problem.REFUSED_BEFORE,
        Problem.IDEMPOTENCY_KEY_REUSED,
        Problem.HOLD_EXPIRED,
        Problem.HOLD_RELEASED,
        Problem.QUOTE_MISMATCH,
        Problem.PAYLOAD_TOO_LARGE,
        Problem.UNSUPPORTED_MEDIA_TYPE
      })
  public Response confirm(
      @PathParam("holdId") String holdId, @Parameter(hidden = true) InputStream body) {
    Inbound.Call<HoldRequest.Confirm> call =
        inbound.jsonIfAny(Scope.RESERVATIONS_CONFIRM, body, HoldRequest.Confirm::read);
    return Ids.hold(holdId)
        .map(id -> holds.confirm(id, call.body().toDomain(), call.caller(), call.key()))
        .map(Answers::of)
        .orElseGet(HoldResource::notFound);
  }

  private static Response notFound() {
    return ProblemAnswer.notFound("hold, or its secret is missing or wrong").toResponse().build();
  }
}
