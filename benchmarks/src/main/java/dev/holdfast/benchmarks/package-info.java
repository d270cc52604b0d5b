/// Programs that measure; nothing of the product depends on them.
@NullMarked
package dev.holdfast.benchmarks;

import org.jspecify.annotations.NullMarked;
