package dev.holdfast.redis.store;

import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldDetails;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.ledger.Batch;
import dev.holdfast.domain.ledger.Claim;
import dev.holdfast.domain.ledger.Delta;
import dev.holdfast.domain.ledger.LedgerEntry;
import java.time.Duration;
import java.util.stream.Stream;

/// What decided batches come to in Redis.
public final class BatchWrites {
  /// About as many of an event's latest entries can be read; who has seen fewer begins anew.
  private static final String ENTRIES_KEPT = "100000";

  private final Keeping keeping;

  public BatchWrites(Keeping keeping) {
    this.keeping = keeping;
  }

  public Writes of(Batch batch) {
    var keys = new EventKeys(batch.sale().event().id());
    var writes = new Writes(keys);
    Delta delta = batch.delta();
    Settings settings = delta.settings();
    if (settings != null) {
      writes.add("HSET", keys.head(), "settings", Codec.settings(settings));
    }
    for (Delta.Row<HoldId, Hold> row : delta.holds()) {
      put(writes, keys, row.present(), row.isNew());
      HoldDetails details = delta.details().get(row.key());
      if (row.isNew() && details != null) {
        Duration kept =
            Duration.between(batch.sale().now(batch.at()), row.present().terms().maxExpiresAt())
                .plus(keeping.endedHolds());
        set(writes, keys.details(row.key()), Codec.details(details), kept);
      }
    }
    for (Delta.Row<Integer, Claim> row : delta.finalClaims()) {
      String number = Integer.toString(row.key());
      Claim after = row.after();
      if (after == null) {
        writes.add("HDEL", keys.finalClaims(), number);
      } else {
        writes.add("HSET", keys.finalClaims(), number, Codec.claim(after));
      }
    }
    if (!delta.coolDowns().isEmpty()) {
      String now = Codec.micros(batch.sale().now(batch.at()));
      writes.add("ZREMRANGEBYSCORE", keys.coolDowns(), "-inf", now);
      writes.addAll(
          "ZADD",
          keys.coolDowns(),
          delta.coolDowns().stream()
              .flatMap(one -> Stream.of(Codec.micros(one.endsAt()), Codec.coolDown(one)))
              .toList());
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
    delta
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
          Codec.numbersText(delta.lastNumbers()),
          "due",
          Codec.microsOrNone(delta.nextDue()));
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
