package dev.holdfast.benchmarks.load;

import dev.holdfast.benchmarks.load.Finding.Verdict;
import java.util.List;

/// One target and how it is measured.
///
/// @param key names the row on the command line
/// @param what is measured, in words
/// @param target in words
/// @param bound what the ratio must keep to
record Row(String key, String what, String target, Bound bound, Measurement measurement) {
  /// A limit of a ratio.
  record Bound(boolean atLeast, double limit) {
    static Bound atLeast(double limit) {
      return new Bound(true, limit);
    }

    static Bound atMost(double limit) {
      return new Bound(false, limit);
    }

    /// How well a ratio keeps to it: 1 or more if it does.
    double fulfilment(double ratio) {
      return atLeast ? ratio / limit : limit / ratio;
    }
  }

  /// How a row is measured.
  interface Measurement {
    /// Measures.
    ///
    /// @throws Skipped if it can't be measured here
    /// @throws Exception if it fails
    Result measure(Lab lab, Plan plan) throws Exception;
  }

  /// What a measurement came to.
  ///
  /// @param ratio for the row's bound
  /// @param otherwiseMet whether what the target says besides the ratio is so
  record Result(
      double ratio,
      boolean otherwiseMet,
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
      double fulfilment = bound.fulfilment(result.ratio());
      return new Finding(
          key,
          what,
          target,
          verdict(plan, fulfilment >= 1 && result.otherwiseMet()),
          result.ratio(),
          fulfilment,
          result.figures(),
          result.curves(),
          result.note());
    } catch (Skipped e) {
      return none(Verdict.SKIPPED, String.valueOf(e.getMessage()));
    } catch (Exception e) {
      return none(Verdict.FAILED, e.getMessage() == null ? e.toString() : e.getMessage());
    }
  }

  private static Verdict verdict(Plan plan, boolean met) {
    if (plan.isShort()) {
      return Verdict.RAN;
    }
    return met ? Verdict.MET : Verdict.MISSED;
  }

  Finding none(Verdict verdict, String why) {
    return new Finding(key, what, target, verdict, null, null, List.of(), List.of(), why);
  }
}
