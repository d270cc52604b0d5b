/// Plays an on-sale against a scratch event of a running Holdfast, as `./holdfast rehearse` does.
@NullMarked
package dev.holdfast.benchmarks.rehearsal;

import org.jspecify.annotations.NullMarked;
