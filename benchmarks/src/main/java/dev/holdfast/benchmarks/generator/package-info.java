/// The load generator: a program of its own, so that what it costs is told apart from what the
/// service costs. One thread, requests made of bytes prepared beforehand, answers read only as far
/// as they matter.
@NullMarked
package dev.holdfast.benchmarks.generator;

import org.jspecify.annotations.NullMarked;
