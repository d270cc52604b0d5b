/// What the rules of the architecture must find.
@NullMarked
package dev.holdfast.rest.planted;

import org.jspecify.annotations.NullMarked;
