package dev.holdfast.rest;

import dev.holdfast.domain.client.Scope;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.headers.Header;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.eclipse.microprofile.openapi.models.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;
import org.jspecify.annotations.Nullable;

/// Completes the OpenAPI document: what is true of many calls is said here once.
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class ApiDocument implements OASFilter {
  static final String API = "API";
  static final String SEAT_MAPS = "Seat maps";
  static final String EVENTS = "Events";
  static final String HOLDS = "Holds";
  static final String RESERVATIONS = "Reservations";
  static final String CLIENTS = "Clients";

  private static final String KEY = "key";
  private static final String SECRET = "holdSecret";
  private static final List<Class<?>> BODIES =
      List.of(
          ApiBody.class,
          DefectBody.class,
          SeatMapBody.class,
          SeatMapBody.CategoryBody.class,
          SeatMapBody.Listing.class,
          SeatMapBody.Summary.class,
          EventBody.class,
          EventBody.TicketTypeBody.class,
          EventBody.PolicyBody.class,
          EventBody.Page.class,
          AvailabilityBody.class,
          AvailabilityBody.AreaBody.class,
          BlocksBody.class,
          BlocksBody.BlockBody.class,
          BlockRequest.Places.class,
          ChangesBody.class,
          ChangesBody.ChangeBody.class,
          ChangesBody.AreaShiftBody.class,
          HoldBody.class,
          HoldBody.SeatBody.class,
          HoldBody.LabelBody.class,
          HoldBody.AreaBody.class,
          HoldBody.QuoteBody.class,
          AreaNumbers.class,
          ReservationBody.class,
          ReservationBody.CancellationBody.class,
          ClientBody.class,
          ClientBody.Listing.class,
          KeyBody.class,
          KeyBody.Listing.class);

  @Override
  public void filterOpenAPI(OpenAPI api) {
    api.setInfo(
        OASFactory.createInfo()
            .title("Holdfast")
            .version("1")
            .description(
                """
                Holdfast holds seats while a buyer pays. Then the hold is confirmed and becomes a \
                reservation, or the seats are available again. No seat is sold twice.

                Unknown fields in requests are refused. Clients must ignore unknown fields in \
                responses. Amounts are whole minor units (cents) of the event's currency. Times are \
                ISO 8601 in UTC. Every error is an `application/problem+json`. Its `type` is the \
                address of a page that explains the problem and the remedy.""")
            .license(OASFactory.createLicense().name("Apache-2.0").identifier("Apache-2.0")));
    // The document is on another port than the API, and a proxy may show that anywhere.
    api.setServers(
        List.of(
            OASFactory.createServer()
                .url("{service}")
                .description("Your service")
                .addVariable(
                    "service",
                    OASFactory.createServerVariable()
                        .defaultValue("http://127.0.0.1:8080")
                        .description("The address of the service"))));
    api.setTags(
        List.of(
            tag(API, "The API itself."),
            tag(SEAT_MAPS, "The layouts of rooms, with seats and areas. They never change."),
            tag(EVENTS, "The events on sale, with their availability and changes."),
            tag(HOLDS, "Seats and places held for a limited time, all or none."),
            tag(RESERVATIONS, "Final sales."),
            tag(CLIENTS, "The programs that use the API, and their keys.")));
    if (api.getComponents() == null) {
      api.setComponents(OASFactory.createComponents());
    }
    api.getComponents()
        .addSecurityScheme(
            KEY,
            OASFactory.createSecurityScheme()
                .type(SecurityScheme.Type.HTTP)
                .scheme("bearer")
                .description(
                    "The key of a client. The calls that require a key name the scope that it must have. The "
                        + "scope admin includes all others, and the admin key has it."))
        .addSecurityScheme(
            SECRET,
            OASFactory.createSecurityScheme()
                .type(SecurityScheme.Type.APIKEY)
                .in(SecurityScheme.In.HEADER)
                .name(Inbound.HOLD_SECRET)
                .description("The secret from the response to placing the hold."));
    BODIES.forEach(body -> require(api, body));
    addProblems(api);
    Map<String, Method> calls =
        Routes.RESOURCES.stream()
            .flatMap(resource -> Arrays.stream(resource.getDeclaredMethods()))
            .filter(method -> method.isAnnotationPresent(Refuses.class))
            .collect(
                Collectors.toMap(
                    method -> method.getAnnotation(Operation.class).operationId(), m -> m));
    api.getPaths()
        .getPathItems()
        .values()
        .forEach(
            path ->
                path.getOperations()
                    .forEach(
                        (verb, operation) -> {
                          Method call = calls.get(operation.getOperationId());
                          if (call != null) {
                            complete(verb, operation, call);
                          }
                        }));
  }

  private static org.eclipse.microprofile.openapi.models.tags.Tag tag(String name, String meaning) {
    return OASFactory.createTag().name(name).description(meaning);
  }

  /// A member of a body that is never null is always there.
  private static void require(OpenAPI api, Class<?> body) {
    String name =
        body.getAnnotation(org.eclipse.microprofile.openapi.annotations.media.Schema.class).name();
    Objects.requireNonNull(api.getComponents().getSchemas().get(name), name)
        .setRequired(
            Arrays.stream(body.getRecordComponents())
                .filter(member -> !member.getAnnotatedType().isAnnotationPresent(Nullable.class))
                .map(RecordComponent::getName)
                .toList());
  }

  private static void addProblems(OpenAPI api) {
    for (Problem problem : Problem.values()) {
      Map<String, Schema> properties = new LinkedHashMap<>();
      properties.put("type", constant(problem.type()));
      properties.put("title", constant(problem.title()));
      properties.put("status", OASFactory.createSchema().type(List.of(SchemaType.INTEGER)));
      properties.put("detail", text("a description of this occurrence, for people"));
      for (Problem.Member member : problem.members()) {
        properties.put(
            member.name(),
            OASFactory.createSchema()
                .type(List.of(SchemaType.valueOf(member.type().toUpperCase(Locale.ROOT))))
                .description(member.meaning()));
      }
      properties.put("requestId", text("names this request in the service's log"));
      api.getComponents()
          .addSchema(
              schemaName(problem),
              OASFactory.createSchema()
                  .type(List.of(SchemaType.OBJECT))
                  .description(problem.meaning() + " " + problem.remedy())
                  .required(List.of("type", "title", "status", "detail", "requestId"))
                  .properties(properties));
    }
  }

  private static Schema constant(String value) {
    return OASFactory.createSchema().type(List.of(SchemaType.STRING)).enumeration(List.of(value));
  }

  private static Schema text(String description) {
    return OASFactory.createSchema().type(List.of(SchemaType.STRING)).description(description);
  }

  private static String schemaName(Problem problem) {
    return "Problem-" + problem.slug();
  }

  private static void complete(
      PathItem.HttpMethod verb,
      org.eclipse.microprofile.openapi.models.Operation operation,
      Method call) {
    boolean repeatable =
        verb == PathItem.HttpMethod.POST
            || verb == PathItem.HttpMethod.PATCH
            || operation.getRequestBody() != null;
    if (repeatable) {
      operation.addParameter(idempotencyKey());
    }
    secure(operation, call);
    Refuses refuses = call.getAnnotation(Refuses.class);
    APIResponses responses = operation.getResponses();
    responses.removeAPIResponse("default");
    responses
        .getAPIResponses()
        .forEach((status, response) -> addHeaders(operation, repeatable, status, response));
    Stream.of(
            Stream.of(
                Problem.MALFORMED_REQUEST,
                Problem.NOT_ACCEPTABLE,
                Problem.TOO_MANY_REQUESTS,
                Problem.INTERNAL_ERROR,
                Problem.UNAVAILABLE),
            Arrays.stream(refuses.scope()).map(_ -> Problem.FORBIDDEN),
            Stream.of(refuses.value()))
        .flatMap(problems -> problems)
        .collect(Collectors.groupingBy(Problem::status, TreeMap::new, Collectors.toList()))
        .forEach(
            (status, problems) ->
                responses.addAPIResponse(String.valueOf(status), refusal(problems)));
  }

  private static void secure(
      org.eclipse.microprofile.openapi.models.Operation operation, Method call) {
    List<SecurityRequirement> ways = new ArrayList<>();
    Refuses refuses = call.getAnnotation(Refuses.class);
    Class<?> resource = call.getDeclaringClass();
    if (resource == HoldResource.class || resource == ReservationResource.class) {
      ways.add(OASFactory.createSecurityRequirement().addScheme(SECRET));
    } else if (!refuses.strangers()) {
      ways.add(OASFactory.createSecurityRequirement());
    }
    ways.add(
        OASFactory.createSecurityRequirement()
            .addScheme(KEY, Arrays.stream(refuses.scope()).map(Scope::toString).toList()));
    operation.setSecurity(ways);
  }

  private static Parameter idempotencyKey() {
    return OASFactory.createParameter()
        .in(Parameter.In.HEADER)
        .name(Inbound.IDEMPOTENCY_KEY)
        .description(
            "Identifies this request: printable ASCII characters, at least %d, or 1 with a key "
                    .formatted(Inbound.SHARED_KEY_LENGTH)
                + "of the API. A repeated request with the same key is executed once and gets the same "
                + "response, for at least 24 hours. Use a new random UUID for each intention: "
                + "anybody who guesses a key may read its response.")
        .schema(
            OASFactory.createSchema()
                .type(List.of(SchemaType.STRING))
                .minLength(1)
                .maxLength(Inbound.KEY_LENGTH))
        .example("7c4f6c1e-54f0-4a3b-9d0e-2f1b8a6d3c95");
  }

  private static void addHeaders(
      org.eclipse.microprofile.openapi.models.Operation operation,
      boolean repeatable,
      String status,
      APIResponse response) {
    if (repeatable) {
      response.addHeader(
          Answers.REPLAYED,
          header("true if the response is a replay for the same Idempotency-Key"));
    }
    if (status.equals("201")) {
      response.addHeader("Location", header("The address of the new resource."));
    }
    if (status.equals("200") && isEvent(response)) {
      response.addHeader("ETag", header("For If-Match."));
    }
    if (List.of("getAvailability", "getSeatMap").contains(operation.getOperationId())) {
      response.addHeader("ETag", header("For If-None-Match."));
      response.addHeader("Cache-Control", header("How long the response may be cached."));
    }
  }

  private static boolean isEvent(APIResponse response) {
    Content content = response.getContent();
    return content != null
        && content.getMediaTypes().values().stream()
            .anyMatch(type -> "#/components/schemas/Event".equals(type.getSchema().getRef()));
  }

  private static Header header(String description) {
    return OASFactory.createHeader().description(description).schema(text("").description(null));
  }

  private static APIResponse refusal(List<Problem> problems) {
    var mediaType = OASFactory.createMediaType();
    List<Schema> schemas =
        problems.stream()
            .map(problem -> OASFactory.createSchema().ref(schemaName(problem)))
            .toList();
    mediaType.setSchema(
        schemas.size() == 1 ? schemas.getFirst() : OASFactory.createSchema().oneOf(schemas));
    for (Problem problem : problems) {
      mediaType.addExample(
          problem.slug(),
          OASFactory.createExample().summary(problem.title()).value(Json.value(problem.example())));
    }
    Content content = OASFactory.createContent().addMediaType(ProblemAnswer.MEDIA_TYPE, mediaType);
    APIResponse response =
        OASFactory.createAPIResponse()
            .description(
                problems.stream()
                    .map(problem -> "%s: %s".formatted(problem.slug(), problem.meaning()))
                    .collect(Collectors.joining("\n\n")))
            .content(content);
    for (Problem problem : problems) {
      if (problem == Problem.UNAVAILABLE || problem == Problem.TOO_MANY_REQUESTS) {
        response.addHeader("Retry-After", header("The number of seconds to wait before a retry."));
      }
      if (problem == Problem.TOO_MANY_REQUESTS) {
        response.addHeader(
            RateLimiting.POLICY,
            header("The limits: q requests in w seconds. Other responses can have it, too."));
        response.addHeader(
            RateLimiting.STATE,
            header(
                "The remaining requests (r). In this response, t is the number of seconds until the next request is "
                    + "allowed. Other responses can have this header, too; there, t is the number of seconds until all requests are "
                    + "allowed again."));
      }
      if (problem == Problem.UNAUTHORIZED) {
        response.addHeader("WWW-Authenticate", header("Bearer"));
      }
    }
    return response;
  }
}
