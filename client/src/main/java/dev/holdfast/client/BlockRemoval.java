package dev.holdfast.client;

import java.util.List;

/// Seats and places to put back on sale, whatever their reason and channel.
public record BlockRemoval(List<String> seats, List<Blocks.Places> areas) {}
