@NullMarked
package dev.holdfast.domain;

import org.jspecify.annotations.NullMarked;
