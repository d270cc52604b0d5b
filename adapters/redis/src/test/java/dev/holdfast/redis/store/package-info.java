@NullMarked
package dev.holdfast.redis.store;

import org.jspecify.annotations.NullMarked;
