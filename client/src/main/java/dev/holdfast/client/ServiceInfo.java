package dev.holdfast.client;

/// The service that answers.
///
/// @param problems the address of the page with all problems
public record ServiceInfo(String name, String version, String problems) {}
