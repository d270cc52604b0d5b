package dev.holdfast.redis.ledger.planted;

import dev.holdfast.redis.shared.SharedRedis;

record KnowsAnotherPart(SharedRedis shared) {}
