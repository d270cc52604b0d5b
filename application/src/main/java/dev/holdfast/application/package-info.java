@NullMarked
package dev.holdfast.application;

import org.jspecify.annotations.NullMarked;
