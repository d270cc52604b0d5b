/// Sees what the service reaches by reflection, as GraalVM's tracing agent would.
@NullMarked
package dev.holdfast.bootstrap.tracing;

import org.jspecify.annotations.NullMarked;
