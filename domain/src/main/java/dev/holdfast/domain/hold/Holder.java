package dev.holdfast.domain.hold;

import dev.holdfast.domain.client.ClientId;
import org.jspecify.annotations.Nullable;

/// Whose seats are counted together, as far as it matters for how many somebody may have. Carries
/// no personal data.
///
/// @param client whose key the hold was placed with; null for the admin key, and without a key
/// @param mark tells a customer or a mandate from all others of all clients, or an address of one
///     day from all others; 0 where none is counted. Nobody can tell from it which customer or
///     address it is
public record Holder(@Nullable ClientId client, long mark) {
  /// Nobody who is counted.
  public static final Holder NOBODY = new Holder(null, 0);

  /// Customers have odd marks, and addresses have even ones.
  private static final long CUSTOMER = 1;

  /// A caller who names no customer and whose address is not counted.
  public static Holder of(@Nullable ClientId client) {
    return client == null ? NOBODY : new Holder(client, 0);
  }

  /// A customer of a client.
  ///
  /// @param hash of both, of which all bits but the lowest are used; or random bits of a mandate's
  ///     own, which counts like a customer
  public static Holder ofCustomer(@Nullable ClientId client, long hash) {
    return new Holder(client, hash | CUSTOMER);
  }

  /// Somebody at an address.
  ///
  /// @param client whose key the browser there has; null if it has none
  /// @param hash of both and the day, of which all bits but the lowest are used
  public static Holder ofAddress(@Nullable ClientId client, long hash) {
    long even = hash & ~CUSTOMER;
    return new Holder(client, even == 0 ? Long.MIN_VALUE : even);
  }

  /// Whether it is a customer or an address, and not a client alone.
  public boolean isMarked() {
    return mark != 0;
  }

  /// Whether it is a customer.
  public boolean isCustomer() {
    return (mark & CUSTOMER) != 0;
  }
}
