package dev.holdfast.rest;

import dev.holdfast.application.port.in.SeatViews;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/// What happens to an event's seats, asked for. Who wants to be told gets {@link ChangeStreams}.
@Path("/api/v1/events")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class ChangesResource {
  static final int PAGE = 1_000;

  private final SeatViews views;
  private final Inbound inbound;

  ChangesResource(SeatViews views, Inbound inbound) {
    this.views = views;
    this.inbound = inbound;
  }

  @GET
  @Path("{eventId}/changes")
  public Response changes(
      @PathParam("eventId") String eventId,
      @QueryParam("since") @Nullable String since,
      @QueryParam("epoch") @Nullable String epoch) {
    Position position = Position.of(since, epoch);
    inbound.caller();
    return Ids.event(eventId)
        .flatMap(id -> views.changes(id, position.version(), position.epoch(), PAGE))
        .map(changes -> answer(position, changes))
        .orElseGet(() -> ProblemAnswer.notFound("event").toResponse())
        .build();
  }

  private static Response.ResponseBuilder answer(Position position, SeatViews.Changes changes) {
    return switch (changes) {
      case SeatViews.Changes.Page page ->
          Answers.ok(ChangesBody.from(page)).header("Cache-Control", "no-cache");
      case SeatViews.Changes.Resync head ->
          ProblemAnswer.resync(position.version(), position.epoch(), head).toResponse();
    };
  }
}
