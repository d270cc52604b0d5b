package dev.holdfast.rest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// Where to start. It is the cheapest call there is, which makes it the measure of the others.
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = ApiDocument.API)
class ApiResource {
  private final Inbound inbound;

  ApiResource(Inbound inbound) {
    this.inbound = inbound;
  }

  @GET
  @Operation(
      operationId = "getApi",
      summary = "Read the API's name and version",
      description =
          "This call does not use the database, so its duration shows the speed of the connection.")
  @APIResponse(
      responseCode = "200",
      description = "The API's name and version, and the address of its problems.",
      content =
          @Content(
              schema = @Schema(implementation = ApiBody.class),
              examples = @ExampleObject(name = "version 1", value = Examples.API)))
  @Refuses({Problem.UNAUTHORIZED})
  public Response about(@Context HttpServerRequest request) {
    inbound.caller();
    return Answers.ok(new ApiBody("Holdfast", "1", BasePath.of(request) + "/problems")).build();
  }
}
