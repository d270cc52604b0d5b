package dev.holdfast.rest;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Which addresses there are, and which methods each takes: what `Allow` says.
@RegisterForReflection(
    targets = {
      ApiResource.class,
      SeatMapResource.class,
      EventResource.class,
      BlockResource.class,
      ChangesResource.class,
      HoldResource.class,
      ReservationResource.class,
      FeedResource.class,
      WebhookResource.class,
      ClientResource.class,
      BuyerTokenResource.class,
      ProblemResource.class
    })
final class Routes {
  static final List<Class<?>> RESOURCES =
      List.of(
          ApiResource.class,
          SeatMapResource.class,
          EventResource.class,
          BlockResource.class,
          ChangesResource.class,
          HoldResource.class,
          ReservationResource.class,
          FeedResource.class,
          WebhookResource.class,
          ClientResource.class,
          BuyerTokenResource.class,
          ProblemResource.class);

  private static final Node ROOT = root();

  private Routes() {}

  /// A part of addresses, between slashes, with the parts that follow.
  private static final class Node {
    final Map<String, Node> named = new HashMap<>();
    @Nullable Node any;
    String template = "";
    final Set<String> methods = new TreeSet<>();

    Node next(String part) {
      if (!part.startsWith("{")) {
        return named.computeIfAbsent(part, _ -> new Node());
      }
      if (any == null) {
        any = new Node();
      }
      return any;
    }
  }

  private static Node root() {
    Node root = new Node();
    for (Class<?> resource : RESOURCES) {
      for (Method call : resource.getDeclaredMethods()) {
        for (Annotation annotation : call.getAnnotations()) {
          HttpMethod method = annotation.annotationType().getAnnotation(HttpMethod.class);
          if (method != null) {
            Path below = call.getAnnotation(Path.class);
            String template =
                resource.getAnnotation(Path.class).value()
                    + (below == null ? "" : "/" + below.value());
            Node node = root;
            for (String part : template.substring(1).split("/", -1)) {
              node = node.next(part);
            }
            node.template = template;
            node.methods.add(method.value());
          }
        }
      }
    }
    return root;
  }

  private static @Nullable Node find(String path) {
    Node node = ROOT;
    // A slash at the end says nothing.
    int end = path.endsWith("/") ? path.length() - 1 : path.length();
    int at = 0;
    while (at < end && node != null) {
      int slash = path.indexOf('/', at + 1);
      int next = slash < 0 || slash > end ? end : slash;
      Node named = node.named.get(path.substring(at + 1, next));
      node = named == null && next > at + 1 ? node.any : named;
      at = next;
    }
    return node == null || node.methods.isEmpty() ? null : node;
  }

  /// What addresses like this have in common, such as `/api/v1/holds/{holdId}`; empty if there is
  /// nothing.
  static Optional<String> template(String path) {
    return Optional.ofNullable(find(path)).map(node -> node.template);
  }

  /// The methods that an address takes, for `Allow`; empty if there is nothing.
  static String allowed(String path) {
    Node node = find(path);
    Set<String> methods = node == null ? new TreeSet<>() : new TreeSet<>(node.methods);
    if (methods.contains(HttpMethod.GET)) {
      methods.add(HttpMethod.HEAD);
    }
    if (!methods.isEmpty()) {
      methods.add(HttpMethod.OPTIONS);
    }
    return String.join(", ", methods);
  }
}
