package dev.holdfast.benchmarks.textbook;

import java.util.Set;
import java.util.stream.IntStream;

/// Seats in memory behind a read-write lock for each event: a look at the seats as a reader, and
/// only if they are free a second look and the taking as a writer.
final class ReadWriteSeats implements SeatHolder {
  private final Seats seats;
  private final ReadWriteMonitor[] monitors;

  ReadWriteSeats(Workload workload, boolean readersFirst) {
    this.seats = new Seats(workload);
    this.monitors =
        IntStream.range(0, workload.events())
            .mapToObj(_ -> new ReadWriteMonitor(readersFirst))
            .toArray(ReadWriteMonitor[]::new);
  }

  @Override
  public Answer hold(long holder, int event, int[] wanted) {
    ReadWriteMonitor monitor = monitors[event];
    monitor.beginReading();
    try {
      if (!seats.areFree(event, wanted)) {
        return Answer.TAKEN;
      }
    } finally {
      monitor.endReading();
    }
    // A reader can't become a writer: two who want to would wait for each other for ever.
    monitor.beginWriting();
    try {
      return seats.hold(holder, event, wanted);
    } finally {
      monitor.endWriting();
    }
  }

  @Override
  public void release(long holder, int event, int[] held) {
    monitors[event].beginWriting();
    try {
      seats.set(event, held, 0);
    } finally {
      monitors[event].endWriting();
    }
  }

  @Override
  public Set<Claim> claims() {
    return seats.claims();
  }

  @Override
  public void close() {}
}
