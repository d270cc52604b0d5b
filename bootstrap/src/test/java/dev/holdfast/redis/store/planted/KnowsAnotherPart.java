package dev.holdfast.redis.store.planted;

import dev.holdfast.redis.ledger.RedisHolds;

record KnowsAnotherPart(RedisHolds holds) {}
