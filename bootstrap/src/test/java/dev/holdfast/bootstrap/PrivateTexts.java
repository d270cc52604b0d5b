package dev.holdfast.bootstrap;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What no log may have: keys, secrets, tokens, addresses of clients, and the customers that tests
/// have named.
final class PrivateTexts {
  /// Shorter ones are found in other words.
  private static final Pattern CUSTOMER = Pattern.compile("\"customer\": *\"([^\"\\\\]{3,128})\"");

  /// The beginnings of keys, tokens and secrets, the secrets of holds, and headers. A secret of a
  /// hold has 32 bytes in base64; names of classes have hardly ever both this length and a digit.
  private static final Pattern SECRET =
      Pattern.compile(
          "Bearer |eyJ[\\w-]+\\.|hf_(?:sk|pk|bt)_|whsec_|(?<![\\w-])(?=[\\w-]*\\d)[\\w-]{43}(?![\\w-])");

  /// Addresses for documentation (RFC 5737 and RFC 3849), which tests use for clients' ones.
  private static final Pattern ADDRESS =
      Pattern.compile("(?<![\\d.])(?:192\\.0\\.2|198\\.51\\.100|203\\.0\\.113)\\.\\d|2001:0?db8:");

  private static final Set<String> CUSTOMERS = ConcurrentHashMap.newKeySet();

  private PrivateTexts() {}

  /// Takes note of the customers in the body of a request.
  static void note(@Nullable String body) {
    if (body != null) {
      CUSTOMER.matcher(body).results().forEach(found -> CUSTOMERS.add(found.group(1)));
    }
  }

  /// Checks that a log has nothing of it.
  ///
  /// @param own further secrets of whoever wrote the log
  /// @throws AssertionError naming what it has
  static void checkThatNoneIsIn(String log, Collection<String> own) {
    Matcher secret = SECRET.matcher(log);
    if (secret.find()) {
      throw new AssertionError("the log has a secret: " + lineAt(log, secret.start()));
    }
    Matcher address = ADDRESS.matcher(log);
    if (address.find()) {
      throw new AssertionError("the log has an address: " + lineAt(log, address.start()));
    }
    for (String text : own) {
      int at = log.indexOf(text);
      if (at >= 0) {
        throw new AssertionError("the log has a setting that is secret: " + lineAt(log, at));
      }
    }
    for (String customer : CUSTOMERS) {
      Matcher found =
          Pattern.compile("(?<![\\w-])" + Pattern.quote(customer) + "(?![\\w-])").matcher(log);
      if (found.find()) {
        throw new AssertionError("the log has a customer: " + lineAt(log, found.start()));
      }
    }
  }

  private static String lineAt(String log, int index) {
    int end = log.indexOf('\n', index);
    return log.substring(log.lastIndexOf('\n', index) + 1, end < 0 ? log.length() : end);
  }
}
