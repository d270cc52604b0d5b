package dev.holdfast.rest;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Which methods each address takes: what `Allow` says.
@RegisterForReflection(
    targets = {
      ApiResource.class,
      SeatMapResource.class,
      EventResource.class,
      BlockResource.class,
      ChangesResource.class,
      HoldResource.class,
      ReservationResource.class,
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
          ProblemResource.class);

  private static final List<Route> ALL = all();

  private Routes() {}

  private record Route(Pattern path, String method) {}

  private static List<Route> all() {
    List<Route> routes = new ArrayList<>();
    for (Class<?> resource : RESOURCES) {
      for (Method call : resource.getDeclaredMethods()) {
        for (Annotation annotation : call.getAnnotations()) {
          HttpMethod method = annotation.annotationType().getAnnotation(HttpMethod.class);
          if (method != null) {
            Path below = call.getAnnotation(Path.class);
            String template =
                resource.getAnnotation(Path.class).value()
                    + (below == null ? "" : "/" + below.value());
            String pattern = template.replaceAll("\\{[^}]*}", "[^/]+") + "/?";
            routes.add(new Route(Pattern.compile(pattern), method.value()));
          }
        }
      }
    }
    return routes;
  }

  /// The methods that an address takes, for `Allow`; empty if there is nothing.
  static String allowed(String path) {
    Set<String> methods = new TreeSet<>();
    ALL.stream()
        .filter(route -> route.path().matcher(path).matches())
        .forEach(route -> methods.add(route.method()));
    if (methods.contains(HttpMethod.GET)) {
      methods.add(HttpMethod.HEAD);
    }
    if (!methods.isEmpty()) {
      methods.add(HttpMethod.OPTIONS);
    }
    return String.join(", ", methods);
  }
}
