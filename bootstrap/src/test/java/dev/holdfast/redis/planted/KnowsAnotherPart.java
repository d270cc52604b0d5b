package dev.holdfast.redis.planted;

import dev.holdfast.redis.store.RedisEvents;

record KnowsAnotherPart(RedisEvents events) {}
