package dev.holdfast.domain.ledger;

import java.util.List;

/// An outcome and the changes that it causes, in order.
public record Decision(Outcome outcome, List<Change> changes) {
  public Decision {
    changes = List.copyOf(changes);
    if (outcome instanceof Outcome.Refused && !changes.isEmpty()) {
      throw new IllegalArgumentException("changes: " + changes + " (expected: none if refused)");
    }
  }

  static Decision unchanged(Outcome outcome) {
    return new Decision(outcome, List.of());
  }

  static Decision refused(Refusal refusal) {
    return unchanged(new Outcome.Refused(refusal));
  }
}
