/// What the rules of the architecture must find.
@NullMarked
package dev.holdfast.domain.planted;

import org.jspecify.annotations.NullMarked;
