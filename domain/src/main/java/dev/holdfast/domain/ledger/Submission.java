package dev.holdfast.domain.ledger;

import org.jspecify.annotations.Nullable;

/// A command as it is handed to the ledger.
///
/// @param key the request's idempotency key; null if it has none
public record Submission(Command command, @Nullable RequestKey key) {}
