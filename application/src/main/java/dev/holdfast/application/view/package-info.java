/// The node's own picture of events' seats: what lanes decide on, and what readers are served from.
@NullMarked
package dev.holdfast.application.view;

import org.jspecify.annotations.NullMarked;
