/// The rules of selling numbered seats: pure Java, no clock, no store, no framework.
@NullMarked
package dev.holdfast.domain;

import org.jspecify.annotations.NullMarked;
