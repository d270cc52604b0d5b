package dev.holdfast.rest;

import dev.holdfast.application.port.in.Creation;
import dev.holdfast.application.port.in.SeatMaps;
import dev.holdfast.application.port.in.SeatMaps.Draft;
import dev.holdfast.domain.FieldError;
import dev.holdfast.domain.FieldPath;
import dev.holdfast.domain.client.Scope;
import dev.holdfast.domain.seatmap.SeatMap;
import dev.holdfast.rest.seatmap.SeatMapImport;
import dev.holdfast.rest.seatmap.SeatMapImporter;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// Seat maps.
@Path("/api/v1/seat-maps")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = ApiDocument.SEAT_MAPS)
class SeatMapResource {
  private static final int NAME_LENGTH = 200;

  private final SeatMaps seatMaps;
  private final Renderings renderings;
  private final Inbound inbound;

  SeatMapResource(SeatMaps seatMaps, Renderings renderings, Inbound inbound) {
    this.seatMaps = seatMaps;
    this.renderings = renderings;
    this.inbound = inbound;
  }

  @POST
  @Operation(
      operationId = "importSeatMap",
      summary = "Import a seat map",
      description =
          "Accepts Holdfast's own format, a pretix seating plan or a seats.io chart. The structure of "
              + "the document decides which one it is.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(type = SchemaType.OBJECT),
              examples = @ExampleObject(name = "Holdfast's own", value = Examples.NEW_SEAT_MAP)))
  @APIResponse(
      responseCode = "201",
      description = "The imported seat map, with warnings about repairs and odd data.",
      content =
          @Content(
              schema = @Schema(implementation = SeatMapBody.class),
              examples = @ExampleObject(name = "small room", value = Examples.SEAT_MAP)))
  @Refuses(
      scope = Scope.EVENTS_WRITE,
      strangers = true,
      value = {
        Problem.UNAUTHORIZED,
        Problem.IDEMPOTENCY_KEY_REUSED,
        Problem.INVALID_SEAT_MAP,
        Problem.PAYLOAD_TOO_LARGE,
        Problem.UNSUPPORTED_MEDIA_TYPE
      })
  public Response add(
      @Parameter(
              description =
                  "The name of the seat map; takes precedence over the name in the document.")
          @QueryParam("name")
          @Nullable String name,
      @Parameter(
              description =
                  "Repair some defects, such as duplicate ids, and list the repairs in warnings.",
              schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
          @QueryParam("repair")
          @Nullable String repair,
      @Parameter(hidden = true) InputStream body) {
    String wanted = Queries.text("name", name, NAME_LENGTH);
    boolean repairing = Queries.flag("repair", repair);
    Inbound.Call<SeatMapImport> call =
        inbound.catalogue(
            Scope.EVENTS_WRITE, body, bytes -> wellFormed(SeatMapImporter.read(bytes, repairing)));
    return switch (seatMaps.add(draft(wanted, call.body()), call.key())) {
      case Creation.Created<SeatMap>(SeatMap map, boolean replayed) ->
          Answers.replayed(
                  Answers.created(Answers.path(map.id()))
                      .entity(Json.bytes(SeatMapBody.from(map, warnings(call.body())))),
                  replayed)
              .build();
      case Creation.Invalid<SeatMap>(var errors) ->
          ProblemAnswer.errors(Problem.INVALID_SEAT_MAP, "The seat map has defects.", errors)
              .toResponse()
              .build();
      case Creation.KeyReused<SeatMap> _ -> Answers.keyReused().toResponse().build();
    };
  }

  private static SeatMapImport wellFormed(SeatMapImport read) {
    return switch (read) {
      case SeatMapImport.Malformed(var errors) -> throw ProblemException.malformed(errors);
      case SeatMapImport.Imported _, SeatMapImport.Invalid _ -> read;
    };
  }

  private static Draft draft(@Nullable String wanted, SeatMapImport read) {
    return switch (read) {
      case SeatMapImport.Imported(String own, var layout, _) -> {
        String name = wanted == null ? own : wanted;
        yield name == null
            ? new Draft.Defective(
                List.of(
                    new FieldError(
                        FieldPath.of("name"),
                        "name: absent (expected: in the document or as ?name=)")))
            : new Draft.Complete(name, layout);
      }
      case SeatMapImport.Invalid(var errors) -> new Draft.Defective(errors);
      case SeatMapImport.Malformed _ -> throw new IllegalStateException("refused before");
    };
  }

  private static List<DefectBody> warnings(SeatMapImport read) {
    return switch (read) {
      case SeatMapImport.Imported(_, _, var warnings) ->
          warnings.stream().map(DefectBody::from).toList();
      case SeatMapImport.Invalid _, SeatMapImport.Malformed _ -> List.of();
    };
  }

  @GET
  @Operation(operationId = "listSeatMaps", summary = "List all seat maps by name")
  @APIResponse(
      responseCode = "200",
      description = "All seat maps.",
      content =
          @Content(
              schema = @Schema(implementation = SeatMapBody.Listing.class),
              examples = @ExampleObject(name = "one", value = Examples.SEAT_MAPS)))
  @Refuses({Problem.UNAUTHORIZED})
  public Response list() {
    inbound.caller();
    return Answers.ok(
            new SeatMapBody.Listing(
                seatMaps.list().stream().map(SeatMapBody.Summary::from).toList()))
        .build();
  }

  @GET
  @Path("{seatMapId}")
  @Operation(
      operationId = "getSeatMap",
      summary = "Read a seat map's layout",
      description = "It never changes and can be cached for ever.")
  @APIResponse(
      responseCode = "200",
      description = "The layout in Holdfast's own format.",
      content =
          @Content(
              schema = @Schema(type = SchemaType.OBJECT),
              examples = @ExampleObject(name = "small room", value = Examples.LAYOUT)))
  @APIResponse(responseCode = "304", description = "The layout has the ETag of If-None-Match.")
  @Refuses({Problem.UNAUTHORIZED, Problem.NOT_FOUND})
  public Response get(
      @PathParam("seatMapId") String seatMapId,
      @HeaderParam("If-None-Match") @Nullable String ifNoneMatch,
      @Parameter(hidden = true) @HeaderParam("Accept-Encoding") @Nullable String acceptEncoding) {
    inbound.caller();
    return Ids.seatMap(seatMapId)
        .flatMap(seatMaps::find)
        .map(map -> layout(map, ETags.acceptsGzip(acceptEncoding), ifNoneMatch))
        .orElseGet(() -> ProblemAnswer.notFound("seat map").toResponse().build());
  }

  private Response layout(SeatMap map, boolean acceptsGzip, @Nullable String ifNoneMatch) {
    String etag = "\"" + map.id() + (acceptsGzip ? ".gzip\"" : "\"");
    Response.ResponseBuilder response;
    if (ETags.matches(ifNoneMatch, etag)) {
      response = Response.notModified();
    } else {
      Renderings.Rendering layout = renderings.layout(map, acceptsGzip);
      response = Response.ok(layout.bytes(), MediaType.APPLICATION_JSON_TYPE);
      if (layout.zipped()) {
        response.header("Content-Encoding", "gzip");
      }
    }
    return response
        .header("ETag", etag)
        .header("Vary", "Accept-Encoding, Origin")
        .header("Cache-Control", "public, max-age=31536000, immutable")
        .build();
  }
}
