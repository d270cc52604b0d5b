@NullMarked
package dev.holdfast.scheduler;

import org.jspecify.annotations.NullMarked;
