package dev.holdfast.client;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What followed a version of an event's seats, the earliest first.
///
/// @param from the version that they follow
/// @param to the version of the last change; `from`, if there is none
public record Changes(long epoch, long from, long to, List<Change> changes) {
  /// One change.
  ///
  /// @param kind such as `placed`; a later version of the service may have more kinds
  /// @param seats those that are now as the kind says
  /// @param removed those that a changed hold gave back
  /// @param areas by how many places areas are fuller or emptier now
  /// @param expiresAt when the hold expires; null if the change did not set it
  /// @param eventVersion the [Event#version] from then on; null if the change did not set it
  public record Change(
      long version,
      Instant at,
      String kind,
      List<String> seats,
      List<String> removed,
      List<AreaShift> areas,
      @Nullable Instant expiresAt,
      @Nullable Long eventVersion) {
    public Change {
      removed = removed == null ? List.of() : removed;
      areas = areas == null ? List.of() : areas;
    }
  }

  /// By how many places an area is fuller now; negative numbers for emptier.
  public record AreaShift(String id, int held, int reserved, int blocked) {}
}
