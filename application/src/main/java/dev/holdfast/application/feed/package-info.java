/// What nodes tell each other of their commits, whatever carries it.
@NullMarked
package dev.holdfast.application.feed;

import org.jspecify.annotations.NullMarked;
