package dev.holdfast.redis.shared;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.holdfast.domain.event.CategoryPrice;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jboss.logging.Logger;

/// What a value looks like in the cache: gzipped JSON, with a label.
///
/// @param label which one it is, of those that may be under the same key; empty if it is the only
record Form<T>(JavaType type, String label) {
  private static final Logger LOG = Logger.getLogger(Form.class);

  /// While a service is updated, nodes of two versions share the cache. What the other version has
  /// kept may lack something, and that is not to be guessed: an event that a node has kept which
  /// knows no `browserConfirm` may be one whose holds browsers must not confirm.
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .addModule(new JavaTimeModule())
          .addMixIn(CategoryPrice.class, Deduced.class)
          .build();

  @RegisterForReflection
  @JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
  @JsonSubTypes({
    @JsonSubTypes.Type(CategoryPrice.Flat.class),
    @JsonSubTypes.Type(CategoryPrice.ByTicketType.class)
  })
  private interface Deduced {}

  @RegisterForReflection
  record Labelled<T>(String label, T value) {}

  static <T> Form<T> of(Class<T> type) {
    return new Form<>(MAPPER.constructType(type), "");
  }

  static <T> Form<List<T>> listOf(Class<T> type) {
    return new Form<>(MAPPER.getTypeFactory().constructCollectionType(List.class, type), "");
  }

  Form<T> labelled(String other) {
    return new Form<>(type, other);
  }

  byte[] write(T value) {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      MAPPER.writerFor(labelledType()).writeValue(gzip, new Labelled<>(label, value));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /// The value; empty if it is another one, or can't be read, such as one of another version.
  Optional<T> read(byte[] bytes) {
    try (var gzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      Labelled<T> read = MAPPER.readerFor(labelledType()).readValue(gzip);
      return label.equals(read.label()) ? Optional.of(read.value()) : Optional.empty();
    } catch (IOException | RuntimeException e) {
      LOG.debugf(e, "what is kept of %s can't be read", type);
      return Optional.empty();
    }
  }

  private JavaType labelledType() {
    return MAPPER.getTypeFactory().constructParametricType(Labelled.class, type);
  }
}
