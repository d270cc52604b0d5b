package dev.holdfast.domain.event;

/// What kind of buyer sits there, such as adult or child.
public record TicketType(String id, String name) {}
