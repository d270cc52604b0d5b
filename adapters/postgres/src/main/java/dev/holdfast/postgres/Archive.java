package dev.holdfast.postgres;

import dev.holdfast.application.port.out.LedgerAudit.Finding;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.LedgerKind;
import dev.holdfast.domain.ledger.Claim;
import dev.holdfast.domain.ledger.EntryCodec;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.LedgerEntry;
import dev.holdfast.postgres.ArchiveFile.Entry;
import dev.holdfast.postgres.LedgerReads.Head;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// The command that writes the ledgers of events that are long over to files, and that verifies
/// such files: that they are as they were written, that the ledger has the same entries, and that
/// these come to what the tables show. It only reads the database, without locks, and deletes
/// nothing.
public final class Archive {
  private static final String TO = "--to";
  private static final String VERIFY = "--verify";
  private static final String SUFFIX = ".ledger.gz";
  private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(10);
  private static final int ENTRIES_AT_ONCE = 1_000;

  private final DataSource dataSource;
  private final PrintStream out;

  /// @param out is told what becomes of each event and file
  Archive(DataSource dataSource, PrintStream out) {
    this.dataSource = dataSource;
    this.out = out;
  }

  /// Works on the database that `QUARKUS_DATASOURCE_JDBC_URL` names. After `--to` a folder and a
  /// number of days follow: the ledgers of events that have been over for so long are
  /// written there. After `--verify` a file follows, or a folder with such files. Exits with 1 if
  /// an event could not be archived or a file is not right, and with 2 if it was not called like
  /// this.
  public static void main(String[] args) {
    System.exit(
        ExitStatus.of(
            () -> new Archive(NamedDatabase.in(System.getenv()), System.out).run(List.of(args))));
  }

  private boolean run(List<String> arguments) throws IOException, SQLException {
    if (arguments.size() == 3 && arguments.getFirst().equals(TO)) {
      return write(Path.of(arguments.get(1)), Duration.ofDays(Long.parseLong(arguments.get(2))));
    }
    if (arguments.size() == 2 && arguments.getFirst().equals(VERIFY)) {
      return verify(Path.of(arguments.get(1)));
    }
    throw new IllegalArgumentException(
        "%s: not understood (expected: --to FOLDER DAYS, or --verify FILE-OR-FOLDER)"
            .formatted(String.join(" ", arguments)));
  }

  /// Writes the ledgers of the events that have been over for so long, a file for each. A file that
  /// is there and has all entries stays as it is. One event that can't be written does not keep
  /// the rest.
  ///
  /// @return whether all are written
  boolean write(Path folder, Duration overFor) throws IOException, SQLException {
    Files.createDirectories(folder);
    List<EventId> events = over(overFor);
    int written = 0;
    for (EventId event : events) {
      try {
        out.println("event %s: %s".formatted(event, write(folder, event)));
        written++;
      } catch (IOException | SQLException | RuntimeException e) {
        out.println("event %s: not archived: %s".formatted(event, e.getMessage()));
      }
    }
    out.printf("%d of %d events are archived%n", written, events.size());
    return written == events.size();
  }

  private List<EventId> over(Duration overFor) throws SQLException {
    try (Session session = Session.open(dataSource, ANSWER_TIMEOUT)) {
      return new Queries(session.connection())
          .query(
              """
              SELECT event_id FROM event_head JOIN event USING (event_id)
              WHERE %s < clock_timestamp() - ? * interval '1 second' ORDER BY event_id
              """
                  .formatted(LedgerReads.OVER_AT),
              row -> new EventId(Columns.uuid(row, "event_id")),
              overFor.toSeconds());
    }
  }

  /// @return what became of it
  private String write(Path folder, EventId event) throws IOException, SQLException {
    Path file = folder.resolve(event + SUFFIX);
    Optional<Head> before =
        Files.exists(file) ? Optional.of(ArchiveFile.check(file)) : Optional.empty();
    try (Session session = Session.open(dataSource, ANSWER_TIMEOUT)) {
      Head head = new LedgerReads(session).snapshot(event).orElseThrow();
      if (before.equals(Optional.of(head))) {
        return file + " has all of it already";
      }
      if (before.isPresent() && before.get().version() > head.version()) {
        throw new IOException(
            "%s has entries up to %d, which the ledger has not (expected: none after %d)"
                .formatted(file, before.get().version(), head.version()));
      }
      long entries = 0;
      try (var writing = new ArchiveFile.Writer(file, event)) {
        List<Entry> page = entries(session, event, 0, ENTRIES_AT_ONCE);
        while (!page.isEmpty()) {
          for (Entry entry : page) {
            writing.add(entry);
          }
          entries += page.size();
          page = entries(session, event, page.getLast().version(), ENTRIES_AT_ONCE);
        }
        writing.end(head);
      }
      return "%s has its %d entries".formatted(file, entries);
    }
  }

  private static List<Entry> entries(Session session, EventId event, long after, int atMost)
      throws SQLException {
    return new Queries(session.connection())
        .query(
            """
            SELECT version, entry FROM ledger WHERE event_id = ? AND version > ?
            ORDER BY version LIMIT ?
            """,
            row -> Entry.of(row.getLong("version"), Columns.bytes(row, "entry")),
            event.value(),
            after,
            atMost);
  }

