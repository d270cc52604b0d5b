/// The ways of holding seats that the textbooks name, each as a small, honest implementation, on
/// the same workloads and under one checker for double bookings.
@NullMarked
package dev.holdfast.benchmarks.textbook;

import org.jspecify.annotations.NullMarked;
