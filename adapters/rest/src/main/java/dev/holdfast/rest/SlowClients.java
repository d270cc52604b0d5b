package dev.holdfast.rest;

import java.time.Duration;

/// What is done for clients that take their time.
///
/// @param downloads how many large answers there may be under way at once on this node
/// @param timeout how long a client may send or read nothing while it is to
public record SlowClients(int downloads, Duration timeout) {}
