package dev.holdfast.application.service;

import java.util.random.RandomGenerator;

/// Makes the codes by which people name reservations, such as `7K2QM-X09BD`.
///
/// Crockford's Base32 has no letters that are easily mistaken for others. With 50 random bits, two
/// of 100,000 reservations of one event share a code in about 1 of 200,000 events; the store then
/// refuses the second, and the request can be sent again.
final class ReservationCode {
  private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int LENGTH = 10;

  private ReservationCode() {}

  static String random(RandomGenerator random) {
    StringBuilder code = new StringBuilder();
    for (int i = 0; i < LENGTH; i++) {
      code.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return code.insert(LENGTH / 2, '-').toString();
  }
}
