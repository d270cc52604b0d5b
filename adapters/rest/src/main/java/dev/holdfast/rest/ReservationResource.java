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

/// Reservations, for those who know the secrets of the holds they were.
@Path("/api/v1/reservations/{reservationId}")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class ReservationResource {
  private final Reservations reservations;
  private final Inbound inbound;

  ReservationResource(Reservations reservations, Inbound inbound) {
    this.reservations = reservations;
    this.inbound = inbound;
  }

  @GET
  public Response get(@PathParam("reservationId") String reservationId) {
    Caller caller = inbound.caller(Scope.RESERVATIONS_READ);
    return Ids.reservation(reservationId)
        .flatMap(id -> reservations.find(id, caller))
        .map(view -> Answers.unstored(Answers.ok(ReservationBody.from(view))).build())
        .orElseGet(ReservationResource::notFound);
  }

  @POST
  @Path("cancel")
  public Response cancel(@PathParam("reservationId") String reservationId, InputStream body) {
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
