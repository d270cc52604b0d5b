/// The targets of Holdfast's design, each measured as a ratio of two things on the same machine in
/// the same run.
@NullMarked
package dev.holdfast.benchmarks.load;

import org.jspecify.annotations.NullMarked;
