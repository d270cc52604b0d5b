package dev.holdfast.client;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// What has happened to all events of a client, in an order that never changes.
///
/// @param nextCursor where it goes on
public record Feed(List<Notification> items, String nextCursor) {
  /// One of them, a CloudEvent 1.0. Webhooks have the same.
  ///
  /// @param id the same wherever and however often it is sent
  /// @param source the path of the event
  /// @param type such as `holdfast.hold.placed.v1`; later versions have more types
  /// @param data as the type has it; later versions have more members
  public record Notification(
      String specversion,
      String id,
      String source,
      String type,
      Instant time,
      String datacontenttype,
      Map<String, Object> data) {}
}
