@NullMarked
package dev.holdfast.redis.shared;

import org.jspecify.annotations.NullMarked;
