package dev.holdfast.domain.ledger;

import static dev.holdfast.domain.ledger.TwoSeats.EXPIRES;
import static dev.holdfast.domain.ledger.TwoSeats.PLACED;
import static dev.holdfast.domain.ledger.TwoSeats.TERMS;
import static dev.holdfast.domain.ledger.TwoSeats.TICK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdfast.domain.event.HoldPolicy;
import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.ReservationId;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LiveHoldTest {
  private final Hold open = new Hold.Open(TERMS);

  @Test
  void aHoldIsLiveUntilTheInstantOfItsExpiry() {
    assertThat(LiveHold.refusal(open, EXPIRES.minus(TICK))).isEmpty();
    assertThat(LiveHold.refusal(open, EXPIRES)).contains(new Refusal.HoldExpired(EXPIRES));
  }

  @Test
  void anEndedHoldIsNotLiveHoweverMuchTimeItHadLeft() {
    var reservation = new ReservationId(new UUID(1, 2));
    assertThat(LiveHold.refusal(new Hold.Confirmed(TERMS, reservation), PLACED))
        .contains(new Refusal.HoldConfirmed());
    assertThat(LiveHold.refusal(new Hold.Released(TERMS), PLACED))
        .contains(new Refusal.HoldReleased());
    assertThat(LiveHold.refusal(new Hold.Expired(TERMS), PLACED))
        .contains(new Refusal.HoldExpired(EXPIRES));
  }

  @Test
  void thereIsNoLiveHoldOfOneThatIsNot() {
    assertThat(new LiveHold(open, PLACED).terms()).isEqualTo(TERMS);
    assertThatIllegalArgumentException().isThrownBy(() -> new LiveHold(open, EXPIRES));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LiveHold(new Hold.Released(TERMS), PLACED));
  }

  @Test
  void extendingGivesAFullDurationWithinTheLongestLifeAndTakesNothing() {
    var policy = new HoldPolicy(Duration.ofMinutes(10), Duration.ofMinutes(30), 10, Duration.ZERO);
    assertThat(expiryIfExtended(5, policy)).isEqualTo(EXPIRES);
    assertThat(expiryIfExtended(12, policy)).isEqualTo(PLACED.plus(Duration.ofMinutes(22)));
    var longer = new HoldPolicy(Duration.ofMinutes(25), Duration.ofMinutes(60), 10, Duration.ZERO);
    assertThat(expiryIfExtended(12, longer)).isEqualTo(TERMS.maxExpiresAt());
  }

  private Instant expiryIfExtended(int minutesAfterPlacing, HoldPolicy policy) {
    Instant now = PLACED.plus(Duration.ofMinutes(minutesAfterPlacing));
    return new LiveHold(open, now).extended(policy).expiresAt();
  }
}
