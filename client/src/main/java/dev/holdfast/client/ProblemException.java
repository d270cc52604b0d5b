package dev.holdfast.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The service refused a request. Decide by the type of [#problem].
public final class ProblemException extends HoldfastException {
  private static final long serialVersionUID = 1;

  private final transient Problem problem;
  private final @Nullable Duration retryAfter;

  ProblemException(Problem problem, @Nullable Duration retryAfter) {
    super(problem.about().type() + ": " + problem.about().detail(), null);
    this.problem = problem;
    this.retryAfter = retryAfter;
  }

  public Problem problem() {
    return problem;
  }

  /// How long to wait before the request is sent again, at least; null if the service did not say.
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
