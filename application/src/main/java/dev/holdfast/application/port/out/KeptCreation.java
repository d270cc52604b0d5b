package dev.holdfast.application.port.out;

import java.util.UUID;

/// What a request to add something to the catalogue was answered, kept to answer it again.
///
/// @param fingerprint of the request that was answered
/// @param id of what it added
public record KeptCreation(String fingerprint, UUID id) {}
