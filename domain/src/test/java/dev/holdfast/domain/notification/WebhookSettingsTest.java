package dev.holdfast.domain.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.FieldError;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSettingsTest {
  private static final WebhookSettings.Rules STRICT = new WebhookSettings.Rules(false);
  private static final WebhookSettings.Rules OPEN = new WebhookSettings.Rules(true);

  private final List<FieldError> errors = new ArrayList<>();

  private WebhookSettings.Checked url(String url, WebhookSettings.Rules rules) {
    return new WebhookSettings(url, null, null, null).check(rules, errors);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://shop.example/hooks?a=b", "HTTPS://shop.example", "https://8.8.8.8:444/"})
  void publicAddressesWithTlsAreRight(String url) {
    assertThat(url(url, STRICT).url()).isEqualTo(URI.create(url));
    assertThat(errors).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "shop.example",
        "http://shop.example/",
        "ftp://shop.example/",
        "https://",
        "https:///hooks",
        "https://user:password@shop.example/",
        "https://shop.example/#part",
        "https://shop example/",
        "https://sh\u00f6p.example/",
        "https://localhost/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://[fd00::1]/",
        "https://169.254.169.254/latest/meta-data"
      })
  void othersAreNot(String url) {
    assertThat(url(url, STRICT).url()).isNull();
    assertThat(errors).hasSize(1);
    assertThat(errors.getFirst().path().toString()).isEqualTo("url");
    assertThat(errors.getFirst().detail()).contains("expected: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:8080/hooks", "http://[::1]/", "https://localhost/"})
  void aSettingOpensTheRest(String url) {
    assertThat(url(url, OPEN).url()).isEqualTo(URI.create(url));
    assertThat(errors).isEmpty();
  }

  @Test
  void typesAndEventsAreNamed() {
    var id = "6f1c3c52-0f5e-4d0c-9a43-5d7b1c0e8f11";
    new WebhookSettings(
            null,
            List.of("holdfast.hold.placed.v1", "hold.placed", "holdfast.webhook.ping.v1"),
            List.of(id, "6f1c"),
            null)
        .check(STRICT, errors);

    assertThat(errors)
        .extracting(error -> error.path().toString())
        .containsExactly("types/1", "types/2", "events/1");
  }

  @Test
  void thereAreNotTooManyEvents() {
    new WebhookSettings(
            null, null, Collections.nCopies(101, "6f1c3c52-0f5e-4d0c-9a43-5d7b1c0e8f11"), null)
        .check(STRICT, errors);

    assertThat(errors).extracting(error -> error.path().toString()).containsExactly("events");
  }
}
