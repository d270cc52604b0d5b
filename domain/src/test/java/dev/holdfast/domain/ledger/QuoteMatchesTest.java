package dev.holdfast.domain.ledger;

import static dev.holdfast.domain.ledger.TwoSeats.PRICE;
import static dev.holdfast.domain.ledger.TwoSeats.TERMS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.event.Event;
import org.junit.jupiter.api.Test;

class QuoteMatchesTest {
  private final Event event = TwoSeats.sale(TwoSeats.settings(null, null, true)).event();

  @Test
  void anotherTotalThanTheQuoteIsRefusedWithTheQuote() {
    var mismatch = new Refusal.QuoteMismatch(PRICE, event.currency());
    assertThat(QuoteMatches.refusal(TERMS, PRICE - 1, event)).contains(mismatch);
    assertThat(QuoteMatches.refusal(TERMS, PRICE + 1, event)).contains(mismatch);
  }

  @Test
  void theQuoteIsRightAndSoIsNoExpectation() {
    assertThat(QuoteMatches.refusal(TERMS, PRICE, event)).isEmpty();
    assertThat(QuoteMatches.refusal(TERMS, null, event)).isEmpty();
  }
}
