/// The ledger of events whose holds are in Redis: committing, selling, opening and retention.
@NullMarked
package dev.holdfast.redis.ledger;

import org.jspecify.annotations.NullMarked;
