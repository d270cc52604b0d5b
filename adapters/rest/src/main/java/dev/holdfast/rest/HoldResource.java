package dev.holdfast.rest;

import dev.holdfast.application.port.in.Caller;
import dev.holdfast.application.port.in.SeatHolds;
import dev.holdfast.domain.client.Scope;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;

/// Holds, for those who know their secrets.
@Path("/api/v1/holds/{holdId}")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class HoldResource {
  private final SeatHolds holds;
  private final Inbound inbound;

  HoldResource(SeatHolds holds, Inbound inbound) {
    this.holds = holds;
    this.inbound = inbound;
  }

  @GET
  public Response get(@PathParam("holdId") String holdId) {
    Caller caller = inbound.caller(Scope.HOLDS_WRITE);
    return Ids.hold(holdId)
        .flatMap(id -> holds.find(id, caller))
        .map(hold -> Answers.unstored(Answers.ok(HoldBody.from(hold))).build())
        .orElseGet(HoldResource::notFound);
  }

  @PATCH
  public Response change(@PathParam("holdId") String holdId, InputStream body) {
    Inbound.Call<HoldRequest.Change> call =
        inbound.seats(Scope.HOLDS_WRITE, holdId, body, HoldRequest.Change::read);
    return Ids.hold(holdId)
        .map(id -> holds.change(id, call.body().toDomain(), call.caller(), call.key()))
        .map(Answers::of)
        .orElseGet(HoldResource::notFound);
  }

  @POST
  @Path("extend")
  public Response extend(@PathParam("holdId") String holdId, InputStream body) {
    Inbound.Call<Inbound.NoFields> call =
        inbound.jsonIfAny(Scope.HOLDS_WRITE, body, _ -> new Inbound.NoFields());
    return Ids.hold(holdId)
        .map(id -> holds.extend(id, call.caller(), call.key()))
        .map(Answers::of)
        .orElseGet(HoldResource::notFound);
  }

  @DELETE
  public Response release(@PathParam("holdId") String holdId) {
    Caller caller = inbound.caller(Scope.HOLDS_WRITE);
    return Ids.hold(holdId)
        .map(id -> holds.release(id, caller))
        .map(Answers::of)
        .orElseGet(HoldResource::notFound);
  }

  @POST
  @Path("confirm")
  public Response confirm(@PathParam("holdId") String holdId, InputStream body) {
    Inbound.Call<HoldRequest.Confirm> call =
        inbound.jsonIfAny(Scope.RESERVATIONS_CONFIRM, body, HoldRequest.Confirm::read);
    return Ids.hold(holdId)
        .map(id -> holds.confirm(id, call.body().toDomain(), call.caller(), call.key()))
        .map(Answers::of)
        .orElseGet(HoldResource::notFound);
  }

  @POST
  @Path("expire")
  public Response expire(@PathParam("holdId") String holdId, InputStream body) {
    Inbound.Call<Inbound.NoFields> call =
        inbound.jsonIfAny(Scope.HOLDS_WRITE, body, _ -> new Inbound.NoFields());
    return Ids.hold(holdId)
        .map(id -> holds.expireNow(id, call.caller(), call.key()))
        .map(Answers::of)
        .orElseGet(HoldResource::notFound);
  }

  private static Response notFound() {
    return ProblemAnswer.notFound("hold, or its secret is missing or wrong").toResponse().build();
  }
}
