package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.testkit.api.Contract;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.http.Header;
import io.restassured.http.Headers;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Compares each request to the API, and its response, with `openapi.yaml`.
final class ContractFilter implements Filter {
  static final ContractFilter ALL = new ContractFilter(Contract.read());

  private final Contract contract;

  private ContractFilter(Contract contract) {
    this.contract = contract;
  }

  @Override
  public Response filter(
      FilterableRequestSpecification request,
      FilterableResponseSpecification expected,
      FilterContext context) {
    PrivateTexts.note(text(request.getBody()));
    Response response = context.next(request, expected);
    URI uri = URI.create(request.getURI());
    if (uri.getPath().startsWith("/api/v1") && !request.getMethod().equals("OPTIONS")) {
      contract
          .operation(request.getMethod(), uri.getPath())
          .ifPresent(of -> SeenAnswers.note(of.id(), response.statusCode(), problem(response)));
      check(
          new Contract.Exchange(
              request.getMethod(),
              uri.getPath(),
              uri.getRawQuery(),
              byName(request.getHeaders()),
              text(request.getBody()),
              response.statusCode(),
              byName(response.headers()),
              response.asString()));
    }
    return response;
  }

  private static Map<String, String> byName(Headers headers) {
    return headers.asList().stream()
        .collect(Collectors.toMap(Header::getName, Header::getValue, (first, _) -> first));
  }

  /// Fails if an exchange is not as `openapi.yaml` says.
  void check(Contract.Exchange exchange) {
    assertThat(contract.violations(exchange)).as("what is not as openapi.yaml says").isEmpty();
  }

  private static String problem(Response response) {
    return response.statusCode() < 400 || response.asByteArray().length == 0
        ? ""
        : response.path("type");
  }

  private static @Nullable String text(@Nullable Object body) {
    return switch (body) {
      case byte[] bytes -> new String(bytes, StandardCharsets.UTF_8);
      case String text when text.isEmpty() -> null;
      case null -> null;
      default -> body.toString();
    };
  }
}
