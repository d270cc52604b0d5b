package dev.holdfast.rest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/// Where to start. It is the cheapest call there is, which makes it the measure of the others.
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class ApiResource {
  private final Inbound inbound;

  ApiResource(Inbound inbound) {
    this.inbound = inbound;
  }

  @GET
  public Response about(@Context HttpServerRequest request) {
    inbound.caller();
    return Answers.ok(new ApiBody("Holdfast", "1", BasePath.of(request) + "/problems")).build();
  }
}
