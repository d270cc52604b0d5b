package dev.holdfast.postgres;

import dev.holdfast.domain.event.EventId;
import dev.holdfast.postgres.LedgerReads.Head;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/// A file with the whole ledger of one event: lines of text, compressed with gzip. The same ledger
/// gives the same bytes.
///
/// ```
/// holdfast ledger 1 EVENT
/// VERSION HASH ENTRY
/// end EPOCH VERSION LAST_AT HASH
/// ```
///
/// There is a line for each entry. ENTRY is its bytes in base64, as the ledger has them, so entries
/// of kinds that this version does not know are carried through. HASH is the SHA-256 of the hash of
/// the line before and of these bytes. So neither can an entry be changed, nor a line be left out.
/// The last line has the head of the ledger, and the hash of the text before it; the hash
/// before the first entry is that of the first line.
final class ArchiveFile {
  private static final String FORMAT = "holdfast ledger 1 ";
  private static final String END = "end";

  private ArchiveFile() {}

  /// An entry as it is stored.
  ///
  /// @param base64 its bytes
  record Entry(long version, String base64) {
    static Entry of(long version, byte[] bytes) {
      return new Entry(version, Base64.getEncoder().encodeToString(bytes));
    }

    byte[] bytes() {
      return Base64.getDecoder().decode(base64);
    }
  }

  /// That a file is not as it was written.
  static final class Damaged extends IOException {
    private static final long serialVersionUID = 1L;

    Damaged(String message) {
      super(message);
    }

    Damaged(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private static final class Chain {
    private byte[] last;

    Chain(String first) {
      last = sha256().digest(first.getBytes(StandardCharsets.UTF_8));
    }

    String add(byte[] bytes) {
      MessageDigest digest = sha256();
      digest.update(last);
      last = digest.digest(bytes);
      return HexFormat.of().formatHex(last);
    }

    private static MessageDigest sha256() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }
  }

  /// Writes a file, which gets its name once it is whole and on disk.
  static final class Writer implements AutoCloseable {
    private final Path file;
    private final Path part;
    private final FileChannel channel;
    private final BufferedWriter out;
    private final Chain chain;

    Writer(Path file, EventId event) throws IOException {
      this.file = file;
      this.part = file.resolveSibling(file.getFileName() + ".part");
      this.channel =
          FileChannel.open(
              part,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE);
      OutputStream zipped = new GZIPOutputStream(Channels.newOutputStream(channel));
      this.out = new BufferedWriter(new OutputStreamWriter(zipped, StandardCharsets.UTF_8));
      String first = FORMAT + event;
      this.chain = new Chain(first);
      out.write(first + "\n");
    }

    void add(Entry entry) throws IOException {
      out.write("%d %s %s\n".formatted(entry.version(), chain.add(entry.bytes()), entry.base64()));
    }

    void end(Head head) throws IOException {
      String end = "%s %d %d %s".formatted(END, head.epoch(), head.version(), head.lastAt());
      out.write(end + " " + chain.add(end.getBytes(StandardCharsets.UTF_8)) + "\n");
      out.close();
      try (FileChannel written = FileChannel.open(part, StandardOpenOption.WRITE)) {
        written.force(true);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
      channel.close();
      Files.deleteIfExists(part);
    }
  }

  /// Reads a file, and checks each line that it gives.
  static final class Reader implements AutoCloseable {
    private final BufferedReader in;
    private final EventId event;
    private final Chain chain;
    private long last;
    private @Nullable Head head;

    Reader(Path file) throws IOException {
      try {
        // No try-with-resources: it stays open.
        this.in =
            new BufferedReader(
                new InputStreamReader(
                    new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8));
        String first = Objects.requireNonNullElse(in.readLine(), "");
        if (!first.startsWith(FORMAT)) {
          throw new Damaged("first line: %s (expected: %sEVENT)".formatted(first, FORMAT));
        }
        this.event = new EventId(UUID.fromString(first.substring(FORMAT.length())));
        this.chain = new Chain(first);
      } catch (ZipException | EOFException | IllegalArgumentException e) {
        throw new Damaged("first line: not to be read: " + e.getMessage(), e);
      }
    }

    EventId event() {
      return event;
    }

    /// The head of the ledger when this was written.
    ///
    /// @throws IllegalStateException before {@link #next} has said that there are no more entries
    Head head() {
      if (head == null) {
        throw new IllegalStateException("head: not yet read (expected: after all entries)");
      }
      return head;
    }

    /// The next entry.
    ///
    /// @return empty if there are no more
    /// @throws Damaged if it is not as it was written, naming the entry
    Optional<Entry> next() throws IOException {
      if (head != null) {
        return Optional.empty();
      }
      String which = last == 0 ? "the first entry" : "the entry after " + last;
      try {
        String line = in.readLine();
        if (line == null) {
          throw new Damaged(which + ": absent (expected: an entry, or the end)");
        }
        String[] words = line.split(" ", -1);
        if (words[0].equals(END)) {
          head = end(words);
          return Optional.empty();
        }
        long version = Long.parseLong(words[0]);
        which = "entry " + version;
        byte[] bytes = Base64.getDecoder().decode(words[2]);
        if (words.length != 3 || version <= last || !chain.add(bytes).equals(words[1])) {
          throw new Damaged(which + ": not as it was written, or one before it is missing");
        }
        last = version;
        return Optional.of(Entry.of(version, bytes));
      } catch (ZipException
          | EOFException
          | IllegalArgumentException
          | ArrayIndexOutOfBoundsException e) {
        throw new Damaged(which + ": not to be read: " + e.getMessage(), e);
      }
    }

    private Head end(String[] words) throws Damaged {
      try {
        String text = String.join(" ", words[0], words[1], words[2], words[3]);
        boolean isWhole = chain.add(text.getBytes(StandardCharsets.UTF_8)).equals(words[4]);
        if (!isWhole || words.length != 5) {
          throw new Damaged("end: not as it was written, or an entry before it is missing");
        }
        return new Head(
            Long.parseLong(words[1]), Long.parseLong(words[2]), Instant.parse(words[3]));
      } catch (DateTimeParseException e) {
        throw new Damaged("end: " + e.getMessage(), e);
      }
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  /// Reads a file to its end.
  ///
  /// @return the head of the ledger when it was written
  static Head check(Path file) throws IOException {
    try (var in = new Reader(file)) {
      while (in.next().isPresent()) {
        // Each is checked as it is read.
      }
      return in.head();
    }
  }
}
