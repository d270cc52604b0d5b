/// What the rules of the architecture must find.
@NullMarked
package dev.holdfast.mcp.planted;

import org.jspecify.annotations.NullMarked;
