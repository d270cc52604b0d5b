/// The pages and the seat picker in a real browser, over the packaged application.
@NullMarked
package dev.holdfast.bootstrap.browser;

import org.jspecify.annotations.NullMarked;
