@NullMarked
package dev.holdfast.benchmarks.rehearsal;

import org.jspecify.annotations.NullMarked;
