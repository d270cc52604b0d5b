@NullMarked
package dev.holdfast.benchmarks.report;

import org.jspecify.annotations.NullMarked;