  /// Verifies a file, or all those in a folder.
  ///
  /// @return whether all are right
  boolean verify(Path where) throws IOException, SQLException {
    List<Path> files = List.of(where);
    if (Files.isDirectory(where)) {
      try (Stream<Path> all = Files.list(where)) {
        files = all.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
      }
    }
    int right = 0;
    for (Path file : files) {
      try {
        String found = verifyOne(file);
        out.println(file + ": " + found);
        right++;
      } catch (IOException | IllegalStateException e) {
        out.println(file + ": WRONG: " + e.getMessage());
      }
    }
    out.printf("%d of %d files are right%n", right, files.size());
    return right == files.size();
  }

  /// @return what it was compared with
  /// @throws IOException if it is not as it was written
  /// @throws IllegalStateException if the database has something else
  private String verifyOne(Path file) throws IOException, SQLException {
    Head head = ArchiveFile.check(file);
    try (var reading = new ArchiveFile.Reader(file);
        Session session = Session.open(dataSource, ANSWER_TIMEOUT)) {
      EventId event = reading.event();
      Head stored = new LedgerReads(session).heads(List.of(event)).get(event);
      if (stored == null) {
        return "whole, of an event that the database does not have";
      }
      var fold = new Folding(new EventState(SalesPause.sale(session, event)));
      long entries = 0;
      List<Entry> page = page(reading);
      long after = 0;
      while (!page.isEmpty()) {
        compare(page, entries(session, event, after, page.size()));
        page.forEach(fold::add);
        entries += page.size();
        after = page.getLast().version();
        page = page(reading);
      }
      String whole = "whole, its %d entries are those of the ledger".formatted(entries);
      if (stored.epoch() != head.epoch()) {
        return whole + "; the event has a new epoch since, so archive it again to compare more";
      }
      if (fold.unknown != null) {
        return whole + "; " + fold.unknown + ", so they were not compared with the tables";
      }
      fold.end(head);
      List<Finding> findings =
          new PostgresLedgerAudit(dataSource, ANSWER_TIMEOUT).compare(fold.state);
      if (!findings.isEmpty()) {
        throw new IllegalStateException(findings.toString());
      }
      return whole + ", and come to what the tables show";
    }
  }

  private static List<Entry> page(ArchiveFile.Reader reading) throws IOException {
    List<Entry> page = new ArrayList<>();
    Optional<Entry> next = reading.next();
    while (next.isPresent()) {
      page.add(next.get());
      next = page.size() < ENTRIES_AT_ONCE ? reading.next() : Optional.empty();
    }
    return page;
  }

  private static void compare(List<Entry> written, List<Entry> stored) {
    for (int i = 0; i < written.size(); i++) {
      if (i == stored.size() || !written.get(i).equals(stored.get(i))) {
        throw new IllegalStateException(
            "entry %d: another one than in the ledger".formatted(written.get(i).version()));
      }
    }
  }

  /// What the entries of a file come to, over all epochs that went on from where the one before
  /// them ended.
  private static final class Folding {
    private final EventState state;

    /// Why it is not known.
    private @Nullable String unknown;

    Folding(EventState state) {
      this.state = state;
      if (state.sale().event().ledger() != LedgerKind.POSTGRES) {
        unknown = "the holds were in another store";
      }
    }

    void add(Entry stored) {
      if (unknown != null) {
        return;
      }
      LedgerEntry entry = known(stored.bytes());
      if (entry == null) {
        unknown = "entry %d is of a later version".formatted(stored.version());
        return;
      }
      if (!state.isKnown() || state.epoch() != entry.epoch()) {
        goOn(entry.epoch(), entry.at());
      }
      state.apply(List.of(entry));
    }

    private static @Nullable LedgerEntry known(byte[] bytes) {
      try {
        LedgerEntry entry = EntryCodec.decode(bytes);
        return entry.isKnown() ? entry : null;
      } catch (IllegalArgumentException _) {
        return null;
      }
    }

    void end(Head head) {
      if (state.version() != head.version()) {
        throw new IllegalStateException(
            "last entry: %d (expected: %d, as the head had it)"
                .formatted(state.version(), head.version()));
      }
      if (!state.isKnown() || state.epoch() != head.epoch()) {
        goOn(head.epoch(), head.lastAt());
      }
    }

    /// Goes on in another epoch, whose time may begin earlier.
    private void goOn(long epoch, Instant at) {
      Map<Integer, Claim> others = new HashMap<>();
      for (int number = 0; number < state.sale().seatMap().capacity(); number++) {
        int seat = number;
        state
            .claim(seat)
            .filter(claim -> !(claim instanceof Claim.Held))
            .ifPresent(claim -> others.put(seat, claim));
      }
      state.restore(
          epoch,
          state.version(),
          at,
          state.sale().event().settings(),
          state.openHolds(),
          others,
          state.lastNumbers(),
          state.coolingDown());
    }
  }
}
