package dev.holdfast.rest;

import dev.holdfast.application.port.in.Caller;
import dev.holdfast.application.port.in.Events;
import dev.holdfast.application.port.in.SeatViews;
import dev.holdfast.domain.client.Scope;
import dev.holdfast.domain.ledger.Command;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.function.Function;

/// What is the organiser's affair of an event's seats and places: which are taken out of sale, and
/// how many each client has.
@Path("/api/v1/events")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class BlockResource {
  private final Events events;
  private final SeatViews views;
  private final Inbound inbound;

  BlockResource(Events events, SeatViews views, Inbound inbound) {
    this.events = events;
    this.views = views;
    this.inbound = inbound;
  }

  @GET
  @Path("{eventId}/blocks")
  public Response list(@PathParam("eventId") String eventId) {
    Caller caller = inbound.require(Scope.BOX_OFFICE);
    return Ids.event(eventId)
        .flatMap(id -> views.blocks(id, caller))
        .map(blocks -> Answers.unstored(Answers.ok(BlocksBody.from(blocks))))
        .orElseGet(() -> ProblemAnswer.notFound("event").toResponse())
        .build();
  }

  @GET
  @Path("{eventId}/figures")
  public Response figures(@PathParam("eventId") String eventId) {
    Caller caller = inbound.require(Scope.RESERVATIONS_READ);
    return Ids.event(eventId)
        .flatMap(id -> views.figures(id, caller))
        .map(clients -> Answers.unstored(Answers.ok(FiguresBody.from(clients))))
        .orElseGet(() -> ProblemAnswer.notFound("event").toResponse())
        .build();
  }

  @POST
  @Path("{eventId}/blocks")
  public Response block(@PathParam("eventId") String eventId, InputStream body) {
    return changed(eventId, body, BlockRequest.Block::read);
  }

  @DELETE
  @Path("{eventId}/blocks")
  public Response unblock(@PathParam("eventId") String eventId, InputStream body) {
    return changed(eventId, body, BlockRequest.Unblock::read);
  }

  private Response changed(
      String eventId, InputStream body, Function<JsonFields, ? extends Command.OfEvent> reader) {
    Inbound.Call<? extends Command.OfEvent> call =
        inbound.organiserJson(Scope.BOX_OFFICE, body, reader);
    return Ids.event(eventId)
        .map(id -> events.change(id, call.body(), call.caller(), call.key()))
        .map(Answers::of)
        .orElseGet(() -> ProblemAnswer.notFound("event").toResponse().build());
  }
}
