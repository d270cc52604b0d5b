/// What the rules of the architecture must find.
@NullMarked
package dev.holdfast.oidc.planted;

import org.jspecify.annotations.NullMarked;
