package dev.holdfast.application.lane;

import dev.holdfast.application.port.in.Unavailable;
import dev.holdfast.domain.ledger.Outcome;
import java.util.concurrent.CompletableFuture;

/// Whoever waits for a command waits no longer, though it was taken up and is still to be carried
/// out.
public final class StillUnderWay extends Unavailable {
  private final transient CompletableFuture<Outcome> outcome;

  StillUnderWay(CompletableFuture<Outcome> outcome) {
    super("the outcome is not known yet");
    this.outcome = outcome;
  }

  /// What it comes to.
  public CompletableFuture<Outcome> outcome() {
    return outcome;
  }
}
