package dev.holdfast.benchmarks.report;

import dev.holdfast.benchmarks.generator.Measured;
import dev.holdfast.benchmarks.load.Finding;
import dev.holdfast.benchmarks.load.Finding.Curve;
import java.util.List;
import java.util.stream.Collectors;

/// The plots of the page.
final class Plots {
  private static final String GOOD = "#2e8b57";
  private static final String BAD = "#cc4c33";
  private static final List<String> COLOURS = List.of("#3b78c3", "#d98526", "#8a5bb5");

  private Plots() {}

  /// Each target as a bar that reaches the line if it is met.
  static String targets(List<Finding> findings) {
    int left = 90;
    int right = 700;
    int step = 28;
    double least = 1.0 / 64;
    double most = 16;
    int bottom = 30 + findings.size() * step;
    Svg svg = new Svg(860, bottom + 30);
    for (double mark = least; mark <= most; mark *= 4) {
      double x = along(mark, least, most, left, right);
      svg.line(x, 20, x, bottom, mark == 1 ? Svg.INK : Svg.FAINT);
      svg.text(x, bottom + 18, "middle", Svg.INK, mark == 1 ? "target" : "× " + fraction(mark));
    }
    int y = 30;
    for (Finding finding : findings) {
      svg.text(left - 8, y + 14, "end", Svg.INK, finding.key());
      Double fulfilment = finding.fulfilment();
      if (fulfilment == null) {
        svg.text(left + 8, y + 14, "start", Svg.INK, Page.verdict(finding));
      } else {
        double end = along(Math.clamp(fulfilment, least, most), least, most, left, right);
        svg.bar(left, y, Math.max(2, end - left), step - 8, colour(finding.verdict()));
        svg.text(
            Math.max(end, left) + 8,
            y + 14,
            "start",
            Svg.INK,
            Page.ratio(finding) + " (" + Page.verdict(finding) + ")");
      }
      y += step;
    }
    return svg.picture("How far each target is met; longer is better");
  }

  private static String colour(Finding.Verdict verdict) {
    return switch (verdict) {
      case MET -> GOOD;
      case MISSED -> BAD;
      case RAN, SKIPPED, FAILED -> Svg.FAINT;
    };
  }

  private static String fraction(double mark) {
    return mark >= 1 ? "%.0f".formatted(mark) : "1/%.0f".formatted(1 / mark);
  }

  /// How long the slowest requests took, by how rare they are.
  static String latencies(String title, List<Curve> curves) {
    int left = 60;
    int right = 620;
    int top = 40;
    int bottom = 300;
    List<Double> marks = List.of(50.0, 90.0, 99.0, 99.9, 99.99);
    double least = lowest(curves);
    double most = highest(curves);
    Svg svg = new Svg(820, bottom + 40);
    svg.text(left, 20, "start", Svg.INK, title + ": milliseconds by percentile");
    for (double percentile : marks) {
      double x = across(percentile, left, right);
      svg.line(x, top, x, bottom, Svg.FAINT);
      svg.text(
          x,
          bottom + 18,
          "middle",
          Svg.INK,
          (percentile % 1 == 0 ? "%.0f %%" : "%s %%").formatted(percentile));
    }
    for (double mark = least; mark <= most * 1.01; mark *= 10) {
      double y = along(mark, least, most, bottom, top);
      svg.line(left, y, right, y, Svg.FAINT);
      svg.text(
          left - 6,
          y + 4,
          "end",
          Svg.INK,
          mark >= 1 ? "%.0f".formatted(mark) : "%s".formatted(mark));
    }
    double label = top + 6;
    for (int i = 0; i < curves.size(); i++) {
      String colour = COLOURS.get(i % COLOURS.size());
      svg.path(
          curves.get(i).points().stream()
              .filter(point -> point.percentile() >= 25 && point.percentile() <= 99.99)
              .map(
                  point ->
                      "%.1f,%.1f"
                          .formatted(
                              across(point.percentile(), left, right),
                              along(Math.max(point.millis(), least), least, most, bottom, top)))
              .collect(Collectors.joining(" ")),
          colour);
      svg.bar(right + 20, label - 5, 14, 4, colour);
      svg.text(right + 40, label, "start", Svg.INK, curves.get(i).name());
      label += 20;
    }
    return svg.picture(title);
  }

  private static double lowest(List<Curve> curves) {
    double value =
        curves.stream()
            .flatMap(curve -> curve.points().stream())
            .filter(point -> point.percentile() >= 25)
            .mapToDouble(Measured.Point::millis)
            .min()
            .orElse(1);
    return Math.pow(10, Math.floor(Math.log10(Math.max(0.01, value))));
  }

  private static double highest(List<Curve> curves) {
    double value =
        curves.stream()
            .flatMap(curve -> curve.points().stream())
            .filter(point -> point.percentile() <= 99.99)
            .mapToDouble(Measured.Point::millis)
            .max()
            .orElse(1);
    return Math.pow(10, Math.ceil(Math.log10(Math.max(0.1, value))));
  }

  /// Where a percentile is, the rarest stretched: 90 and 99 are as far apart as 99 and 99.9.
  private static double across(double percentile, double left, double right) {
    double rarity = -Math.log10(1 - Math.min(percentile, 99.99) / 100);
    return left + rarity / 4 * (right - left);
  }

  private static double along(double value, double least, double most, double from, double to) {
    return from + Math.log(value / least) / Math.log(most / least) * (to - from);
  }
}
