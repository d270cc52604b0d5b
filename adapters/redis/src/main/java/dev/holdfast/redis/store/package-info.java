/// An event as it is stored in Redis, and how that is read and written.
@NullMarked
package dev.holdfast.redis.store;

import org.jspecify.annotations.NullMarked;
