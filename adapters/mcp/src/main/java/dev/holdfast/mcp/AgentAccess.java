package dev.holdfast.mcp;

/// Whether agents are served.
///
/// @param isServed if not, there is no such address
public record AgentAccess(boolean isServed) {}
