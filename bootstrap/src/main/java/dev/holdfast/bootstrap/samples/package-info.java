/// The venues that a first start has ready, made by code so that none needs to be shipped.
@NullMarked
package dev.holdfast.bootstrap.samples;

import org.jspecify.annotations.NullMarked;
