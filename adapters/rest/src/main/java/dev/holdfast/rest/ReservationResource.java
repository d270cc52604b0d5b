package dev.holdfast.rest;

import dev.holdfast.application.port.in.Caller;
import dev.holdfast.application.port.in.Reservations;
import dev.holdfast.domain.client.Scope;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
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

/// Reservations, for those who know the secrets of the holds they were.
@Path("/api/v1/reservations/{reservationId}")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = ApiDocument.RESERVATIONS)
class ReservationResource {
  private final Reservations reservations;
  private final Inbound inbound;

  ReservationResource(Reservations reservations, Inbound inbound) {
    this.reservations = reservations;
    this.inbound = inbound;
  }

  @GET
  @Operation(operationId = "getReservation", summary = "Read a reservation")
  @APIResponse(
      responseCode = "200",
      description = "The reservation.",
      content =
          @Content(
              schema = @Schema(implementation = ReservationBody.class),
              examples = @ExampleObject(name = "two seats", value = Examples.RESERVATION)))
  @Refuses(
      scope = Scope.RESERVATIONS_READ,
      value = {Problem.UNAUTHORIZED, Problem.NOT_FOUND})
  public Response get(@PathParam("reservationId") String reservationId) {
    Caller caller = inbound.caller(Scope.RESERVATIONS_READ);
    return Ids.reservation(reservationId)
        .flatMap(id -> reservations.find(id, caller))
        .map(view -> Answers.unstored(Answers.ok(ReservationBody.from(view))).build())
        .orElseGet(ReservationResource::notFound);
  }

  @POST
  @Path("cancel")
  @Operation(
      operationId = "cancelReservation",
      summary = "Cancel all or some seats and places of a reservation",
      description =
          "They become available again. Cancelling the same seats and places again changes nothing. Without "
              + "a body, or if it names neither seats nor areas, everything is cancelled. If the "
              + "event's browserConfirm is false, this call requires a key; the Hold-Secret is not "
              + "enough.")
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = CancelRequest.class),
              examples = {
                @ExampleObject(name = "one seat", value = Examples.CANCELLATION),
                @ExampleObject(name = "two places", value = Examples.AREA_CANCELLATION)
              }))
  @APIResponse(
      responseCode = "200",
      description = "The reservation.",
      content =
          @Content(
              schema = @Schema(implementation = ReservationBody.class),
              examples =
                  @ExampleObject(
                      name = "one seat cancelled",
                      value = Examples.CANCELLED_RESERVATION)))
  @Refuses(
      scope = Scope.RESERVATIONS_CONFIRM,
      value = {
        Problem.UNAUTHORIZED,
        Problem.NOT_FOUND,
        Problem.REFUSED_BEFORE,
        Problem.IDEMPOTENCY_KEY_REUSED,
        Problem.INVALID_SELECTION,
        Problem.PAYLOAD_TOO_LARGE,
        Problem.UNSUPPORTED_MEDIA_TYPE
      })
  public Response cancel(
      @PathParam("reservationId") String reservationId,
      @Parameter(hidden = true) InputStream body) {
    Inbound.Call<CancelRequest> call =
        inbound.seatsIfAny(Scope.RESERVATIONS_CONFIRM, reservationId, body, CancelRequest::read);
    CancelRequest request = call.body();
    return Ids.reservation(reservationId)
        .map(
            id ->
                reservations.cancel(
                    id,
                    request.seats(),
                    request.numbers(),
                    request.reason(),
                    call.caller(),
                    call.key()))
        .map(Answers::of)
        .orElseGet(ReservationResource::notFound);
  }

  private static Response notFound() {
    return ProblemAnswer.notFound("reservation, or its secret is missing or wrong")
        .toResponse()
        .build();
  }
}
