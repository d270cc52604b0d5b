/// What the rules of the architecture must find.
@NullMarked
package dev.holdfast.application.planted;

import org.jspecify.annotations.NullMarked;
