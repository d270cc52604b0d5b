package dev.holdfast.benchmarks.generator;

import java.nio.charset.StandardCharsets;

/// An answer as it came, head and body, valid only while it is being looked at.
final class Answer {
  private final int status;
  private final byte[] bytes;
  private final int length;

  /// @param bytes hold the answer up to `length`
  Answer(int status, byte[] bytes, int length) {
    this.status = status;
    this.bytes = bytes;
    this.length = length;
  }

  int status() {
    return status;
  }

  /// The first value of a text member of a JSON body. Good for ids and secrets, which need no
  /// unescaping.
  String text(String member) {
    String all = whole();
    String start = '"' + member + "\":\"";
    int from = all.indexOf(start);
    if (from < 0) {
      throw new IllegalStateException(member + ": missing in " + all);
    }
    from += start.length();
    return all.substring(from, all.indexOf('"', from));
  }

  String body() {
    String all = whole();
    return all.substring(all.indexOf("\r\n\r\n") + 4);
  }

  String whole() {
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
