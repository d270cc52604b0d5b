package dev.holdfast.mcp;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;

/// Serves `llms.txt`.
@Path("/llms.txt")
class LlmsResource {
  private final AgentAccess access;

  LlmsResource(AgentAccess access) {
    this.access = access;
  }

  @GET
  @Produces("text/plain; charset=utf-8")
  @NonBlocking
  public String get() {
    if (!access.isServed()) {
      throw new NotFoundException();
    }
    return LlmsText.text();
  }
}
