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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// The seats and places of an event that the organiser has taken out of sale.
@Path("/api/v1/events")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = ApiDocument.EVENTS)
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
  @Operation(
      operationId = "listBlocks",
      summary = "List what is blocked, by reason, channel and release",
      description =
          "The availability shows the same seats and places to everybody, and none of these.")
  @APIResponse(
      responseCode = "200",
      description = "The blocked seats, and the number of blocked places of each area.",
      content =
          @Content(
              schema = @Schema(implementation = BlocksBody.class),
              examples = @ExampleObject(name = "presale", value = Examples.BLOCKS)))
  @Refuses(
      scope = Scope.BOX_OFFICE,
      strangers = true,
      value = {Problem.UNAUTHORIZED, Problem.NOT_FOUND})
  public Response list(@PathParam("eventId") String eventId) {
    Caller caller = inbound.require(Scope.BOX_OFFICE);
    return Ids.event(eventId)
        .flatMap(id -> views.blocks(id, caller))
        .map(blocks -> Answers.unstored(Answers.ok(BlocksBody.from(blocks))))
        .orElseGet(() -> ProblemAnswer.notFound("event").toResponse())
        .build();
  }

  @POST
  @Path("{eventId}/blocks")
  @Operation(
      operationId = "blockSeats",
      summary = "Take seats and places out of sale, all or none",
      description =
          "A seat that is held, reserved or blocked already is refused. So is an area with too few "
              + "available places. From `releaseAt` on, they are on sale again.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = BlockRequest.Block.class),
              examples = @ExampleObject(name = "presale", value = Examples.NEW_BLOCK)))
  @APIResponse(
      responseCode = "200",
      description = "The event.",
      content =
          @Content(
              schema = @Schema(implementation = EventBody.class),
              examples = @ExampleObject(name = "concert", value = Examples.EVENT)))
  @Refuses(
      scope = Scope.BOX_OFFICE,
      strangers = true,
      value = {
        Problem.UNAUTHORIZED,
        Problem.NOT_FOUND,
        Problem.IDEMPOTENCY_KEY_REUSED,
        Problem.INVALID_SELECTION,
        Problem.SEATS_UNAVAILABLE,
        Problem.PAYLOAD_TOO_LARGE,
        Problem.UNSUPPORTED_MEDIA_TYPE
      })
  public Response block(
      @PathParam("eventId") String eventId, @Parameter(hidden = true) InputStream body) {
    return changed(eventId, body, BlockRequest.Block::read);
  }

  @DELETE
  @Path("{eventId}/blocks")
  @Operation(
      operationId = "unblockSeats",
      summary = "Put blocked seats and places back on sale, all or none",
      description =
          "A seat that is not blocked is refused. So is an area with too few blocked places.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = BlockRequest.Unblock.class),
              examples = @ExampleObject(name = "presale", value = Examples.BLOCK_REMOVAL)))
  @APIResponse(
      responseCode = "200",
      description = "The event.",
      content =
          @Content(
              schema = @Schema(implementation = EventBody.class),
              examples = @ExampleObject(name = "concert", value = Examples.EVENT)))
  @Refuses(
      scope = Scope.BOX_OFFICE,
      strangers = true,
      value = {
        Problem.UNAUTHORIZED,
        Problem.NOT_FOUND,
        Problem.IDEMPOTENCY_KEY_REUSED,
        Problem.INVALID_SELECTION,
        Problem.PAYLOAD_TOO_LARGE,
        Problem.UNSUPPORTED_MEDIA_TYPE
      })
  public Response unblock(
      @PathParam("eventId") String eventId, @Parameter(hidden = true) InputStream body) {
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
