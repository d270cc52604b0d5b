package dev.holdfast.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.ledger.Change;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.EntryCodec;
import dev.holdfast.domain.ledger.LedgerEntry;
import dev.holdfast.testkit.Node;
import dev.holdfast.testkit.Samples;
import dev.holdfast.testkit.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What an archive has can be read back, is what the tables show, and does not change unnoticed.
@Timeout(60)
class ArchiveTest {
  private static final Duration OVER = Duration.ofDays(30);
  private static final Instant CLOSE = Samples.START.plus(Duration.ofDays(31));

  private final TestDatabase database = TestDatabase.empty();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final Archive archive =
      new Archive(database.pool(), new PrintStream(said, true, StandardCharsets.UTF_8));
  private final Sale sale = Samples.sale(12, null, CLOSE);
  private final Node node;
  private final HoldId released;

  @TempDir Path folder;

  ArchiveTest() {
    add(sale);
    node = new Node(new PostgresStore(database), sale);
    database.setClock(Samples.START);
    released = node.hold("S-5").hold().terms().id();
  }

  private void add(Sale added) {
    database.add(added);
    database.execute(
        "UPDATE seat_map SET layout = '\\x%s' WHERE seat_map_id = '%s'"
            .formatted(
                HexFormat.of().formatHex(LayoutJson.write(added.seatMap().layout())),
                added.seatMap().id()));
  }

  /// Sells two seats, takes one of them back, releases one, and leaves one held, in two epochs.
  @BeforeEach
  void sellAndLetTheEventBeOver() {
    var sold = node.confirm(node.hold("S-1", "S-2").hold().terms().id());
    new NewEpoch(database.pool(), Duration.ofSeconds(2), /* pauses= */ false, System.out)
        .begin(List.of(sale.event().id()));
    node.commit(Node.cancelling(sold.id(), List.of("S-2"), "rain"), null);
    node.commit(new Command.Release(released), null);
    node.hold("S-3");
    database.setClock(CLOSE.plus(OVER).plusSeconds(1));
  }

  private String said() {
    String text = said.toString(StandardCharsets.UTF_8);
    said.reset();
    return text;
  }

  private Path file() {
    return folder.resolve(sale.event().id() + ".ledger.gz");
  }

  private void write() throws IOException, SQLException {
    assertThat(archive.write(folder, OVER)).as(said::toString).isTrue();
    assertThat(said()).contains("1 of 1 events are archived");
  }

