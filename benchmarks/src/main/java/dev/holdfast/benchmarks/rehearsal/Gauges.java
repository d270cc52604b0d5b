package dev.holdfast.benchmarks.rehearsal;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/// The service's own metrics at one moment, each summed over its labels.
record Gauges(Map<String, Double> values, long nanoTime) {
  static Gauges read(HttpClient client, URI metrics) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(metrics).timeout(Duration.ofSeconds(10)).GET().build();
      var response = client.send(request, BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IOException("status " + response.statusCode());
      }
      return new Gauges(parse(response.body()), System.nanoTime());
    } catch (IOException e) {
      throw new Scratch.RehearsalException(
          "--metrics %s: %s (expected: metrics for Prometheus)".formatted(metrics, e));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static Map<String, Double> parse(String text) {
    return text.lines()
        .filter(line -> !line.startsWith("#") && line.contains(" "))
        .collect(
            Collectors.groupingBy(
                line -> line.split("[{ ]", 2)[0],
                Collectors.summingDouble(
                    line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))));
  }

  double of(String name) {
    return values.getOrDefault(name, 0.0);
  }

  /// How much a counter of seconds rose in a second.
  double share(Gauges before, String name) {
    return (of(name) - before.of(name)) / ((nanoTime - before.nanoTime) / 1e9);
  }
}
