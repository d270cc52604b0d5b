package dev.holdfast.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.annotations.RegisterForReflection;
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
