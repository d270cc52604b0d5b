package dev.holdfast.domain.client;

/// A program that uses the API in its own name, such as the server of one ticket shop.
///
/// @param name for people, 1 to 200 characters
public record Client(ClientId id, String name) {}
