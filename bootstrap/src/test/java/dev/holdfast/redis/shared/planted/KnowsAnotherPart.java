package dev.holdfast.redis.shared.planted;

import dev.holdfast.redis.store.RedisEvents;

record KnowsAnotherPart(RedisEvents events) {}
