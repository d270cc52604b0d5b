package dev.holdfast.bootstrap;

import io.restassured.response.Response;
import java.net.URI;

/// The service as an operator sees it.
///
/// @param uri where it is
public record Management(URI uri) {
  public Response get(String path) {
    return new Api(uri).open().get(path);
  }
}
