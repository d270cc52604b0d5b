package dev.holdfast.postgres;

import dev.holdfast.application.concurrent.Bulkhead;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;

/// What readers may take of the connections in tests that need Hibernate.
final class ReadersShare {
  static final int MOST = 4;

  @Produces
  @Singleton
  Bulkhead readers() {
    return new Bulkhead(MOST, Duration.ofSeconds(5));
  }
}
