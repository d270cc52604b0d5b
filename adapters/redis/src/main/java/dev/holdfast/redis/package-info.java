/// What lives in Redis: the holds of events whose ledger is there, and what nodes share.
@NullMarked
package dev.holdfast.redis;

import org.jspecify.annotations.NullMarked;
