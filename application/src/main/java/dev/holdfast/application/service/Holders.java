package dev.holdfast.application.service;

import dev.holdfast.application.port.in.Caller;
import dev.holdfast.domain.hold.Holder;
import dev.holdfast.domain.ledger.Mandated;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Tells with whose other seats those of a new hold are counted.
///
/// A customer counts if a shop's server says which one it is, itself or by a buyer token: a browser
/// could name another one with each hold. Other browsers count by their address, which is known
/// for a day only: the mark of an address is another one tomorrow. These marks are HMAC-SHA256 (RFC
/// 2104) under a server key, so that nobody who has the database finds out customers and addresses
/// by trying. So they are others under another key.
public final class Holders {
  private final ServerKeys keys;
  private final boolean countsAddresses;
  private final Supplier<LocalDate> today;

  /// @param keys at least one, each of 32 bytes or more; the first marks
  /// @param countsAddresses whether addresses count at all
  /// @throws IllegalArgumentException if there is no key, or one is too short
  public Holders(List<byte[]> keys, boolean countsAddresses, Supplier<LocalDate> today) {
    this.keys = new ServerKeys(keys);
    this.countsAddresses = countsAddresses;
    this.today = today;
  }

  /// Who holds what a caller holds.
  ///
  /// @param customer the shop's own id of its customer; null if there is none
  Holder of(Caller caller, @Nullable String customer) {
    Mandated by = mandated(caller);
    if (by != null) {
      return by.holder();
    }
    if (!caller.isPublic() || caller.customer() != null) {
      return customer == null
          ? Holder.of(caller.id())
          : Holder.ofCustomer(caller.id(), hash("customer", String.valueOf(caller.id()), customer));
    }
    String network = caller.network();
    return network == null || !countsAddresses
        ? Holder.of(caller.id())
        : Holder.ofAddress(
            caller.id(),
            hash("address", today.get().toString(), String.valueOf(caller.key()), network));
  }

  /// By what mandate a caller sends commands; null if by none. Each mandate counts like a customer
  /// of its own. Its mark lasts as long as it does, whatever becomes of server keys: the id of its
  /// key is random, and no secret.
  @Nullable Mandated mandated(Caller caller) {
    Caller.Mandated by = caller.mandate();
    if (by == null) {
      return null;
    }
    UUID id = by.key().value();
    long mark = id.getMostSignificantBits() ^ id.getLeastSignificantBits();
    return new Mandated(by.mandate(), Holder.ofCustomer(caller.id(), mark));
  }

  /// No part but the last has a line break, so no two lists of parts are one text.
  private long hash(String... parts) {
    byte[] message = String.join("\n", parts).getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.wrap(keys.hmac(message, keys.signingKey())).getLong();
  }
}
