package dev.holdfast.benchmarks.report;

import dev.holdfast.benchmarks.load.Finding;
import dev.holdfast.benchmarks.load.Plan;
import dev.holdfast.benchmarks.textbook.TextbookResult;
import java.util.List;

/// Everything that one run found out.
///
/// @param serviceOptions of the JVM that the service ran in
/// @param disturbance the share of the machine that other programs used meanwhile, 0 to 1
public record Results(
    Machine machine,
    List<String> serviceOptions,
    Plan plan,
    double disturbance,
    List<Finding> targets,
    List<TextbookResult> textbook) {}
