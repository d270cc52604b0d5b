/// What is for sale: one happening, its prices, its sales window and its hold policy.
@NullMarked
package dev.holdfast.domain.event;

import org.jspecify.annotations.NullMarked;
