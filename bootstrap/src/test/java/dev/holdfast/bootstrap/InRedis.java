package dev.holdfast.bootstrap;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Says that the events of a test are to have their holds in Redis.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface InRedis {}
