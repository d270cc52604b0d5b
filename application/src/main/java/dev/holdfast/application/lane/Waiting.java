package dev.holdfast.application.lane;

import dev.holdfast.application.view.View;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Submission;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/// A command in a lane. It leaves its queue once: taken to be carried out, or given up by the one
/// who waits for it.
record Waiting(
    View view, Submission submission, CompletableFuture<Outcome> answer, AtomicBoolean left) {
  Waiting(View view, Submission submission) {
    this(view, submission, new CompletableFuture<>(), new AtomicBoolean());
  }

  boolean take() {
    return left.compareAndSet(false, true);
  }

  boolean giveUp() {
    return left.compareAndSet(false, true);
  }
}
