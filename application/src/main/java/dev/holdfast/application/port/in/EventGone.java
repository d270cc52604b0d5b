package dev.holdfast.application.port.in;

import dev.holdfast.domain.event.EventId;

/// The event was deleted, since the caller last knew of it.
public class EventGone extends Unavailable {
  private static final long serialVersionUID = 1;

  public EventGone(EventId event) {
    super("event: " + event + " (expected: one that is stored)");
  }
}
