/// What the world outside may ask of Holdfast.
@NullMarked
package dev.holdfast.application.port.in;

import org.jspecify.annotations.NullMarked;
