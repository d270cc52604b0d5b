package dev.holdfast.domain.notification;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;

/// Tells addresses of the public internet from those that could be something inside of the
/// operator's own network. After the [IANA registries of special-purpose
/// addresses](https://www.iana.org/assignments/iana-ipv4-special-registry/), of which everything is
/// refused that is not reachable globally.
public final class PublicAddress {
  private record Network(InetAddress first, int bits) {
    static Network of(String text) {
      int slash = text.indexOf('/');
      return new Network(
          InetAddress.ofLiteral(text.substring(0, slash)),
          Integer.parseInt(text, slash + 1, text.length(), 10));
    }

    boolean contains(byte[] address) {
      byte[] prefix = first.getAddress();
      if (address.length != prefix.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit % Byte.SIZE);
        if (((address[bit / Byte.SIZE] ^ prefix[bit / Byte.SIZE]) & mask) != 0) {
          return false;
        }
      }
      return true;
    }
  }

  private static final List<Network> FORBIDDEN_V4 =
      networks(
          "0.0.0.0/8",
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "169.254.0.0/16",
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.0.2.0/24",
          "192.88.99.0/24",
          "192.168.0.0/16",
          "198.18.0.0/15",
          "198.51.100.0/24",
          "203.0.113.0/24",
          "224.0.0.0/4",
          "240.0.0.0/4");

  /// Only 2000::/3 is given out for the public internet. It has parts that are not, or that lead to
  /// an IPv4 address within.
  private static final Network GLOBAL_V6 = Network.of("2000::/3");

  private static final List<Network> FORBIDDEN_V6 =
      networks("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

  private PublicAddress() {}

  private static List<Network> networks(String... texts) {
    return List.of(texts).stream().map(Network::of).toList();
  }

  /// Whether an address is one of the public internet.
  public static boolean isPublic(InetAddress address) {
    byte[] bytes = address.getAddress();
    return switch (address) {
      case Inet4Address _ -> FORBIDDEN_V4.stream().noneMatch(net -> net.contains(bytes));
      case Inet6Address _ ->
          GLOBAL_V6.contains(bytes) && FORBIDDEN_V6.stream().noneMatch(net -> net.contains(bytes));
      default -> false;
    };
  }
}
