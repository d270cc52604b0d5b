package dev.holdfast.rest;

import dev.holdfast.application.port.in.BuyerTokens;
import dev.holdfast.domain.client.BuyerPass;
import dev.holdfast.domain.client.Scope;
import dev.holdfast.domain.event.EventId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.Optional;

/// Tokens that a shop's server gives to its buyers' browsers.
@Path("/api/v1/events/{eventId}/buyer-tokens")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class BuyerTokenResource {
  private final BuyerTokens tokens;
  private final Inbound inbound;

  BuyerTokenResource(BuyerTokens tokens, Inbound inbound) {
    this.tokens = tokens;
    this.inbound = inbound;
  }

  @POST
  public Response make(@PathParam("eventId") String eventId, InputStream body) {
    Inbound.Call<BuyerPass.Asked> call =
        inbound.organiserJson(Scope.HOLDS_WRITE, body, BuyerTokenBody::read);
    Optional<EventId> event = Ids.event(eventId);
    if (event.isEmpty()) {
      return noEvent();
    }
    return switch (tokens.make(event.get(), call.body(), call.caller())) {
      case BuyerTokens.Made.Token made ->
          Answers.unstored(
                  Response.status(Response.Status.CREATED)
                      .type(MediaType.APPLICATION_JSON_TYPE)
                      .entity(Json.bytes(BuyerTokenBody.from(made))))
              .build();
      case BuyerTokens.Made.Invalid(var errors) ->
          ProblemAnswer.errors(Problem.INVALID_CLIENT_KEY, "The buyer token is invalid.", errors)
              .toResponse()
              .build();
      case BuyerTokens.Made.NoEvent _ -> noEvent();
      case BuyerTokens.Made.NoClient _ ->
          new ProblemAnswer(
                  Problem.FORBIDDEN,
                  "A buyer token requires the key of a client, with which it ends.")
              .toResponse()
              .build();
    };
  }

  private static Response noEvent() {
    return ProblemAnswer.notFound("event").toResponse().build();
  }
}
