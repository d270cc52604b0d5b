package dev.holdfast.domain.client;

import dev.holdfast.domain.FieldError;
import dev.holdfast.domain.FieldPath;
import dev.holdfast.domain.event.EventId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a buyer token says, which is all that there is of it: nothing is stored.
///
/// @param key the secret key of the client that made it, and with which it ends
/// @param event the only one that it is for
/// @param origin of the pages that may use it
/// @param customer whose it is, opaque, 1 to 128 characters
/// @param expiresAt the first instant at which it is not valid any more, in whole seconds
public record BuyerPass(
    KeyId key, EventId event, Origin origin, String customer, Instant expiresAt) {
  private static final byte FORM = 1;

  public BuyerPass {
    expiresAt = expiresAt.truncatedTo(ChronoUnit.SECONDS);
  }

  /// A token as a shop asks for it, before it is known that it can be.
  ///
  /// @param origin of the pages that are to use it
  /// @param customer opaque, 1 to 128 characters
  /// @param lifetime how long it is to be valid; null for an hour
  public record Asked(String origin, String customer, @Nullable Duration lifetime) {
    private static final Duration USUAL_LIFETIME = Duration.ofHours(1);
    private static final Duration LEAST_LIFETIME = Duration.ofSeconds(1);
    private static final Duration MOST_LIFETIME = Duration.ofHours(24);

    /// What is wrong with it.
    ///
    /// @param origins those of the client's publishable keys
    public List<FieldError> errors(Collection<Origin> origins) {
      List<FieldError> errors = new ArrayList<>();
      if (!origins.contains(new Origin(origin))) {
        errors.add(
            FieldError.expected(
                FieldPath.of("origin"),
                origin,
                "an origin of one of the client's publishable keys"));
      }
      if (lifetime != null
          && (lifetime.compareTo(LEAST_LIFETIME) < 0 || lifetime.compareTo(MOST_LIFETIME) > 0)) {
        errors.add(
            FieldError.expected(
                FieldPath.of("lifetime"), lifetime, LEAST_LIFETIME + ".." + MOST_LIFETIME));
      }
      return errors;
    }

    /// What the token says; it has no errors.
    public BuyerPass toPass(KeyId key, EventId event, Instant now) {
      return new BuyerPass(
          key,
          event,
          new Origin(origin),
          customer,
          now.plus(lifetime == null ? USUAL_LIFETIME : lifetime));
    }
  }

  /// Whether it is valid still.
  public boolean isLive(Instant now) {
    return now.isBefore(expiresAt);
  }

  /// It, in the letters and digits of Base64 for addresses (RFC 4648, section 5).
  public String encoded() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(FORM);
      write(out, key.value());
      write(out, event.value());
      out.writeLong(expiresAt.getEpochSecond());
      out.writeUTF(origin.value());
      out.writeUTF(customer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
  }

  private static void write(DataOutputStream out, UUID id) throws IOException {
    out.writeLong(id.getMostSignificantBits());
    out.writeLong(id.getLeastSignificantBits());
  }

  /// What was encoded; empty if it is nothing that this version writes.
  public static Optional<BuyerPass> decoded(String text) {
    try (DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(Base64.getUrlDecoder().decode(text)))) {
      if (in.readByte() != FORM) {
        return Optional.empty();
      }
      var key = new KeyId(new UUID(in.readLong(), in.readLong()));
      var event = new EventId(new UUID(in.readLong(), in.readLong()));
      Instant expiresAt = Instant.ofEpochSecond(in.readLong());
      return Optional.of(
          new BuyerPass(key, event, new Origin(in.readUTF()), in.readUTF(), expiresAt));
    } catch (IOException | IllegalArgumentException | DateTimeException _) {
      return Optional.empty();
    }
  }
}
