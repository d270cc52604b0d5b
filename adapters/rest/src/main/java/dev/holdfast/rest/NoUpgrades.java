package dev.holdfast.rest;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;

/// Stays with HTTP/1.1 where there is no TLS.
///
/// Clients such as Java's own offer to go on with HTTP/2 in their first request. Vert.x takes the
/// offer, and then mostly breaks the framing of a large answer; seen with 150 and 195 kB. It has no
/// setting for such upgrades alone.
@Singleton
final class NoUpgrades implements HttpServerOptionsCustomizer {
  @Override
  public void customizeHttpServer(HttpServerOptions options) {
    options.setHttp2ClearTextEnabled(false);
  }
}
