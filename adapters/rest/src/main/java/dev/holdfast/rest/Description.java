package dev.holdfast.rest;

import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/// Serves the descriptions of the API as they are, on the port for operators.
@Singleton
class Description {
  void route(@Observes ManagementInterface management) {
    Router router = management.router();
    serve(router, "/q/openapi", "/openapi.yaml");
    // The other refers to it by this name.
    serve(router, "/q/openapi.yaml", "/openapi.yaml");
    serve(router, "/q/asyncapi.yaml", "/asyncapi.yaml");
  }

  private static void serve(Router router, String path, String file) {
    Buffer text = Buffer.buffer(read(file));
    router
        .get(path)
        .handler(
            call ->
                call.response().putHeader(HttpHeaders.CONTENT_TYPE, "application/yaml").end(text));
  }

  private static byte[] read(String name) {
    try (InputStream file = Description.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(file, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
