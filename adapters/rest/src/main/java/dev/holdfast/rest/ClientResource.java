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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// The programs that use the API, and their keys.
@Path("/api/v1/clients")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = ApiDocument.CLIENTS)
class ClientResource {
  private final Clients clients;
  private final Inbound inbound;

  ClientResource(Clients clients, Inbound inbound) {
    this.clients = clients;
    this.inbound = inbound;
  }

  @POST
  @Operation(operationId = "createClient", summary = "Add a client, which has no keys yet")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = ClientRequest.class),
              examples = @ExampleObject(name = "shop", value = Examples.NEW_CLIENT)))
  @APIResponse(
      responseCode = "201",
      description = "The client.",
      content =
          @Content(
              schema = @Schema(implementation = ClientBody.class),
              examples = @ExampleObject(name = "shop", value = Examples.CLIENT)))
  @Refuses(
      scope = Scope.ADMIN,
      strangers = true,
      value = {
        Problem.UNAUTHORIZED,
        Problem.IDEMPOTENCY_KEY_REUSED,
        Problem.PAYLOAD_TOO_LARGE,
        Problem.UNSUPPORTED_MEDIA_TYPE
      })
  public Response create(@Parameter(hidden = true) InputStream body) {
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
  @Operation(operationId = "listClients", summary = "List all clients by name")
  @APIResponse(
      responseCode = "200",
      description = "All clients.",
      content =
          @Content(
              schema = @Schema(implementation = ClientBody.Listing.class),
              examples = @ExampleObject(name = "one", value = Examples.CLIENTS)))
  @Refuses(
      scope = Scope.ADMIN,
      strangers = true,
      value = {Problem.UNAUTHORIZED})
  public Response list() {
    var _ = inbound.require(Scope.ADMIN);
    return Answers.ok(
            new ClientBody.Listing(clients.list().stream().map(ClientBody::from).toList()))
        .build();
  }

  @GET
  @Path("{clientId}")
  @Operation(operationId = "getClient", summary = "Read a client")
  @APIResponse(
      responseCode = "200",
      description = "The client.",
      content =
          @Content(
              schema = @Schema(implementation = ClientBody.class),
              examples = @ExampleObject(name = "shop", value = Examples.CLIENT)))
  @Refuses(
      scope = Scope.ADMIN,
      strangers = true,
      value = {Problem.UNAUTHORIZED, Problem.NOT_FOUND})
  public Response get(@PathParam("clientId") String clientId) {
    var _ = inbound.require(Scope.ADMIN);
    return Ids.client(clientId)
        .flatMap(clients::find)
        .map(client -> Answers.ok(ClientBody.from(client)).build())
        .orElseGet(ClientResource::noClient);
  }

  @POST
  @Path("{clientId}/keys")
  @Operation(
      operationId = "issueKey",
      summary = "Issue a key to a client",
      description =
          "The response contains the token, which is the key. No other response contains it, not even a "
              + "replay for the same Idempotency-Key. A client can have two valid keys, so that a "
              + "new one can take the place of another without a pause.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = ClientRequest.Key.class),
              examples = @ExampleObject(name = "shop", value = Examples.NEW_KEY)))
  @APIResponse(
      responseCode = "201",
      description = "The key.",
      content =
          @Content(
              schema = @Schema(implementation = KeyBody.class),
              examples = @ExampleObject(name = "shop", value = Examples.ISSUED_KEY)))
  @Refuses(
      scope = Scope.ADMIN,
      strangers = true,
      value = {
        Problem.UNAUTHORIZED,
        Problem.NOT_FOUND,
        Problem.IDEMPOTENCY_KEY_REUSED,
        Problem.INVALID_CLIENT_KEY,
        Problem.TOO_MANY_KEYS,
        Problem.PAYLOAD_TOO_LARGE,
        Problem.UNSUPPORTED_MEDIA_TYPE
      })
  public Response issue(
      @PathParam("clientId") String clientId, @Parameter(hidden = true) InputStream body) {
    Inbound.Call<NewKey> call = inbound.organiserJson(Scope.ADMIN, body, ClientRequest.Key::read);
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
      case Clients.Issue.TooMany(KeyKind kind) ->
          new ProblemAnswer(
                  Problem.TOO_MANY_KEYS,
                  "The client has %d valid %s keys (expected: at most %d before another is issued)."
                      .formatted(NewKey.MOST_LIVE, kind, NewKey.MOST_LIVE - 1))
              .toResponse()
              .build();
      case Clients.Issue.KeyReused _ -> Answers.keyReused().toResponse().build();
      case Clients.Issue.NoClient _ -> noClient();
    };
  }

  private static Response.ResponseBuilder issued(ApiKey key, KeyBody body) {
    return Answers.unstored(Answers.created(Answers.path(key)).entity(Json.bytes(body)));
  }

  @GET
  @Path("{clientId}/keys")
  @Operation(
      operationId = "listKeys",
      summary = "List a client's keys, the latest first",
      description = "Keys that are not valid any more are listed, too.")
  @APIResponse(
      responseCode = "200",
      description = "The keys, without their tokens.",
      content =
          @Content(
              schema = @Schema(implementation = KeyBody.Listing.class),
              examples = @ExampleObject(name = "one", value = Examples.KEYS)))
  @Refuses(
      scope = Scope.ADMIN,
      strangers = true,
      value = {Problem.UNAUTHORIZED, Problem.NOT_FOUND})
  public Response listKeys(@PathParam("clientId") String clientId) {
    var _ = inbound.require(Scope.ADMIN);
    return Ids.client(clientId)
        .flatMap(clients::keys)
        .map(keys -> new KeyBody.Listing(keys.stream().map(KeyBody::from).toList()))
        .map(keys -> Answers.unstored(Answers.ok(keys)).build())
        .orElseGet(ClientResource::noClient);
  }

  @GET
  @Path("{clientId}/keys/{keyId}")
  @Operation(operationId = "getKey", summary = "Read a key")
  @APIResponse(
      responseCode = "200",
      description = "The key, without its token.",
      content =
          @Content(
              schema = @Schema(implementation = KeyBody.class),
              examples = @ExampleObject(name = "shop", value = Examples.KEY)))
  @Refuses(
      scope = Scope.ADMIN,
      strangers = true,
      value = {Problem.UNAUTHORIZED, Problem.NOT_FOUND})
  public Response getKey(@PathParam("clientId") String clientId, @PathParam("keyId") String keyId) {
    var _ = inbound.require(Scope.ADMIN);
    return Ids.client(clientId)
        .flatMap(client -> Ids.key(keyId).flatMap(key -> clients.key(client, key)))
        .map(key -> Answers.unstored(Answers.ok(KeyBody.from(key))).build())
        .orElseGet(ClientResource::noKey);
  }

  @DELETE
  @Path("{clientId}/keys/{keyId}")
  @Operation(
      operationId = "revokeKey",
      summary = "Revoke a key",
      description =
          "Within half a second, all nodes refuse it. The response is also 204 if it was already revoked.")
  @APIResponse(responseCode = "204", description = "The key is not valid any more.")
  @Refuses(
      scope = Scope.ADMIN,
      strangers = true,
      value = {Problem.UNAUTHORIZED, Problem.NOT_FOUND})
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
