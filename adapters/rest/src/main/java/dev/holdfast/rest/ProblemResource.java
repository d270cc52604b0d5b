package dev.holdfast.rest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/// The pages that the types of problems point to.
@Path("/problems")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
class ProblemResource {
  @GET
  public Response all(@Context HttpServerRequest request) {
    return page(request, ProblemPage.index(BasePath.of(request)));
  }

  @GET
  @Path("{name}")
  public Response one(@PathParam("name") String name, @Context HttpServerRequest request) {
    return Problem.named(name)
        .map(problem -> page(request, ProblemPage.of(problem, BasePath.of(request))))
        .orElseGet(() -> ProblemAnswer.notFound("kind of problem").toResponse().build());
  }

  private static Response page(HttpServerRequest request, String html) {
    // In the place of the policy that all answers have; as a header of this one, it would be beside
    // it.
    request.response().putHeader("Content-Security-Policy", ProblemPage.SECURITY_POLICY);
    return Response.ok(html, MediaType.TEXT_HTML_TYPE.withCharset("utf-8"))
        .header("Cache-Control", "public, max-age=3600")
        .build();
  }
}
