package dev.holdfast.application.port.out;

import dev.holdfast.application.port.in.EventGone;
import dev.holdfast.domain.event.EventId;

/// There is no such event any more. Nothing was changed.
public final class EventDeleted extends EventGone {
  private static final long serialVersionUID = 1;

  public EventDeleted(EventId event) {
    super(event);
  }
}
