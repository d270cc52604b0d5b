/// The page that tells what was measured, its plots, and the same for programs.
@NullMarked
package dev.holdfast.benchmarks.report;

import org.jspecify.annotations.NullMarked;
