package dev.holdfast.application.lane;

import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Submission;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/// A command in a lane's queue. It leaves the queue once: taken by the lane, or given up by the one
/// who waits for it.
record Waiting(
    Sale sale, Submission submission, CompletableFuture<Outcome> answer, AtomicBoolean left) {
  Waiting(Sale sale, Submission submission) {
    this(sale, submission, new CompletableFuture<>(), new AtomicBoolean());
  }

  boolean take() {
    return left.compareAndSet(false, true);
  }

  boolean giveUp() {
    return left.compareAndSet(false, true);
  }
}
