package dev.holdfast.bootstrap.samples;

import dev.holdfast.domain.seatmap.Layout;

/// The sample venues. Always the same: what is made of a layout once can rely on its ids.
public final class SampleVenues {
  private SampleVenues() {}

  /// A theatre: stalls, circle, ten boxes, wheelchair places, and a standing area.
  ///
  /// Seats are named like `Stalls-A-12`, `Circle-B-3` and `Box 4-1`, the area is `Standing`; the
  /// categories are `premium`, `stalls`, `circle`, `boxes` and `standing`.
  public static Layout theatre() {
    return Theatre.layout();
  }

  /// An arena of 20,000 seats in three tiers of 32 sections around an oval.
  ///
  /// Seats are named like `101-A-12`; the categories are `premium`, `lower`, `middle` and `upper`.
  public static Layout arena() {
    return Arena.layout();
  }

  /// A day at a clinic, without any geometry: twelve appointments of one patient each, named by
  /// their time as `08:20`, and a `walk-in` session of ten patients who draw queue numbers. The
  /// categories are `first-visit`, `follow-up` and `walk-in`.
  public static Layout clinicDay() {
    return ClinicDay.layout();
  }
}
