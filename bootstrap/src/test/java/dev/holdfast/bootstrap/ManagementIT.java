package dev.holdfast.bootstrap;

import static dev.holdfast.bootstrap.Problems.assertProblem;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is for operators is on a port of its own.
@ExtendWith(RunningService.class)
class ManagementIT {
  private final Api api;
  private final Management management;

  ManagementIT(Api api, Management management) {
    this.api = api;
    this.management = management;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/q/health",
        "/q/health/live",
        "/q/health/ready",
        "/q/health/started",
        "/q/health/well",
        "/q/metrics",
        "/q/openapi",
        "/q/asyncapi.yaml",
        "/q/swagger-ui/"
      })
  void itsPathsAreNotOnThePortOfTheApi(String path) {
    management
        .get(path)
        .then()
        .statusCode(200)
        .header("X-Content-Type-Options", "nosniff")
        .header("X-Frame-Options", "DENY");
    assertProblem(api.open().get(path), 404, "not-found");
  }

  @Test
  void theApiIsNotOnItsPort() {
    for (String path :
        new String[] {"/", "/api/v1", "/problems", "/picker/1/holdfast-seat-picker.js"}) {
      management.get(path).then().statusCode(404);
    }
  }

  @Test
  void startedLiveReadyAndWellAreDifferentThings() {
    assertChecks("started", "Migrated and listening");
    assertChecks("live", "All threads are running");
    assertChecks(
        "ready",
        "Database connections health check",
        "Graceful Shutdown",
        "Migrated and listening",
        "PostgreSQL keeps what it acknowledges",
        "Redis",
        "Warm-up");
    assertChecks("well", "Changes do not fail repeatedly");
  }

  private void assertChecks(String kind, String... names) {
    management
        .get("/q/health/" + kind)
        .then()
        .statusCode(200)
        .body("status", equalTo("UP"))
        .body("checks.name", containsInAnyOrder(names));
  }

  @Test
  void theDescriptionOfTheApiIsShownButCannotBeTriedFromThere() {
    management
        .get("/q/swagger-ui/")
        .then()
        .contentType("text/html")
        .header("Content-Security-Policy", containsString("script-src 'self' 'unsafe-inline'"))
        .body(matchesPattern("(?s).*supportedSubmitMethods: *\\[ *[\"']trace[\"'] *].*"));
  }
}
