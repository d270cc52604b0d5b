@NullMarked
package dev.holdfast.redis.ledger;

import org.jspecify.annotations.NullMarked;
