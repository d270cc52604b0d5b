package dev.holdfast.application.port.in;

/// Looking for what can't be true of stored events, while they are sold. It repairs nothing.
public interface Audit {
  /// Goes on for a moment: through pieces of events' ledgers, and through what is stored of them.
  /// All events have their turn, again and again. Then it rests for a multiple of that time, and
  /// does nothing when it is asked meanwhile.
  void goOn();
}
