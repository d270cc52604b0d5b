package dev.holdfast.bootstrap.tracing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A reflective access that {@link Reached} has written down.
///
/// @param how the method that reached it, such as `invoke`
/// @param what a class, a resource or the interfaces of a proxy
/// @param member as the metadata names it; empty for none
/// @param caller the first method outside the JDK
public record Access(String how, String what, String member, String caller) {
  /// All of a file.
  public static List<Access> read(Path trace) throws IOException {
    return Files.readAllLines(trace).stream()
        .map(line -> line.split("\t", -1))
        .map(parts -> new Access(parts[0], parts[1], parts[2], parts[3]))
        .filter(access -> !access.how().equals("begin"))
        .toList();
  }
}
