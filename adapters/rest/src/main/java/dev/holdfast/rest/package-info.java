@NullMarked
package dev.holdfast.rest;

import org.jspecify.annotations.NullMarked;
