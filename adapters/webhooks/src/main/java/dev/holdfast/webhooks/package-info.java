/// Sends notifications to the addresses that clients have named.
@NullMarked
package dev.holdfast.webhooks;

import org.jspecify.annotations.NullMarked;
