package dev.holdfast.rest;

import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/// Serves the description of the API as it is, on the port for operators.
@Singleton
class Description {
  private static final String FILE = "/openapi.yaml";

  void route(@Observes ManagementInterface management) {
    Buffer text = Buffer.buffer(read());
    management
        .router()
        .get("/q/openapi")
        .handler(
            call ->
                call.response().putHeader(HttpHeaders.CONTENT_TYPE, "application/yaml").end(text));
  }

  private static byte[] read() {
    try (InputStream file = Description.class.getResourceAsStream(FILE)) {
      return Objects.requireNonNull(file, FILE).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
