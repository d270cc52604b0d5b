/// What the rules of the architecture must find.
@NullMarked
package dev.holdfast.postgres.planted;

import org.jspecify.annotations.NullMarked;
