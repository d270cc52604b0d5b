/// The use cases of Holdfast, between the ports that drive it and those that it drives.
@NullMarked
package dev.holdfast.application;

import org.jspecify.annotations.NullMarked;
