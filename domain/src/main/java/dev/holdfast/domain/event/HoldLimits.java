package dev.holdfast.domain.event;

/// How many seats and places of an event somebody may have.
///
/// @param customer each customer of each client
/// @param client each client that sells, over all of its customers
/// @param address each address of browsers; an IPv6 address counts with the others of its /64
public record HoldLimits(Limit customer, Limit client, Limit address) {
  /// Nobody is limited.
  public static final HoldLimits NONE = new HoldLimits(Limit.NONE, Limit.NONE, Limit.NONE);

  private static final Limit FIFTY_HELD = new Limit(50, 0);

  /// What an event has that says nothing of it: a stranger can't empty a house, neither from an
  /// address nor with a buyer token, which makes a customer of whoever visits a page.
  public static final HoldLimits DEFAULT = new HoldLimits(FIFTY_HELD, Limit.NONE, FIFTY_HELD);

  /// How many seats and places one of them may have.
  ///
  /// @param held at one time in holds; 0 for any number
  /// @param total at one time in holds and reservations together; 0 for any number
  public record Limit(int held, int total) {
    /// Any number.
    public static final Limit NONE = new Limit(0, 0);

    /// The highest that can be set.
    public static final int MOST = 1_000_000;

    /// Whether somebody may have any number.
    public boolean allowsAll() {
      return held == 0 && total == 0;
    }
  }
}
