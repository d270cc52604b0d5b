package dev.holdfast.client;

/// A program that uses the API in its own name.
public record Client(String id, String name) {}
