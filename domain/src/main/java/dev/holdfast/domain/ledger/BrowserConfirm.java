package dev.holdfast.domain.ledger;

import java.util.Optional;

/// The rule that browsers sell, and take back what was sold, only if the event lets them. It comes
/// before all that became of the hold, and of an earlier request with the same key.
final class BrowserConfirm {
  private BrowserConfirm() {}

  static Optional<Refusal> refusal(Draft draft, Command command) {
    boolean isSaleByBrowser =
        (command instanceof Command.Confirm confirm
                && confirm.byBrowser()
                && draft.hold(confirm.holdId()).isPresent())
            || (command instanceof Command.Cancel cancel
                && cancel.byBrowser()
                && draft.reservation(cancel.reservationId()).isPresent());
    return isSaleByBrowser && !draft.sale().event().settings().browserConfirm()
        ? Optional.of(new Refusal.NeedsKey())
        : Optional.empty();
  }
}
