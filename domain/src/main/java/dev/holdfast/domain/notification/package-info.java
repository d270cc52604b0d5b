/// What the owners of events are told of their changes, in the feed and by webhooks.
@NullMarked
package dev.holdfast.domain.notification;

import org.jspecify.annotations.NullMarked;
