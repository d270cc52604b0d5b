/// The one way to change an event's seats: a command is decided purely and its changes applied.
@NullMarked
package dev.holdfast.domain.ledger;

import org.jspecify.annotations.NullMarked;
