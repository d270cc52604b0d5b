package dev.holdfast.domain.ledger;

import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.hold.Holder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How many seats and places customers, addresses and clients have, or how many more than before.
/// Those of holds that are due count as held.
final class Holdings {
  private final Map<Long, Holding> byMark = new HashMap<>();
  private final Map<ClientId, Holding> byClient = new HashMap<>();

  /// Counts seats that a holder gets, or loses.
  void add(Holder holder, int held, int reserved) {
    if (holder.isMarked()) {
      add(byMark, holder.mark(), held, reserved);
    }
    if (holder.client() != null) {
      add(byClient, holder.client(), held, reserved);
    }
  }

  /// Counts that a seat changes hands between reservations and others; null is nobody.
  void pass(@Nullable Claim before, @Nullable Claim after) {
    if (before instanceof Claim.Reserved(_, Holder holder)) {
      add(holder, 0, -1);
    }
    if (after instanceof Claim.Reserved(_, Holder holder)) {
      add(holder, 0, 1);
    }
  }

  private static <K> void add(Map<K, Holding> counts, K key, int held, int reserved) {
    counts.merge(
        key,
        new Holding(held, reserved),
        (had, more) -> {
          Holding has = had.plus(more);
          return has.equals(Holding.NONE) ? null : has;
        });
  }

  /// What a customer or an address has.
  Holding of(long mark) {
    return byMark.getOrDefault(mark, Holding.NONE);
  }

  /// What a client has.
  Holding of(ClientId client) {
    return byClient.getOrDefault(client, Holding.NONE);
  }

  /// What each client has that has something.
  Map<ClientId, Holding> byClient() {
    return Map.copyOf(byClient);
  }
}
