/// Where commands of an event queue up for its ledger.
@NullMarked
package dev.holdfast.application.lane;

import org.jspecify.annotations.NullMarked;