  private List<String> lines() throws IOException {
    try (var in = new GZIPInputStream(Files.newInputStream(file()))) {
      return new ArrayList<>(
          Arrays.asList(new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", 0)));
    }
  }

  private void replace(List<String> lines) throws IOException {
    try (var out = new GZIPOutputStream(Files.newOutputStream(file()))) {
      out.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  private void assertWrong(String why) throws IOException, SQLException {
    assertThat(archive.verify(folder)).isFalse();
    assertThat(said()).contains("WRONG: ", why, "0 of 1 files are right");
  }

  @Test
  void anArchivedLedgerIsWholeAndComesToWhatTheTablesShow() throws IOException, SQLException {
    write();

    assertThat(archive.verify(folder)).isTrue();
    assertThat(said())
        .contains("its 6 entries are those of the ledger, and come to what the tables show");
    assertThat(lines()).hasSize(1 + 6 + 1);
  }

  @Test
  void theSameLedgerIsTheSameFile() throws IOException, SQLException {
    write();
    byte[] first = Files.readAllBytes(file());

    assertThat(archive.write(folder, OVER)).isTrue();
    assertThat(said()).contains("has all of it already");
    Files.delete(file());
    write();

    assertThat(Files.readAllBytes(file())).isEqualTo(first);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file());
    }
  }

  @Test
  void onlyEventsThatHaveBeenOverForSoLongAreArchived() throws IOException, SQLException {
    database.setClock(CLOSE.plus(OVER));
    assertThat(archive.write(folder, OVER)).isTrue();
    assertThat(said()).isEqualTo("0 of 0 events are archived%n".formatted());
  }

  @Test
  void aDamagedEntryIsRefusedAndNamed() throws IOException, SQLException {
    write();
    List<String> whole = lines();
    for (int line = 1; line <= 6; line++) {
      List<String> damaged = new ArrayList<>(whole);
      int at = whole.get(line).length() - 6;
      char other = whole.get(line).charAt(at) == 'A' ? 'B' : 'A';
      damaged.set(
          line, whole.get(line).substring(0, at) + other + whole.get(line).substring(at + 1));
      replace(damaged);
      assertWrong("entry " + line + ": ");
    }
  }

  @Test
  void aMissingOrDoubledEntryIsRefusedAndNamed() throws IOException, SQLException {
    write();
    List<String> whole = lines();
    List<String> missing = new ArrayList<>(whole);
    missing.remove(3);
    replace(missing);
    assertWrong("entry 4: not as it was written, or one before it is missing");

    List<String> doubled = new ArrayList<>(whole);
    doubled.add(3, whole.get(3));
    replace(doubled);
    assertWrong("entry 3: ");

    replace(whole.subList(0, 5));
    assertWrong("the entry after 4: absent (expected: an entry, or the end)");

    List<String> withoutTheLast = new ArrayList<>(whole);
    withoutTheLast.remove(6);
    replace(withoutTheLast);
    assertWrong("end: not as it was written, or an entry before it is missing");
  }

  @Test
  void aFileThatIsCutOffIsRefusedAndNotReplaced() throws IOException, SQLException {
    write();
    byte[] whole = Files.readAllBytes(file());
    Files.write(file(), Arrays.copyOf(whole, whole.length - 40));

    assertWrong("not to be read");

    assertThat(archive.write(folder, OVER)).isFalse();
    assertThat(said()).contains("not archived: ", "0 of 1 events are archived");
    assertThat(Files.size(file())).isEqualTo(whole.length - 40L);
  }

  @Test
  void tablesThatShowSomethingElseAreFound() throws IOException, SQLException {
    write();
    database.execute("DELETE FROM seat_claim WHERE kind = 'held'");
    assertWrong("S-3");
  }

  @Test
  void aLedgerWithAnotherEntryIsFoundAndTheEntryNamed() throws IOException, SQLException {
    write();
    database.execute("UPDATE ledger SET entry = entry || '\\x00' WHERE version = 4");
    assertWrong("entry 4: another one than in the ledger");
  }

  @Test
  void entriesOfALaterVersionAreCarriedThrough() throws IOException, SQLException {
    byte[] later = ofALaterVersion();
    database.execute(
        "UPDATE ledger SET entry = '\\x%s' WHERE version = 5"
            .formatted(HexFormat.of().formatHex(later)));
    write();

    assertThat(archive.verify(folder)).isTrue();
    assertThat(said())
        .contains("entry 5 is of a later version, so they were not compared with the tables");
    try (var reading = new ArchiveFile.Reader(file())) {
      for (int i = 1; i < 5; i++) {
        assertThat(reading.next()).isPresent();
      }
      assertThat(reading.next().orElseThrow().bytes()).isEqualTo(later);
    }
  }

  /// Some entry whose only effect has a tag that nobody has used yet.
  private byte[] ofALaterVersion() {
    var known = node.state().entriesAfter(4).orElseThrow().getFirst();
    byte[] empty =
        EntryCodec.encode(
            new LedgerEntry(
                known.epoch(),
                known.version(),
                known.at(),
                new Change("swapped", null, null, List.of(), List.of())));
    byte[] later = Arrays.copyOf(empty, empty.length + 2);
    later[empty.length - 1] = 1;
    later[empty.length] = 99;
    later[empty.length + 1] = 7;
    if (EntryCodec.decode(later).isKnown()) {
      fail("the tag 99 is in use by now");
    }
    return later;
  }

  @Test
  void whatTheLedgerHasLostIsNotOverwrittenInTheArchive() throws IOException, SQLException {
    write();
    database.execute("DELETE FROM ledger WHERE version = 6; UPDATE event_head SET version = 5");

    assertThat(archive.write(folder, OVER)).isFalse();
    assertThat(said()).contains("has entries up to 6, which the ledger has not");
    assertThat(lines()).hasSize(8);
  }
}
