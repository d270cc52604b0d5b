package dev.holdfast.benchmarks.textbook;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;

/// What one cell came to: one way, one workload, so many clients, on one node or two.
///
/// @param held holds that were acknowledged while it was measured
/// @param taken how often the answer was that a seat is somebody else's: the conflicts
/// @param gaveUp how often the answer was neither
/// @param retries how often the way tried something once more, by itself
/// @param deadlocks how often the database had to end a deadlock
/// @param doubleBookings how often a buyer was told to have a seat that was another buyer's; also
///     while it was not yet measured
/// @param surplusClaims claims in the way's own records beyond one a seat, in the end
/// @param differingClaims claims in which the way's own records differ from what buyers were told,
///     in the end
/// @param p50Micros of the holds that were acknowledged, as p99
/// @param longestMicros of all answers
/// @param leastShare the holds of the client that got fewest, as a part of an even share: 1 if all
///     clients got the same, 0 if one starved
@JsonIgnoreProperties(
    value = {"holdsPerSecond", "sound"},
    allowGetters = true)
public record TextbookResult(
    Way way,
    String workload,
    int clients,
    int nodes,
    double seconds,
    long held,
    long taken,
    long gaveUp,
    long retries,
    long deadlocks,
    long doubleBookings,
    int surplusClaims,
    int differingClaims,
    double p50Micros,
    double p99Micros,
    double longestMicros,
    double leastShare) {
  @JsonProperty
  public double holdsPerSecond() {
    return held / seconds;
  }

  /// Whether the checker found nothing.
  @JsonProperty("sound")
  public boolean isSound() {
    return doubleBookings == 0 && surplusClaims == 0 && differingClaims == 0;
  }
}
