/// What the rules of the architecture must find.
@NullMarked
package dev.holdfast.webhooks.planted;

import org.jspecify.annotations.NullMarked;
