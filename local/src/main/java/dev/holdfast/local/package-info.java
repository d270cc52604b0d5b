@NullMarked
package dev.holdfast.local;

import org.jspecify.annotations.NullMarked;
