package dev.holdfast.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {
  @Test
  void anAddressHasTheTemplateOfItsCall() {
    assertThat(Routes.template("/api/v1")).contains("/api/v1");
    assertThat(Routes.template("/api/v1/holds/x/confirm"))
        .contains("/api/v1/holds/{holdId}/confirm");
    assertThat(Routes.template("/api/v1/events/1/holds/"))
        .contains("/api/v1/events/{eventId}/holds");
    assertThat(Routes.template("/problems/x")).contains("/problems/{name}");
  }

  /// The contract is compared with these, and only they have `Allow`.
  @Test
  void eachClassWithCallsIsAmongTheResources() throws Exception {
    Path classes =
        Path.of(Routes.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<Class<?>> resources = new ArrayList<>();
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : (Iterable<Path>) files.filter(RoutesTest::isClass)::iterator) {
        String name = classes.relativize(file).toString().replaceFirst("\\.class$", "");
        Class<?> type =
            Class.forName(
                name.replace(File.separatorChar, '.'), false, Routes.class.getClassLoader());
        if (type.isAnnotationPresent(jakarta.ws.rs.Path.class)) {
          resources.add(type);
        }
      }
    }
    assertThat(resources).containsExactlyInAnyOrderElementsOf(Routes.RESOURCES);
  }

  private static boolean isClass(Path file) {
    return file.toString().endsWith(".class");
  }

  @Test
  void aNativeImageKeepsTheMethodsOfAllResources() {
    assertThat(Routes.class.getAnnotation(RegisterForReflection.class).targets())
        .containsExactlyElementsOf(Routes.RESOURCES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "//",
        "*",
        "/api",
        "/api/v1/holds",
        "/api/v1/holds//",
        "/api/v1/events/1/x"
      })
  void anyOtherAddressHasNone(String path) {
    assertThat(Routes.template(path)).isEmpty();
    assertThat(Routes.allowed(path)).isEmpty();
  }
}
