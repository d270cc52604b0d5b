package dev.holdfast.bootstrap;

import static org.hamcrest.Matchers.blankOrNullString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;

/// What every refusal has.
final class Problems {
  private Problems() {}

  static ValidatableResponse assertProblem(Response response, int status, String name) {
    return response
        .then()
        .statusCode(status)
        .contentType("application/problem+json")
        .body("type", equalTo("/problems/" + name))
        .body("title", not(blankOrNullString()))
        .body("detail", not(blankOrNullString()))
        .body("status", equalTo(status))
        .body("requestId", equalTo(response.header("X-Request-Id")));
  }
}
