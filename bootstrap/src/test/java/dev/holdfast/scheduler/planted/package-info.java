/// What the rules of the architecture must find.
@NullMarked
package dev.holdfast.scheduler.planted;

import org.jspecify.annotations.NullMarked;
