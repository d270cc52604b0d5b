/// A client of Holdfast, which sells numbered seats and never sells one twice. Begin with
/// [Holdfast].
@NullMarked
package dev.holdfast.client;

import org.jspecify.annotations.NullMarked;
