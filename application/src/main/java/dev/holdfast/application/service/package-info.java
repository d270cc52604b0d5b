/// The use cases; they hold no state but caches.
@NullMarked
package dev.holdfast.application.service;

import org.jspecify.annotations.NullMarked;
