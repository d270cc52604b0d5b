package dev.holdfast.rest;

import dev.holdfast.domain.FieldError;
import dev.holdfast.domain.FieldPath;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Refuses addresses that can't be read for sure. Replacement characters would take the place of
/// what is not UTF-8, in names that are kept for ever.
@Singleton
class Addresses {
  private static final int BEFORE_ALL_OTHERS = -150;
  private static final char LAST_OF_ASCII = 0x7f;

  void route(@Observes Router router) {
    router.route().order(BEFORE_ALL_OTHERS).handler(Addresses::check);
  }

  private static void check(RoutingContext call) {
    String address = call.request().uri();
    if (isReadable(address)) {
      call.next();
    } else {
      String fault =
          "the address: %s (expected: percent-encoded UTF-8)".formatted(Text.quote(address));
      ChangeStreams.refuse(
          call, ProblemAnswer.malformed(List.of(new FieldError(FieldPath.whole(), fault))));
    }
  }

  static boolean isReadable(String address) {
    if (address.chars().allMatch(one -> one != '%' && one <= LAST_OF_ASCII)) {
      return true;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(address.length());
    for (int i = 0; i < address.length(); i++) {
      int next = address.charAt(i);
      if (next == '%') {
        if (i + 2 >= address.length()) {
          return false;
        }
        int high = Character.digit(address.charAt(++i), 16);
        int low = Character.digit(address.charAt(++i), 16);
        next = high < 0 || low < 0 ? -1 : high * 16 + low;
      } else if (next > LAST_OF_ASCII) {
        next = -1;
      }
      if (next < 0) {
        return false;
      }
      bytes.write(next);
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray()));
      return true;
    } catch (CharacterCodingException _) {
      return false;
    }
  }
}
