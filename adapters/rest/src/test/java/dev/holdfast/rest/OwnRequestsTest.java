package dev.holdfast.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// How a node knows its own requests.
class OwnRequestsTest {
  private final OwnRequests own = new OwnRequests();

  @Test
  void thereAreNoneBeforeTheyBegin() {
    assertThat(own.isOne(null)).isFalse();
    assertThat(own.isOne("")).isFalse();
  }

  @Test
  void whoeverHasTheSecretIsOneUntilTheyEnd() {
    String secret = own.begin();
    assertThat(own.isOne(secret)).isTrue();
    assertThat(own.isOne(null)).isFalse();
    assertThat(own.isOne(secret.substring(1))).isFalse();
    assertThat(own.isOne(new OwnRequests().begin())).isFalse();

    own.end();
    assertThat(own.isOne(secret)).isFalse();
  }
}
