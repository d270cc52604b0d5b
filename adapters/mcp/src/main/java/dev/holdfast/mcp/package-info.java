/// The service for agents: tools over the Model Context Protocol, and `llms.txt`, which says how to
/// get at them.
@NullMarked
package dev.holdfast.mcp;

import org.jspecify.annotations.NullMarked;
