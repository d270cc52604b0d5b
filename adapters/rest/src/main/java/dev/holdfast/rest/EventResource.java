package dev.holdfast.rest;

import dev.holdfast.application.port.in.Caller;
import dev.holdfast.application.port.in.Creation;
import dev.holdfast.application.port.in.Events;
import dev.holdfast.application.port.in.SeatHolds;
import dev.holdfast.application.port.in.SeatViews;
import dev.holdfast.domain.client.Scope;
import dev.holdfast.domain.event.Event;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.EventPage;
import dev.holdfast.domain.ledger.Availability;
import dev.holdfast.domain.ledger.Command;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// Events, their availability, and placing holds on them.
@Path("/api/v1/events")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = ApiDocument.EVENTS)
class EventResource {
  private static final int USUAL_LIMIT = 50;
  private static final int MOST_LIMIT = 200;

  private final Events events;
  private final SeatViews views;
  private final Renderings renderings;
  private final SeatHolds holds;
  private final Inbound inbound;

  EventResource(
      Events events, SeatViews views, Renderings renderings, SeatHolds holds, Inbound inbound) {
    this.events = events;
    this.views = views;
    this.renderings = renderings;
    this.holds = holds;
    this.inbound = inbound;
  }

  @POST
  @Operation(operationId = "createEvent", summary = "Put an event on sale")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = EventRequest.class),
              examples = @ExampleObject(name = "concert", value = Examples.NEW_EVENT)))
  @APIResponse(
      responseCode = "201",
      description = "The event.",
      content =
          @Content(
              schema = @Schema(implementation = EventBody.class),
              examples = @ExampleObject(name = "concert", value = Examples.EVENT)))
  @Refuses(
      scope = Scope.EVENTS_WRITE,
      strangers = true,
      value = {
        Problem.UNAUTHORIZED,
        Problem.IDEMPOTENCY_KEY_REUSED,
        Problem.INVALID_EVENT,
        Problem.PAYLOAD_TOO_LARGE,
        Problem.UNSUPPORTED_MEDIA_TYPE
      })
  public Response create(@Parameter(hidden = true) InputStream body) {
    Inbound.Call<EventRequest> call =
        inbound.organiserJson(Scope.EVENTS_WRITE, body, EventRequest::read);
    return switch (events.create(call.body().toDomain(), call.caller(), call.key())) {
      case Creation.Created<Event>(Event event, boolean replayed) ->
          Answers.replayed(
                  Answers.created(Answers.path(event.id()))
                      .entity(Json.bytes(EventBody.from(event, true))),
                  replayed)
              .build();
      case Creation.Invalid<Event>(var errors) ->
          ProblemAnswer.errors(Problem.INVALID_EVENT, "The event is invalid.", errors)
              .toResponse()
              .build();
      case Creation.KeyReused<Event> _ -> Answers.keyReused().toResponse().build();
    };
  }

  @GET
  @Operation(operationId = "listEvents", summary = "List events by their start")
  @APIResponse(
      responseCode = "200",
      description = "A page of events. The last page has no nextCursor.",
      content =
          @Content(
              schema = @Schema(implementation = EventBody.Page.class),
              examples = @ExampleObject(name = "page", value = Examples.EVENTS)))
  @Refuses({Problem.UNAUTHORIZED})
  public Response list(
      @Parameter(
              description = "The maximum number of events, 1 to 200.",
              schema =
                  @Schema(
                      type = SchemaType.INTEGER,
                      minimum = "1",
                      maximum = "200",
                      defaultValue = "50"))
          @QueryParam("limit")
          @Nullable String limit,
      @Parameter(description = "The nextCursor of the previous page.") @QueryParam("cursor")
          @Nullable String cursor,
      @Parameter(description = "The earliest start, inclusive.", example = "2026-12-01T00:00:00Z")
          @QueryParam("from")
          @Nullable String from,
      @Parameter(description = "The latest start, exclusive.", example = "2027-01-01T00:00:00Z")
          @QueryParam("to")
          @Nullable String to) {
    int most = Queries.whole("limit", limit, 1, MOST_LIMIT, USUAL_LIMIT);
    EventPage.Position after = Queries.cursor("cursor", cursor);
    Instant earliest = Queries.instant("from", from);
    Instant latest = Queries.instant("to", to);
    Caller caller = inbound.caller();
    EventPage page = events.list(earliest, latest, after, most);
    List<EventBody> items =
        page.items().stream().map(event -> EventBody.from(event, caller)).toList();
    return Answers.ok(new EventBody.Page(items, Queries.cursor(page.next()))).build();
  }

  @GET
  @Path("{eventId}")
  @Operation(operationId = "getEvent", summary = "Read an event")
  @APIResponse(
      responseCode = "200",
      description = "The event.",
      content =
          @Content(
              schema = @Schema(implementation = EventBody.class),
              examples = @ExampleObject(name = "concert", value = Examples.EVENT)))
  @Refuses({Problem.UNAUTHORIZED, Problem.NOT_FOUND})
  public Response get(@PathParam("eventId") String eventId) {
    Caller caller = inbound.caller();
    return Ids.event(eventId)
        .flatMap(events::find)
        .map(event -> Answers.event(event, caller.owns(event)))
        .orElseGet(() -> ProblemAnswer.notFound("event").toResponse())
        .build();
  }

  @PATCH
  @Path("{eventId}")
  @Operation(
      operationId = "changeEvent",
      summary = "Change an event's name, times, prices, sales window, hold policy or sellers",
      description =
          "Existing holds keep their prices and their time. If-Match is the ETag of the event as it was "
              + "read, or * to change any version.")
  @Parameter(
      in = ParameterIn.HEADER,
      name = "If-Match",
      required = true,
      schema = @Schema(type = SchemaType.STRING),
      example = "\"5b0f1d2c3a4e6f70\"")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = EventRequest.Patch.class),
              examples = @ExampleObject(name = "prices", value = Examples.EVENT_PATCH)))
  @APIResponse(
      responseCode = "200",
      description = "The event.",
      content =
          @Content(
              schema = @Schema(implementation = EventBody.class),
              examples = @ExampleObject(name = "concert", value = Examples.EVENT)))
  @Refuses(
      scope = Scope.EVENTS_WRITE,
      strangers = true,
      value = {
        Problem.UNAUTHORIZED,
        Problem.NOT_FOUND,
        Problem.PRECONDITION_FAILED,
        Problem.IDEMPOTENCY_KEY_REUSED,
        Problem.INVALID_EVENT,
        Problem.PAYLOAD_TOO_LARGE,
        Problem.UNSUPPORTED_MEDIA_TYPE
      })
  public Response change(
      @PathParam("eventId") String eventId,
      @Parameter(hidden = true) @HeaderParam("If-Match") List<String> ifMatch,
      @Parameter(hidden = true) InputStream body) {
    Set<String> tags = ETags.ifMatch(ifMatch);
    return changed(
        eventId,
        inbound.organiserJson(
            Scope.EVENTS_WRITE,
            body,
            fields -> new Command.Configure(EventRequest.Patch.read(fields).toDomain(), tags)));
  }

  private Response changed(String eventId, Inbound.Call<? extends Command.OfSettings> call) {
    return Ids.event(eventId)
        .map(id -> events.change(id, call.body(), call.caller(), call.key()))
        .map(Answers::of)
        .orElseGet(() -> ProblemAnswer.notFound("event").toResponse().build());
  }

  @POST
  @Path("{eventId}/pause")
  @Operation(
      operationId = "pauseEvent",
      summary = "Pause an event's sale",
      description =
          "Nothing can be held until the sale is resumed. Existing holds keep their prices and their time, "
              + "and can be confirmed. No body is required.")
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = Inbound.NoFields.class),
              examples = @ExampleObject(name = "nothing", value = "{}")))
  @APIResponse(
      responseCode = "200",
      description = "The event.",
      content =
          @Content(
              schema = @Schema(implementation = EventBody.class),
              examples = @ExampleObject(name = "concert", value = Examples.PAUSED_EVENT)))
  @Refuses(
      scope = Scope.EVENTS_WRITE,
      strangers = true,
      value = {
        Problem.UNAUTHORIZED,
        Problem.NOT_FOUND,
        Problem.IDEMPOTENCY_KEY_REUSED,
        Problem.PAYLOAD_TOO_LARGE,
        Problem.UNSUPPORTED_MEDIA_TYPE
      })
  public Response pause(
      @PathParam("eventId") String eventId, @Parameter(hidden = true) InputStream body) {
    return changed(eventId, inbound.organiser(Scope.EVENTS_WRITE, body, new Command.Pause(true)));
  }

  @POST
  @Path("{eventId}/resume")
  @Operation(
      operationId = "resumeEvent",
      summary = "Resume an event's sale",
      description = "Ends a pause. No body is required.")
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = Inbound.NoFields.class),
              examples = @ExampleObject(name = "nothing", value = "{}")))
  @APIResponse(
      responseCode = "200",
      description = "The event.",
      content =
          @Content(
              schema = @Schema(implementation = EventBody.class),
              examples = @ExampleObject(name = "concert", value = Examples.EVENT)))
  @Refuses(
      scope = Scope.EVENTS_WRITE,
      strangers = true,
      value = {
        Problem.UNAUTHORIZED,
        Problem.NOT_FOUND,
        Problem.IDEMPOTENCY_KEY_REUSED,
        Problem.PAYLOAD_TOO_LARGE,
        Problem.UNSUPPORTED_MEDIA_TYPE
      })
  public Response resume(
      @PathParam("eventId") String eventId, @Parameter(hidden = true) InputStream body) {
    return changed(eventId, inbound.organiser(Scope.EVENTS_WRITE, body, new Command.Pause(false)));
  }

  @GET
  @Path("{eventId}/availability")
  @Operation(
      operationId = "getAvailability",
      summary = "Read an event's availability",
      description =
          "A seat that is in no list is available. Send the ETag in If-None-Match to get 304 if nothing "
              + "has changed.")
  @APIResponse(
      responseCode = "200",
      description =
          "The seats that are not available, and the number of available seats and places.",
      content =
          @Content(
              schema = @Schema(implementation = AvailabilityBody.class),
              examples = {
                @ExampleObject(name = "lists", value = Examples.AVAILABILITY),
                @ExampleObject(name = "packed", value = Examples.PACKED_AVAILABILITY)
              }))
  @APIResponse(
      responseCode = "304",
      description = "Nothing has changed since the ETag in If-None-Match.")
  @Refuses({Problem.UNAUTHORIZED, Problem.NOT_FOUND})
  public Response availability(
      @PathParam("eventId") String eventId,
      @Parameter(
              description =
                  "packed gives states instead of the lists: base64 of 2 bits a seat in map order, "
                      + "lowest bits first (0 available, 1 held, 2 reserved, 3 blocked).",
              schema = @Schema(enumeration = "packed"))
          @QueryParam("encoding")
          @Nullable String encoding,
      @HeaderParam("If-None-Match") @Nullable String ifNoneMatch,
      @Parameter(hidden = true) @HeaderParam("Accept-Encoding") @Nullable String acceptEncoding) {
    if (encoding != null && !encoding.equals("packed")) {
      throw ProblemException.parameter("encoding", encoding, "packed, or no parameter");
    }
    inbound.caller();
    EventId id = Ids.event(eventId).orElse(null);
    Optional<Availability.Stamp> stamp = id == null ? Optional.empty() : views.stamp(id);
    if (id == null || stamp.isEmpty()) {
      return ProblemAnswer.notFound("event").toResponse().build();
    }
    if (ETags.matches(ifNoneMatch, etag(stamp.get()))) {
      return tagged(Response.notModified(), stamp.get());
    }
    Renderings.Form form = encoding == null ? Renderings.Form.LISTED : Renderings.Form.PACKED;
    Renderings.Rendering rendering =
        renderings.of(id, form, ETags.acceptsGzip(acceptEncoding)).orElseThrow();
    Response.ResponseBuilder response =
        Response.ok(rendering.bytes(), MediaType.APPLICATION_JSON_TYPE);
    if (rendering.zipped()) {
      response.header("Content-Encoding", "gzip");
    }
    return tagged(response, rendering.stamp());
  }

  private static Response tagged(Response.ResponseBuilder response, Availability.Stamp stamp) {
    return response
        .header("ETag", etag(stamp))
        .header("Vary", "Accept-Encoding, Origin")
        .header("Cache-Control", "no-cache")
        .build();
  }

  private static String etag(Availability.Stamp stamp) {
    return "W/\"%d.%d.%d\"".formatted(stamp.epoch(), stamp.version(), stamp.due());
  }

  @POST
  @Path("{eventId}/holds")
  @Tag(name = ApiDocument.HOLDS)
  @Operation(
      operationId = "placeHold",
      summary = "Hold seats and places of areas, all or none",
      description =
          "The response contains the hold's secret, which all later calls for the hold require. So does a "
              + "replay for the same Idempotency-Key. No other response contains it.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = HoldRequest.Place.class),
              examples = {
                @ExampleObject(name = "two seats", value = Examples.NEW_HOLD),
                @ExampleObject(name = "three places", value = Examples.NEW_AREA_HOLD)
              }))
  @APIResponse(
      responseCode = "201",
      description = "The hold.",
      content =
          @Content(
              schema = @Schema(implementation = HoldBody.class),
              examples = @ExampleObject(name = "two seats", value = Examples.PLACED_HOLD)))
  @Refuses(
      scope = Scope.HOLDS_WRITE,
      value = {
        Problem.UNAUTHORIZED,
        Problem.NOT_FOUND,
        Problem.IDEMPOTENCY_KEY_REUSED,
        Problem.INVALID_SELECTION,
        Problem.SALES_CLOSED,
        Problem.SEATS_UNAVAILABLE,
        Problem.PAYLOAD_TOO_LARGE,
        Problem.UNSUPPORTED_MEDIA_TYPE
      })
  public Response placeHold(
      @PathParam("eventId") String eventId, @Parameter(hidden = true) InputStream body) {
    Inbound.Call<HoldRequest.Place> call =
        inbound.seats(Scope.HOLDS_WRITE, eventId, body, HoldRequest.Place::read);
    return Ids.event(eventId)
        .map(id -> holds.place(id, call.body().toDomain(), call.caller(), call.key()))
        .map(outcome -> Answers.placed(outcome, holds::secretOf))
        .orElseGet(() -> ProblemAnswer.notFound("event").toResponse().build());
  }
}
