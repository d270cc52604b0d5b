/// What tests and measurements in a real browser share.
@NullMarked
package dev.holdfast.testkit.browser;

import org.jspecify.annotations.NullMarked;
