package dev.holdfast.client;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Seats and places to take out of sale, all or none.
///
/// @param reason 1 to 200 characters, without personal data
/// @param channel for whom they are put aside; null for nobody
/// @param releaseAt when they are on sale again; null for not until they are unblocked
public record NewBlock(
    List<String> seats,
    List<Blocks.Places> areas,
    String reason,
    @Nullable String channel,
    @Nullable Instant releaseAt) {}
