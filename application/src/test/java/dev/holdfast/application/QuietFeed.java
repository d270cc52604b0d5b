package dev.holdfast.application;

import dev.holdfast.application.port.out.ChangeFeed;
import dev.holdfast.domain.event.EventId;

/// The feed of a node that is alone.
public final class QuietFeed implements ChangeFeed {
  @Override
  public void tell(EventId event, long epoch, long version) {}

  @Override
  public void listen(Listener listener) {}
}
