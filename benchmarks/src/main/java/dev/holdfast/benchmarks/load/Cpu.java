package dev.holdfast.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The CPU time that processes have used, from `/proc`. Where there is none (macOS) it is 0, which
/// the report shows as unknown.
final class Cpu {
  /// Linux counts in hundredths of a second for programs, whatever the kernel's own tick is.
  private static final double TICKS_PER_SECOND = 100;

  private static final int USER = 11;
  private static final int SYSTEM = 12;
  private static final int USER_OF_CHILDREN = 13;
  private static final int SYSTEM_OF_CHILDREN = 14;

  private static final int IDLE = 3;
  private static final int WAITING = 4;
  private static final int STOLEN = 7;

  private Cpu() {}

  /// Seconds that all cores together were busy since the machine's start, also for other machines
  /// on the same hardware.
  static double ofMachine() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/stat"))) {
      List<Long> ticks =
          Stream.of(lines.findFirst().orElse("").replaceAll("[^0-9 ]", "").strip().split(" ", 0))
              .map(Long::parseLong)
              .toList();
      long busy = ticks.stream().limit(STOLEN + 1).mapToLong(Long::longValue).sum();
      return (busy - ticks.get(IDLE) - ticks.get(WAITING)) / TICKS_PER_SECOND;
    } catch (IOException _) {
      return 0;
    }
  }

  /// Seconds used by one process.
  static double ofProcess(long pid) {
    List<Long> fields = fields(pid);
    return fields.isEmpty() ? 0 : (fields.get(USER) + fields.get(SYSTEM)) / TICKS_PER_SECOND;
  }

  /// Seconds used by those threads of a process whose names have something in them.
  static double ofThreads(long pid, String name) {
    try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      return threads
          .map(thread -> thread.resolve("stat"))
          .map(Cpu::read)
          .filter(stat -> stat.contains(name))
          .map(Cpu::fields)
          .mapToDouble(fields -> (fields.get(USER) + fields.get(SYSTEM)) / TICKS_PER_SECOND)
          .sum();
    } catch (IOException _) {
      return 0;
    }
  }

  /// Seconds used by a process, the children that it has, and those that it had.
  static double ofTree(long pid) {
    double children =
        ProcessHandle.of(pid).stream()
            .flatMap(ProcessHandle::children)
            .mapToDouble(child -> ofProcess(child.pid()))
            .sum();
    return ofProcess(pid) + children + ofEndedChildren(pid);
  }

  /// Seconds used by the children of a process that have ended.
  static double ofEndedChildren(long pid) {
    List<Long> fields = fields(pid);
    return fields.isEmpty()
        ? 0
        : (fields.get(USER_OF_CHILDREN) + fields.get(SYSTEM_OF_CHILDREN)) / TICKS_PER_SECOND;
  }

  /// The fields after the program's name, which may hold anything; empty if there is no such
  /// process.
  private static List<Long> fields(long pid) {
    return fields(read(Path.of("/proc", Long.toString(pid), "stat")));
  }

  private static List<Long> fields(String stat) {
    return stat.isEmpty()
        ? List.of()
        : Stream.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", 0))
            .limit(SYSTEM_OF_CHILDREN + 1)
            .map(field -> field.matches("-?\\d+") ? Long.parseLong(field) : 0L)
            .toList();
  }

  /// What a file says; nothing if there is none, or what it is about ended meanwhile.
  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException _) {
      return "";
    }
  }
}
