/// What nodes share in Redis and can do without: cache, notices and limits.
@NullMarked
package dev.holdfast.redis.shared;

import org.jspecify.annotations.NullMarked;
