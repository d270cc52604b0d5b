package dev.holdfast.rest;

import dev.holdfast.domain.Texts;

/// Words for people about what a program sent.
final class Text {
  private static final int MOST = 80;

  private Text() {}

  /// A value that somebody sent, in quotes, on one line and not too long.
  static String quote(String value) {
    return '"' + plain(value) + '"';
  }

  /// The same without quotes.
  static String plain(String value) {
    return Texts.shown(value, MOST);
  }
}
