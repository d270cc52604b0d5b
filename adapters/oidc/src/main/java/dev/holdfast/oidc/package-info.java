/// Verifies the tokens of an identity provider that speaks OpenID Connect.
@NullMarked
package dev.holdfast.oidc;

import org.jspecify.annotations.NullMarked;
