package dev.holdfast.rest;

import dev.holdfast.domain.client.Scope;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Which problems a call may answer with besides those that every call may; for the OpenAPI
/// document.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Refuses {
  Problem[] value();

  /// The scope that a key needs for it; none if any valid key will do. Then it may also answer that
  /// the key has not got it.
  Scope[] scope() default {};

  /// Whether it answers nobody who has no key.
  boolean strangers() default false;
}
