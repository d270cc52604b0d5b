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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// What happens to an event's seats, asked for. Who wants to be told gets {@link ChangeStreams}.
@Path("/api/v1/events")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = ApiDocument.EVENTS)
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
  @Operation(
      operationId = "getChanges",
      summary = "Read the changes after a version",
      description =
          "Returns at most 1,000 changes, the earliest first. Repeat the call with since = to until there "
              + "are no more. With Accept: text/event-stream the response does not end: it first "
              + "sends the changes after the version, and then each new change.")
  @Parameter(
      in = ParameterIn.HEADER,
      name = ChangeStreams.LAST_EVENT_ID,
      description =
          "For the stream: the id of the last received message; takes precedence over since.",
      schema = @Schema(type = SchemaType.STRING),
      example = "1.17")
  @APIResponse(
      responseCode = "200",
      description = "The changes.",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = ChangesBody.class),
            examples = @ExampleObject(name = "three changes", value = Examples.CHANGES)),
        @Content(
            mediaType = MediaType.SERVER_SENT_EVENTS,
            schema = @Schema(type = SchemaType.STRING),
            examples = @ExampleObject(name = "stream", value = Examples.CHANGE_STREAM))
      })
  @Refuses({Problem.UNAUTHORIZED, Problem.NOT_FOUND, Problem.RESYNC})
  public Response changes(
      @PathParam("eventId") String eventId,
      @Parameter(
              description = "The last known version; 0 is the beginning.",
              required = true,
              schema = @Schema(type = SchemaType.INTEGER, format = "int64", minimum = "0"))
          @QueryParam("since")
          @Nullable String since,
      @Parameter(
              description = "The last known epoch; defaults to the current one.",
              schema = @Schema(type = SchemaType.INTEGER, format = "int64", minimum = "0"))
          @QueryParam("epoch")
          @Nullable String epoch) {
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
