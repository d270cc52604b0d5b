/// The contract of the API, as tests read it.
@NullMarked
package dev.holdfast.testkit.api;

import org.jspecify.annotations.NullMarked;
