package dev.holdfast.rest.seatmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class JsonFaultTest {
  private static final ObjectMapper STRICT =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static String fault(String document) {
    return JsonFault.described(
        catchThrowableOfType(JsonProcessingException.class, () -> STRICT.readTree(document)));
  }

  @Test
  void whatIsWrongIsSaidWithoutTheParsersOwnNames() {
    assertThat(fault("{'a': 1}")).startsWith("Unexpected character (''' (code 39)): was expecting");
    assertThat(fault("{} {}"))
        .startsWith("Trailing token (of type START_OBJECT) found after value (line 1");
    assertThat(fault("{\"a\": NaN}")).startsWith("Non-standard token 'NaN' (line 1");
    assertThat(fault("[".repeat(1_001)))
        .startsWith("Document nesting depth (1001) exceeds the maximum allowed (1000)");
    assertThat(fault("9".repeat(5_000)))
        .startsWith("Number value length (5000) exceeds the maximum allowed (1000)");
  }
}
