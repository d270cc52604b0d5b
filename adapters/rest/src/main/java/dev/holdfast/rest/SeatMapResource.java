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
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Seat maps.
@Path("/api/v1/seat-maps")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
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
  public Response add(
      @QueryParam("name") @Nullable String name,
      @QueryParam("repair") @Nullable String repair,
      InputStream body) {
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
  public Response list(
      @QueryParam("limit") @Nullable String limit, @QueryParam("cursor") @Nullable String cursor) {
    int most = Queries.limit(limit);
    UUID after = Queries.idCursor(cursor);
    inbound.caller();
    return Answers.ok(SeatMapBody.Page.from(seatMaps.list(after, most))).build();
  }

  @GET
  @Path("{seatMapId}")
  public Response get(
      @PathParam("seatMapId") String seatMapId,
      @HeaderParam("If-None-Match") @Nullable String ifNoneMatch,
      @HeaderParam("Accept-Encoding") @Nullable String acceptEncoding) {
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
