package dev.holdfast.rest;

import dev.holdfast.application.port.in.Caller;
import dev.holdfast.application.port.in.Creation;
import dev.holdfast.application.port.in.Events;
import dev.holdfast.application.port.in.SeatHolds;
import dev.holdfast.application.port.in.SeatViews;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.client.Scope;
import dev.holdfast.domain.event.Event;
import dev.holdfast.domain.event.EventFilter;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.EventPage;
import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.ledger.Availability;
import dev.holdfast.domain.ledger.Command;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
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
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Events, their availability, and placing holds on them.
@Path("/api/v1/events")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class EventResource {
  private static final int EXTERNAL_ID_LENGTH = 200;

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
  public Response create(InputStream body) {
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
  public Response list(
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("from") @Nullable String from,
      @QueryParam("to") @Nullable String to,
      @QueryParam("externalId") @Nullable String externalId) {
    int most = Queries.limit(limit);
    EventPage.Position after = Queries.cursor("cursor", cursor);
    Instant earliest = Queries.instant("from", from);
    Instant latest = Queries.instant("to", to);
    String name = Queries.text("externalId", externalId, EXTERNAL_ID_LENGTH);
    Caller caller = inbound.caller();
    if (name != null && caller.isPublic()) {
      throw ProblemException.unauthorized("The parameter externalId requires a secret key.");
    }
    ClientId owner = name == null || caller.may(Scope.ADMIN) ? null : caller.id();
    EventPage page = events.list(new EventFilter(earliest, latest, name, owner), after, most);
    List<EventBody> items =
        page.items().stream().map(event -> EventBody.from(event, caller)).toList();
    return Answers.ok(new EventBody.Page(items, Queries.cursor(page.next()))).build();
  }

  @GET
  @Path("{eventId}")
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
  public Response change(
      @PathParam("eventId") String eventId,
      @HeaderParam("If-Match") List<String> ifMatch,
      InputStream body) {
    Set<String> tags = ETags.ifMatch(ifMatch);
    return changed(
        eventId,
        inbound.organiserJson(
            Scope.EVENTS_WRITE,
            body,
            fields -> new Command.Configure(EventRequest.Patch.read(fields).toDomain(), tags)));
  }

  private Response changed(String eventId, Inbound.Call<? extends Command.OfEvent> call) {
    return Ids.event(eventId)
        .map(id -> events.change(id, call.body(), call.caller(), call.key()))
        .map(Answers::of)
        .orElseGet(() -> ProblemAnswer.notFound("event").toResponse().build());
  }

  @POST
  @Path("{eventId}/pause")
  public Response pause(@PathParam("eventId") String eventId, InputStream body) {
    return changed(eventId, inbound.organiser(Scope.EVENTS_WRITE, body, new Command.Pause(true)));
  }

  @POST
  @Path("{eventId}/resume")
  public Response resume(@PathParam("eventId") String eventId, InputStream body) {
    return changed(eventId, inbound.organiser(Scope.EVENTS_WRITE, body, new Command.Pause(false)));
  }

  @POST
  @Path("{eventId}/clock")
  public Response advance(@PathParam("eventId") String eventId, InputStream body) {
    Inbound.Call<Command.Advance> call =
        inbound.organiserJson(Scope.EVENTS_WRITE, body, EventResource::advance);
    return changed(eventId, call);
  }

  static Command.Advance advance(JsonFields fields) {
    return new Command.Advance(fields.duration("advance"));
  }

  @DELETE
  @Path("{eventId}")
  public Response delete(@PathParam("eventId") String eventId) {
    Caller caller = inbound.require(Scope.EVENTS_WRITE);
    return Ids.event(eventId)
        .map(id -> events.delete(id, caller))
        .map(
            refusal ->
                refusal
                    .map(Answers::refused)
                    .map(ProblemAnswer::toResponse)
                    .orElseGet(Response::noContent)
                    .build())
        .orElseGet(() -> ProblemAnswer.notFound("event").toResponse().build());
  }

  @GET
  @Path("{eventId}/availability")
  public Response availability(
      @PathParam("eventId") String eventId,
      @QueryParam("encoding") @Nullable String encoding,
      @HeaderParam("If-None-Match") @Nullable String ifNoneMatch,
      @HeaderParam("Accept-Encoding") @Nullable String acceptEncoding) {
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
    return renderings
        .of(id, form, ETags.acceptsGzip(acceptEncoding))
        .map(EventResource::rendered)
        .orElseGet(() -> ProblemAnswer.notFound("event").toResponse().build());
  }

  private static Response rendered(Renderings.Rendering rendering) {
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

  @GET
  @Path("{eventId}/holds")
  public Response listHolds(
      @PathParam("eventId") String eventId,
      @QueryParam("status") @Nullable String status,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("cursor") @Nullable String cursor) {
    Hold.Status wanted = Queries.oneOf("status", status, Hold.Status.values());
    int most = Queries.limit(limit);
    UUID after = Queries.idCursor(cursor);
    Caller caller = inbound.require(Scope.HOLDS_WRITE);
    return Ids.event(eventId)
        .flatMap(id -> holds.list(id, wanted, after, most, caller))
        .map(page -> Answers.unstored(Answers.ok(HoldBody.Page.from(page))))
        .orElseGet(() -> ProblemAnswer.notFound("event").toResponse())
        .build();
  }

  @POST
  @Path("{eventId}/holds")
  public Response placeHold(@PathParam("eventId") String eventId, InputStream body) {
    Inbound.Call<HoldRequest.Place> call =
        inbound.seats(Scope.HOLDS_WRITE, eventId, body, HoldRequest.Place::read);
    call.body().requireCustomerOf(call.caller());
    return Ids.event(eventId)
        .map(id -> holds.place(id, call.body().toDomain(), call.caller(), call.key()))
        .map(outcome -> Answers.placed(outcome, holds::secretOf))
        .orElseGet(() -> ProblemAnswer.notFound("event").toResponse().build());
  }
}
