package dev.holdfast.redis;

import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.ledger.Batch;
import dev.holdfast.domain.ledger.Claim;
import dev.holdfast.domain.ledger.LedgerEntry;
import java.time.Duration;

/// What decided batches come to in Redis.
final class BatchWrites {
  /// About as many of an event's latest entries can be read; who has seen fewer begins anew.
  private static final String ENTRIES_KEPT = "100000";

  private final RedisHolds.Keeping keeping;

  BatchWrites(RedisHolds.Keeping keeping) {
    this.keeping = keeping;
  }

  Writes of(Batch batch) {
    var keys = new EventKeys(batch.sale().event().id());
    var writes = new Writes(keys);
    for (Batch.Placed placed : batch.placed()) {
      put(writes, keys, placed.hold(), true);
      Duration kept =
          Duration.between(batch.at(), placed.hold().terms().maxExpiresAt())
              .plus(keeping.endedHolds());
      set(writes, keys.details(placed.hold().terms().id()), Codec.details(placed.details()), kept);
    }
    batch.changed().forEach(hold -> put(writes, keys, hold, false));
    batch.ended().forEach(hold -> put(writes, keys, hold, false));
    for (Batch.ClaimChange change : batch.finalClaims()) {
      String number = Integer.toString(change.number());
      if (change.after().orElse(null) instanceof Claim.Reserved(var reservation)) {
        writes.add("HSET", keys.sold(), number, reservation.value().toString());
      } else {
        writes.add("HDEL", keys.sold(), number);
      }
    }
    for (LedgerEntry entry : batch.entries()) {
      writes.add(
          "XADD",
          keys.entries(),
          "MAXLEN",
          "~",
          ENTRIES_KEPT,
          entry.version() + "-0",
          "e",
          Codec.entry(entry));
    }
    batch
        .answers()
        .forEach(
            answer ->
                set(writes, keys.answer(answer.key()), Codec.answer(answer), keeping.answers()));
    if (!batch.entries().isEmpty()) {
      LedgerEntry last = batch.entries().getLast();
      writes.add(
          "HSET",
          keys.head(),
          "version",
          Long.toString(last.version()),
          "last_at",
          Codec.micros(last.at()),
          "numbers",
          Codec.numbersText(batch.lastNumbers()),
          "due",
          Codec.microsOrNone(batch.nextExpiry()));
    }
    return writes;
  }

  private void put(Writes writes, EventKeys keys, Hold hold, boolean isNew) {
    HoldId id = hold.terms().id();
    if (hold instanceof Hold.Open) {
      writes.add("HSET", keys.open(), id.value().toString(), Codec.terms(hold.terms()));
      return;
    }
    if (!isNew) {
      writes.add("HDEL", keys.open(), id.value().toString());
    }
    set(writes, keys.ended(id), Codec.hold(hold), keeping.endedHolds());
  }

  private static void set(Writes writes, String key, String value, Duration kept) {
    writes.add("SET", key, value, "PX", Long.toString(kept.toMillis()));
  }
}
