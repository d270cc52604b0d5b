@NullMarked
package dev.holdfast.bootstrap;

import org.jspecify.annotations.NullMarked;
