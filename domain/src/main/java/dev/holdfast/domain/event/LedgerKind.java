package dev.holdfast.domain.event;

/// Where the holds of an event are. Its reservations are in PostgreSQL either way.
public enum LedgerKind {
  POSTGRES,
  REDIS
}
