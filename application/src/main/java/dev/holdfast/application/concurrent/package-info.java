/// How threads that want the same get on with each other: for the services, and for the adapters
/// that Holdfast drives.
@NullMarked
package dev.holdfast.application.concurrent;

import org.jspecify.annotations.NullMarked;
