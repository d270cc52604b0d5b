package dev.holdfast.benchmarks.load;

import dev.holdfast.benchmarks.load.Finding.Verdict;
import java.util.List;

/// One target and how it is measured.
///
/// @param key names the row on the command line
/// @param what is measured, in words
/// @param target in words
record Row(String key, String what, String target, Measurement measurement) {
  /// How a row is measured.
  interface Measurement {
    /// Measures.
    ///
    /// @throws Skipped if it can't be measured here
    /// @throws Exception if it fails
    Result measure(Lab lab, Plan plan) throws Exception;
  }

  /// What a measurement came to.
  record Result(
      boolean met,
      double ratio,
      List<Finding.Figure> figures,
      List<Finding.Curve> curves,
      String note) {}

  /// Says why a row can't be measured.
  static final class Skipped extends Exception {
    private static final long serialVersionUID = 1;

    Skipped(String why) {
      super(why);
    }
  }

  /// Measures, and tells what went wrong instead of throwing it: a row that fails must not keep the
  /// others from being measured.
  Finding find(Lab lab, Plan plan) {
    try {
      Result result = measurement.measure(lab, plan);
      return new Finding(
          key,
          what,
          target,
          result.met() ? Verdict.MET : Verdict.MISSED,
          result.ratio(),
          result.figures(),
          result.curves(),
          result.note());
    } catch (Skipped e) {
      return none(Verdict.SKIPPED, String.valueOf(e.getMessage()));
    } catch (Exception e) {
      return none(Verdict.FAILED, e.getMessage() == null ? e.toString() : e.getMessage());
    }
  }

  Finding none(Verdict verdict, String why) {
    return new Finding(key, what, target, verdict, null, List.of(), List.of(), why);
  }
}
