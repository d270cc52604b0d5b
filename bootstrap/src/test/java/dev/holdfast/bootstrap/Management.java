package dev.holdfast.bootstrap;

import io.restassured.response.Response;
import java.net.URI;
import java.util.regex.Pattern;

/// The service as an operator sees it.
///
/// @param uri where it is
public record Management(URI uri) {
  public Response get(String path) {
    return new Api(uri).unchecked().get(path);
  }

  /// What a metric says; 0 if it is not there.
  ///
  /// @param name with its labels, as it is shown
  public double metric(String name) {
    return Pattern.compile("(?m)^" + Pattern.quote(name) + " (\\S+)$")
        .matcher(get("/q/metrics").asString())
        .results()
        .mapToDouble(found -> Double.parseDouble(found.group(1)))
        .findFirst()
        .orElse(0);
  }
}
