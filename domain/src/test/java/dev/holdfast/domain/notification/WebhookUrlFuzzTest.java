package dev.holdfast.domain.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import dev.holdfast.domain.FieldError;
import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever a client names as its endpoint, it is an address that notifications may be sent to, or
/// it is refused with a reason.
class WebhookUrlFuzzTest {
  static Stream<String> urls() {
    return Stream.of(
        "https://shop.example.org/hooks?tenant=1",
        "https://user:password@shop.example.org:8443/#part",
        "http://localhost:8000",
        "https://10.0.0.1/",
        "https://[::ffff:127.0.0.1]/",
        "https://[2001:db8::1]:444/hooks",
        "https://[fe80::1%25eth0]/",
        "HTTPS://0x7f.1/");
  }

  @MethodSource("urls")
  @FuzzTest(maxDuration = "5s")
  void anAddressIsSoundOrRefusedWithAReason(@NotNull String url) {
    var settings = new WebhookSettings(url, null, null, null);
    List<FieldError> refused = new ArrayList<>();
    URI open = settings.check(new WebhookSettings.Rules(true), refused).url();
    assertThat(open == null).isEqualTo(refused.size() == 1);

    refused.clear();
    URI strict = settings.check(new WebhookSettings.Rules(false), refused).url();
    assertThat(strict == null).isEqualTo(refused.size() == 1);
    if (strict != null) {
      assertThat(strict).isEqualTo(open);
      assertThat(strict.getScheme()).isEqualToIgnoringCase("https");
      assertThat(strict.getRawUserInfo()).isNull();
      assertThat(isPrivate(strict.getHost())).isFalse();
    }
  }

  private static boolean isPrivate(String host) {
    try {
      return !PublicAddress.isPublic(InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException _) {
      return host.equalsIgnoreCase("localhost");
    }
  }
}
