/// What the rules of the architecture must find.
@NullMarked
package dev.holdfast.redis.shared.planted;

import org.jspecify.annotations.NullMarked;
