package dev.holdfast.rest;

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

  /// Whether it answers nobody who has no key.
  boolean strangers() default false;
}
