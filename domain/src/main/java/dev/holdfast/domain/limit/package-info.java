/// How often somebody may ask.
@NullMarked
package dev.holdfast.domain.limit;

import org.jspecify.annotations.NullMarked;
