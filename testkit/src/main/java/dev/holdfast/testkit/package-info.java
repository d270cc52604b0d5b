/// The contract that every ledger passes, an in-memory ledger that passes it, and a simulation.
@NullMarked
package dev.holdfast.testkit;

import org.jspecify.annotations.NullMarked;
