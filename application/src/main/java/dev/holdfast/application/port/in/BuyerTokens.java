package dev.holdfast.application.port.in;

import dev.holdfast.domain.FieldError;
import dev.holdfast.domain.client.BuyerPass;
import dev.holdfast.domain.event.EventId;
import java.util.List;

/// Short-lived tokens that a shop's server gives to its buyers' browsers.
public interface BuyerTokens {
  /// Makes a token. Nothing is stored: it is valid for its time, as long as the key is that makes
  /// it.
  ///
  /// @param caller has a secret key of a client
  /// @throws Unavailable if it can't be made now
  Made make(EventId event, BuyerPass.Asked asked, Caller caller);

  /// What became of a request for a token.
  sealed interface Made {
    /// It was made.
    ///
    /// @param token the whole of it
    record Token(BuyerPass pass, String token) implements Made {
      /// Without the token, so that no log has it.
      @Override
      public String toString() {
        return "Token[pass=" + pass + "]";
      }
    }

    /// It can't be.
    record Invalid(List<FieldError> errors) implements Made {
      public Invalid {
        errors = List.copyOf(errors);
      }
    }

    /// There is no such event that the caller may sell.
    record NoEvent() implements Made {}

    /// The caller has no key of a client, with which the token would end.
    record NoClient() implements Made {}
  }
}
