package dev.holdfast.application.lane;

import dev.holdfast.application.port.out.LaneObserver;
import dev.holdfast.application.view.View;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Submission;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/// A command in a lane. It leaves its queue once: taken to be carried out, or given up by the one
/// who waits for it.
///
/// @param outcome what it comes to, completed once it was carried out or refused
/// @param passage hears how it goes on
/// @param answer the same, unless whoever waits for it is told sooner that it takes too long
record Waiting(
    View view,
    Submission submission,
    LaneObserver.Passage passage,
    CompletableFuture<Outcome> outcome,
    CompletableFuture<Outcome> answer,
    AtomicBoolean left) {
  Waiting(View view, Submission submission, LaneObserver.Passage passage) {
    this(view, submission, passage, new CompletableFuture<>());
  }

  private Waiting(
      View view,
      Submission submission,
      LaneObserver.Passage passage,
      CompletableFuture<Outcome> outcome) {
    this(view, submission, passage, outcome, outcome.copy(), new AtomicBoolean());
  }

  boolean take() {
    return leave();
  }

  boolean giveUp() {
    return leave();
  }

  private boolean leave() {
    boolean isFirst = left.compareAndSet(false, true);
    if (isFirst) {
      passage.left();
    }
    return isFirst;
  }
}
