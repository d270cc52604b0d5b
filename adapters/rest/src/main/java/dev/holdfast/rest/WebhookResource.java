package dev.holdfast.rest;

import dev.holdfast.application.port.in.Caller;
import dev.holdfast.application.port.in.Webhooks;
import dev.holdfast.application.port.in.Webhooks.Change;
import dev.holdfast.application.port.in.Webhooks.Redelivery;
import dev.holdfast.application.port.in.Webhooks.Registration;
import dev.holdfast.domain.FieldError;
import dev.holdfast.domain.client.Scope;
import dev.holdfast.domain.notification.FeedPosition;
import dev.holdfast.domain.notification.Webhook;
import dev.holdfast.domain.notification.WebhookSettings;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a client has its notifications sent. An endpoint gets what reservations and holds carry.
/// So it takes a key that may read them, besides one that may organise.
@Path("/api/v1/webhook-endpoints")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class WebhookResource {
  private static final int MOST = 200;
  private static final int USUAL = 50;

  private final Webhooks webhooks;
  private final Inbound inbound;

  WebhookResource(Webhooks webhooks, Inbound inbound) {
    this.webhooks = webhooks;
    this.inbound = inbound;
  }

  private Caller caller() {
    var _ = inbound.require(Scope.RESERVATIONS_READ);
    return inbound.require(Scope.EVENTS_WRITE);
  }

  private <T> Inbound.Call<T> checked(Inbound.Call<T> call) {
    var _ = inbound.require(Scope.RESERVATIONS_READ);
    return call;
  }

  @POST
  public Response create(InputStream body) {
    Inbound.Call<WebhookSettings> call =
        checked(inbound.organiserJson(Scope.EVENTS_WRITE, body, WebhookRequest::readNew));
    return switch (webhooks.create(call.body(), call.caller(), call.key())) {
      case Registration.Added(Webhook webhook, String secret) ->
          created(webhook, WebhookBody.from(webhook, secret)).build();
      case Registration.Replayed(Webhook webhook) ->
          Answers.replayed(created(webhook, WebhookBody.from(webhook)), true).build();
      case Registration.Invalid(var errors) -> invalid(errors);
      case Registration.KeyReused _ -> Answers.keyReused().toResponse().build();
    };
  }

  private static Response.ResponseBuilder created(Webhook webhook, WebhookBody body) {
    return Answers.unstored(
        Answers.created("/api/v1/webhook-endpoints/" + webhook.id()).entity(Json.bytes(body)));
  }

  private static Response invalid(List<FieldError> errors) {
    return ProblemAnswer.errors(
            Problem.INVALID_WEBHOOK_ENDPOINT, "The webhook endpoint is invalid.", errors)
        .toResponse()
        .build();
  }

  @GET
  public Response list() {
    Caller caller = caller();
    return Answers.unstored(
            Answers.ok(
                new WebhookBody.Listing(
                    webhooks.list(caller).stream().map(WebhookBody::from).toList())))
        .build();
  }

  @GET
  @Path("{endpointId}")
  public Response get(@PathParam("endpointId") String endpointId) {
    Caller caller = caller();
    return Ids.webhook(endpointId)
        .flatMap(id -> webhooks.find(id, caller))
        .map(webhook -> Answers.unstored(Answers.ok(WebhookBody.from(webhook))).build())
        .orElseGet(WebhookResource::notFound);
  }

  @PATCH
  @Path("{endpointId}")
  public Response change(@PathParam("endpointId") String endpointId, InputStream body) {
    Inbound.Call<WebhookSettings> call =
        checked(inbound.organiserJson(Scope.EVENTS_WRITE, body, WebhookRequest::read));
    return Ids.webhook(endpointId)
        .map(id -> webhooks.change(id, call.body(), call.caller()))
        .map(
            change ->
                switch (change) {
                  case Change.Changed(Webhook webhook) ->
                      Answers.unstored(Answers.ok(WebhookBody.from(webhook))).build();
                  case Change.Invalid(var errors) -> invalid(errors);
                  case Change.NotFound _ -> notFound();
                })
        .orElseGet(WebhookResource::notFound);
  }

  @DELETE
  @Path("{endpointId}")
  public Response delete(@PathParam("endpointId") String endpointId) {
    Caller caller = caller();
    return Ids.webhook(endpointId)
        .filter(id -> webhooks.delete(id, caller))
        .map(_ -> Response.noContent().build())
        .orElseGet(WebhookResource::notFound);
  }

  @POST
  @Path("{endpointId}/secrets")
  public Response rotate(@PathParam("endpointId") String endpointId) {
    Caller caller = caller();
    return Ids.webhook(endpointId)
        .flatMap(id -> webhooks.rotate(id, caller))
        .map(
            made ->
                Answers.unstored(
                        Answers.ok(new WebhookBody.SecretBody(made.secret(), made.previousUntil())))
                    .build())
        .orElseGet(WebhookResource::notFound);
  }

  @GET
  @Path("{endpointId}/deliveries")
  public Response deliveries(
      @PathParam("endpointId") String endpointId,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("cursor") @Nullable String cursor) {
    int most = Queries.whole("limit", limit, 1, MOST, USUAL);
    Long before = Queries.count("cursor", cursor);
    Caller caller = caller();
    return Ids.webhook(endpointId)
        .flatMap(id -> webhooks.deliveries(id, before, most, caller))
        .map(found -> WebhookBody.Deliveries.from(found, most))
        .map(found -> Answers.unstored(Answers.ok(found)).build())
        .orElseGet(WebhookResource::notFound);
  }

  @POST
  @Path("{endpointId}/redeliver")
  public Response sendAgain(@PathParam("endpointId") String endpointId, InputStream body) {
    Inbound.Call<WebhookRequest.Again> call =
        checked(inbound.organiserJson(Scope.EVENTS_WRITE, body, WebhookRequest.Again::read));
    WebhookRequest.Again again = call.body();
    return Ids.webhook(endpointId)
        .map(id -> webhooks.sendAgain(id, again.from(), again.until(), call.caller()))
        .map(
            redelivery ->
                switch (redelivery) {
                  case Redelivery.Accepted _ -> Response.noContent().build();
                  case Redelivery.Resync(FeedPosition latest) ->
                      FeedResource.resync(
                              "from: %s, until: %s (expected: cursors of notifications that are kept)."
                                  .formatted(again.from(), again.until()),
                              latest)
                          .toResponse()
                          .build();
                  case Redelivery.NotFound _ -> notFound();
                })
        .orElseGet(WebhookResource::notFound);
  }

  @POST
  @Path("{endpointId}/ping")
  public Response ping(@PathParam("endpointId") String endpointId) {
    Caller caller = caller();
    return Ids.webhook(endpointId)
        .flatMap(id -> webhooks.ping(id, caller))
        .map(WebhookBody.DeliveryBody::from)
        .map(delivery -> Answers.unstored(Answers.ok(delivery)).build())
        .orElseGet(WebhookResource::notFound);
  }

  private static Response notFound() {
    return ProblemAnswer.notFound("webhook endpoint").toResponse().build();
  }
}
