package dev.holdfast.rest;

import dev.holdfast.application.port.in.Caller;
import dev.holdfast.application.port.in.Reservations;
import dev.holdfast.domain.client.Scope;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.hold.HoldDetails;
import dev.holdfast.domain.hold.Reservation;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reservations, for those who know the secrets of the holds they were.
@Path("/api/v1/reservations")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class ReservationResource {
  /// How long a code may be that is asked for; those of reservations are shorter.
  private static final int CODE_LENGTH = 50;

  private final Reservations reservations;
  private final Inbound inbound;

  ReservationResource(Reservations reservations, Inbound inbound) {
    this.reservations = reservations;
    this.inbound = inbound;
  }

  @GET
  public Response list(
      @QueryParam("eventId") @Nullable String eventId,
      @QueryParam("code") @Nullable String code,
      @QueryParam("reference") @Nullable String reference,
      @QueryParam("customer") @Nullable String customer,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("cursor") @Nullable String cursor) {
    EventId event = Queries.event("eventId", eventId);
    var filter =
        new Reservations.Filter(
            Queries.text("code", code, CODE_LENGTH),
            Queries.text("reference", reference, Reservation.REFERENCE_LENGTH),
            Queries.text("customer", customer, HoldDetails.CUSTOMER_LENGTH));
    int most = Queries.limit(limit);
    UUID after = Queries.idCursor(cursor);
    Caller caller = inbound.require(Scope.RESERVATIONS_READ);
    return reservations
        .list(event, filter, after, most, caller)
        .map(page -> Answers.unstored(Answers.ok(ReservationBody.Page.from(page))))
        .orElseGet(() -> ProblemAnswer.notFound("event").toResponse())
        .build();
  }

  @GET
  @Path("{reservationId}")
  public Response get(@PathParam("reservationId") String reservationId) {
    Caller caller = inbound.caller(Scope.RESERVATIONS_READ);
    return Ids.reservation(reservationId)
        .flatMap(id -> reservations.find(id, caller))
        .map(view -> Answers.unstored(Answers.ok(ReservationBody.from(view))).build())
        .orElseGet(ReservationResource::notFound);
  }

  @POST
  @Path("{reservationId}/cancel")
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
