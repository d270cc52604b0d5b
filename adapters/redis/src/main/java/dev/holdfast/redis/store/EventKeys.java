package dev.holdfast.redis.store;

import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.ledger.RequestKey;
import java.util.List;

/// The keys under which one event is in Redis. They share a hash tag, so that all of them are on
/// one node of a cluster.
public record EventKeys(EventId event) {
  /// A sorted set over all events: when something of each is due next. It may be on another node of
  /// a cluster than the events.
  public static final String DUE = "holdfast:due";

  private String of(String what) {
    return "holdfast:{" + event + "}:" + what;
  }

  /// A hash: where the event's ledger is, and whether it may be used.
  public String head() {
    return of("head");
  }

  /// A hash: what each open hold holds, by its id.
  public String open() {
    return of("open");
  }

  /// A hash: who bought each sold seat, and why others are blocked, by their number.
  public String finalClaims() {
    return of("sold");
  }

  /// A sorted set: who can't hold a seat again yet, by when they can.
  public String coolDowns() {
    return of("cool-downs");
  }

  /// A stream: the ledger's entries in this epoch, by their version.
  public String entries() {
    return of("entries");
  }

  /// A string: what is written once the sales of {@link EventHead#pending} are final.
  public String pending() {
    return of("pending");
  }

  /// All keys that stay until the event is freed.
  public List<String> lasting() {
    return List.of(head(), open(), finalClaims(), coolDowns(), entries(), pending());
  }

  /// A string that expires: a hold that has ended.
  public String ended(HoldId hold) {
    return of("ended:" + hold.value());
  }

  /// A string that expires: what a hold carries.
  public String details(HoldId hold) {
    return of("details:" + hold.value());
  }

  /// A string that expires: what an idempotency key was answered.
  public String answer(RequestKey key) {
    return of("answer:" + key.client().length() + ":" + key.client() + ":" + key.key());
  }
}
