package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.testkit.api.Contract;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
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
      assertThat(
              contract.violations(
                  new Contract.Exchange(
                      request.getMethod(),
                      uri.getPath(),
                      names(uri.getRawQuery()),
                      text(request.getBody()),
                      response.statusCode(),
                      type(response.contentType()),
                      response.asString())))
          .as("what is not as openapi.yaml says")
          .isEmpty();
      assertThat(response.header("X-Request-Id")).isNotBlank();
    }
    return response;
  }

  private static Set<String> names(@Nullable String query) {
    return query == null
        ? Set.of()
        : Arrays.stream(query.split("&", -1))
            .map(parameter -> parameter.replaceAll("=.*", ""))
            .collect(Collectors.toSet());
  }

  private static @Nullable String text(@Nullable Object body) {
    return switch (body) {
      case byte[] bytes -> new String(bytes, StandardCharsets.UTF_8);
      case String text when text.isEmpty() -> null;
      case null -> null;
      default -> body.toString();
    };
  }

  private static @Nullable String type(@Nullable String contentType) {
    return contentType == null || contentType.isEmpty() ? null : contentType.replaceAll(";.*", "");
  }
}
