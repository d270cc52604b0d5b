@NullMarked
package dev.holdfast.bootstrap.samples;

import org.jspecify.annotations.NullMarked;
