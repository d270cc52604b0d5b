package dev.holdfast.rest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;

/// The pages that the types of problems point to.
@Path("/problems")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
class ProblemResource {
  @GET
  @Operation(hidden = true)
  public Response all() {
    return page(ProblemPage.index());
  }

  @GET
  @Path("{name}")
  @Operation(hidden = true)
  public Response one(@PathParam("name") String name) {
    return Problem.named(name)
        .map(problem -> page(ProblemPage.of(problem)))
        .orElseGet(() -> ProblemAnswer.notFound("kind of problem").toResponse().build());
  }

  private static Response page(String html) {
    return Response.ok(html, MediaType.TEXT_HTML_TYPE.withCharset("utf-8"))
        .header("Cache-Control", "public, max-age=3600")
        .header("Content-Security-Policy", ProblemPage.SECURITY_POLICY)
        .build();
  }
}
