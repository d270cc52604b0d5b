package dev.holdfast.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.TreeMap;

/// Reads and writes the bodies. Fields that the client does not know are ignored.
final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
          .addModule(
              new SimpleModule()
                  .addSerializer(Instant.class, ToStringSerializer.instance)
                  .addSerializer(Duration.class, ToStringSerializer.instance)
                  .addSerializer(Price.class, new PriceWriter())
                  .addDeserializer(Instant.class, new InstantReader())
                  .addDeserializer(Duration.class, new DurationReader())
                  .addDeserializer(Price.class, new PriceReader()))
          .build();

  private Json() {}

  static String text(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /// @throws IOException if it is no JSON, or of another shape
  static <T> T read(byte[] json, Class<T> type) throws IOException {
    T value = MAPPER.readValue(json, type);
    if (value == null) {
      throw new IOException("null (expected: " + type.getSimpleName() + ")");
    }
    return value;
  }

  static <T> Page<T> page(JsonNode json, Class<T> type) throws IOException {
    return MAPPER
        .readerFor(MAPPER.getTypeFactory().constructParametricType(Page.class, type))
        .readValue(json);
  }

  /// An object; empty if it is none.
  static ObjectNode object(byte[] json) {
    try {
      return MAPPER.readTree(json) instanceof ObjectNode object
          ? object
          : MAPPER.createObjectNode();
    } catch (IOException e) {
      return MAPPER.createObjectNode();
    }
  }

  private static final class InstantReader extends FromStringDeserializer<Instant> {
    private static final long serialVersionUID = 1;

    InstantReader() {
      super(Instant.class);
    }

    @Override
    protected Instant _deserialize(String text, DeserializationContext context) {
      return OffsetDateTime.parse(text).toInstant();
    }
  }

  private static final class DurationReader extends FromStringDeserializer<Duration> {
    private static final long serialVersionUID = 1;

    DurationReader() {
      super(Duration.class);
    }

    @Override
    protected Duration _deserialize(String text, DeserializationContext context) {
      return Duration.parse(text);
    }
  }

  private static final class PriceReader extends StdDeserializer<Price> {
    private static final long serialVersionUID = 1;

    PriceReader() {
      super(Price.class);
    }

    @Override
    public Price deserialize(JsonParser parser, DeserializationContext context) throws IOException {
      JsonNode node = parser.readValueAsTree();
      if (node.isObject()) {
        var amounts = new TreeMap<String, Long>();
        node.properties().forEach(of -> amounts.put(of.getKey(), of.getValue().asLong()));
        return new Price.ByTicketType(amounts);
      }
      return new Price.Flat(node.asLong());
    }
  }

  private static final class PriceWriter extends StdSerializer<Price> {
    private static final long serialVersionUID = 1;

    PriceWriter() {
      super(Price.class);
    }

    @Override
    public void serialize(Price price, JsonGenerator generator, SerializerProvider provider)
        throws IOException {
      switch (price) {
        case Price.Flat flat -> generator.writeNumber(flat.amount());
        case Price.ByTicketType by -> generator.writePOJO(by.amounts());
      }
    }
  }

  /// The problem that an answer contains.
  static Problem problem(int status, byte[] body) {
    ObjectNode json = object(body);
    var about =
        new Problem.About(
            json.path("type").asText("about:blank"),
            json.path("title").asText("status " + status),
            status,
            json.path("detail").asText(""),
            json.path("requestId").asText(""));
    try {
      return MAPPER.treeToValue(json.set("about", MAPPER.valueToTree(about)), typeOf(about.type()));
    } catch (IOException e) {
      // A problem without its members is a problem all the same.
      return new Problem.Other(about);
    }
  }

  /// The problem that a stream ends with.
  static Problem resync(String type, byte[] data) {
    ObjectNode json = object(data).put("type", type).put("title", "Start again");
    return problem(410, json.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static Class<? extends Problem> typeOf(String type) {
    return switch (type) {
      case "/problems/malformed-request" -> Problem.MalformedRequest.class;
      case "/problems/unauthorized" -> Problem.Unauthorized.class;
      case "/problems/forbidden" -> Problem.Forbidden.class;
      case "/problems/not-found" -> Problem.NotFound.class;
      case "/problems/seats-unavailable" -> Problem.SeatsUnavailable.class;
      case "/problems/cooling-down" -> Problem.CoolingDown.class;
      case "/problems/hold-limit-reached" -> Problem.HoldLimitReached.class;
      case "/problems/sales-closed" -> Problem.SalesClosed.class;
      case "/problems/hold-expired" -> Problem.HoldExpired.class;
      case "/problems/hold-released" -> Problem.HoldReleased.class;
      case "/problems/hold-confirmed" -> Problem.HoldConfirmed.class;
      case "/problems/quote-mismatch" -> Problem.QuoteMismatch.class;
      case "/problems/refused-before" -> Problem.RefusedBefore.class;
      case "/problems/mandate-exceeded" -> Problem.MandateExceeded.class;
      case "/problems/feed-resync" -> Problem.FeedResync.class;
      case "/problems/resync" -> Problem.Resync.class;
      case "/problems/precondition-failed" -> Problem.PreconditionFailed.class;
      case "/problems/invalid-selection",
          "/problems/invalid-event",
          "/problems/invalid-seat-map",
          "/problems/invalid-client-key",
          "/problems/invalid-webhook-endpoint" ->
          Problem.Invalid.class;
      case "/problems/idempotency-key-reused" -> Problem.IdempotencyKeyReused.class;
      case "/problems/too-many-requests" -> Problem.TooManyRequests.class;
      case "/problems/unavailable" -> Problem.Unavailable.class;
      default -> Problem.Other.class;
    };
  }
}
