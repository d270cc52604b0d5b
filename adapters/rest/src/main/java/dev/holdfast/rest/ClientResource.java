package dev.holdfast.rest;

import dev.holdfast.application.port.in.Clients;
import dev.holdfast.application.port.in.Creation;
import dev.holdfast.domain.client.ApiKey;
import dev.holdfast.domain.client.Client;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.client.KeyKind;
import dev.holdfast.domain.client.KeyToken;
import dev.holdfast.domain.client.NewKey;
import dev.holdfast.domain.client.Scope;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The programs that use the API, and their keys.
@Path("/api/v1/clients")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class ClientResource {
  private final Clients clients;
  private final Inbound inbound;

  ClientResource(Clients clients, Inbound inbound) {
    this.clients = clients;
    this.inbound = inbound;
  }

  @POST
  public Response create(InputStream body) {
    Inbound.Call<ClientRequest> call =
        inbound.organiserJson(Scope.ADMIN, body, ClientRequest::read);
    return switch (clients.create(call.body().name(), call.key())) {
      case Creation.Created<Client>(Client client, boolean replayed) ->
          Answers.replayed(
                  Answers.created(Answers.path(client.id()))
                      .entity(Json.bytes(ClientBody.from(client))),
                  replayed)
              .build();
      case Creation.KeyReused<Client> _ -> Answers.keyReused().toResponse().build();
      case Creation.Invalid<Client> _ -> throw new IllegalStateException("its name was checked");
    };
  }

  @GET
  public Response list(
      @QueryParam("limit") @Nullable String limit, @QueryParam("cursor") @Nullable String cursor) {
    int most = Queries.limit(limit);
    UUID after = Queries.idCursor(cursor);
    var _ = inbound.require(Scope.ADMIN);
    return Answers.ok(ClientBody.Page.from(clients.list(after, most))).build();
  }

  @GET
  @Path("{clientId}")
  public Response get(@PathParam("clientId") String clientId) {
    var _ = inbound.require(Scope.ADMIN);
    return Ids.client(clientId)
        .flatMap(clients::find)
        .map(client -> Answers.ok(ClientBody.from(client)).build())
        .orElseGet(ClientResource::noClient);
  }

  @POST
  @Path("{clientId}/keys")
  public Response issue(@PathParam("clientId") String clientId, InputStream body) {
    Inbound.Call<NewKey> call = inbound.organiserJson(Scope.ADMIN, body, ClientRequest::key);
    Optional<ClientId> client = Ids.client(clientId);
    if (client.isEmpty()) {
      return noClient();
    }
    return switch (clients.issue(client.get(), call.body(), call.key())) {
      case Clients.Issue.Issued(ApiKey key, KeyToken token) ->
          issued(key, KeyBody.from(key, token)).build();
      case Clients.Issue.Replayed(ApiKey key) ->
          Answers.replayed(issued(key, KeyBody.from(key)), true).build();
      case Clients.Issue.Invalid(var errors) ->
          ProblemAnswer.errors(Problem.INVALID_CLIENT_KEY, "The key is invalid.", errors)
              .toResponse()
              .build();
      case Clients.Issue.TooMany(KeyKind kind, boolean mandated) ->
          tooMany(kind, mandated).toResponse().build();
      case Clients.Issue.KeyReused _ -> Answers.keyReused().toResponse().build();
      case Clients.Issue.NoClient _ -> noClient();
    };
  }

  private static ProblemAnswer tooMany(KeyKind kind, boolean mandated) {
    int most = NewKey.most(mandated);
    return new ProblemAnswer(
        Problem.TOO_MANY_KEYS,
        "The client has %d valid %s keys%s (expected: at most %d before another is issued)."
            .formatted(most, kind, mandated ? " with a mandate" : "", most - 1));
  }

  private static Response.ResponseBuilder issued(ApiKey key, KeyBody body) {
    return Answers.unstored(Answers.created(Answers.path(key)).entity(Json.bytes(body)));
  }

  @GET
  @Path("{clientId}/keys")
  public Response listKeys(
      @PathParam("clientId") String clientId,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("cursor") @Nullable String cursor) {
    int most = Queries.limit(limit);
    UUID after = Queries.idCursor(cursor);
    var _ = inbound.require(Scope.ADMIN);
    return Ids.client(clientId)
        .flatMap(client -> clients.keys(client, after, most))
        .map(page -> Answers.unstored(Answers.ok(KeyBody.Page.from(page))).build())
        .orElseGet(ClientResource::noClient);
  }

  @GET
  @Path("{clientId}/keys/{keyId}")
  public Response getKey(@PathParam("clientId") String clientId, @PathParam("keyId") String keyId) {
    var _ = inbound.require(Scope.ADMIN);
    return Ids.client(clientId)
        .flatMap(client -> Ids.key(keyId).flatMap(key -> clients.key(client, key)))
        .map(key -> Answers.unstored(Answers.ok(KeyBody.from(key))).build())
        .orElseGet(ClientResource::noKey);
  }

  @DELETE
  @Path("{clientId}/keys/{keyId}")
  public Response revoke(@PathParam("clientId") String clientId, @PathParam("keyId") String keyId) {
    var _ = inbound.require(Scope.ADMIN);
    return Ids.client(clientId)
        .flatMap(client -> Ids.key(keyId).filter(key -> clients.revoke(client, key)))
        .map(_ -> Response.noContent().build())
        .orElseGet(ClientResource::noKey);
  }

  private static Response noClient() {
    return ProblemAnswer.notFound("client").toResponse().build();
  }

  private static Response noKey() {
    return ProblemAnswer.notFound("key of this client").toResponse().build();
  }
}
