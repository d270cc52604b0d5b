package dev.holdfast.rest.seatmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Reads 100,000 seats from some 10 MB in a Java machine of its own, whose heap has room for the
/// document and 64 MB more.
class ImportMemoryTest {
  private static final int MEGABYTE = 1024 * 1024;
  private static final int ROWS = 1_000;
  private static final int SEATS = 100;

  @TempDir Path folder = Path.of("unset");

  /// How a document begins, a row begins (1: its number), a seat is (1: its row, 2: its
  /// number), and the document ends.
  enum Format {
    HOLDFAST(
        "{'categories':[{'id':'a','name':'Best seats'}],'sections':[{'rows':[",
        "{'name':'%1$d','seats':[",
        "{'id':'Section of row %1$d-%1$d-%2$d','name':'%2$d','category':'a','x':%2$d.123,'y':%1$d.456,"
            + "'accessible':false}",
        "]}]}"),
    PRETIX(
        "{'name':'P','categories':[{'name':'Best seats'}],'zones':[{'name':'Z','rows':[",
        "{'row_number':'%1$d','position':{'x':1.5,'y':2.5},'seats':[",
        "{'seat_guid':'Zone-%1$d-%2$d','seat_number':'%2$d','category':'Best seats',"
            + "'position':{'x':%2$d.12,'y':%1$d.45},'radius':10}",
        "]}]}"),
    SEATS_IO(
        "{'categories':{'list':[{'key':1,'label':'Best seats'}]},'subChart':{'rows':[",
        "{'label':'%1$d','categoryKey':1,'seats':[",
        "{'x':%2$d.12,'y':%1$d.45,'label':'%2$d','categoryLabel':'Best seats','categoryKey':1,"
            + "'uuid':'uuid%1$d-%2$d'}",
        "]}}");

    private final String head;
    private final String row;
    private final String seat;
    private final String tail;

    Format(String head, String row, String seat, String tail) {
      this.head = head;
      this.row = row;
      this.seat = seat;
      this.tail = tail;
    }
  }

  @ParameterizedTest
  @EnumSource
  void aHundredThousandSeatsAreReadIn64MegabytesBesidesTheDocument(Format format)
      throws IOException, InterruptedException {
    Path document = generated(format);
    int size = (int) (Files.size(document) / MEGABYTE) + 1;
    assertThat(size).isBetween(10, 16);

    assertThat(importedWithHeapOf(size + 64, document)).isEqualTo("imported 100000\n");
  }

  /// Shows that the test above can fail: what is kept of 100,000 seats does not fit here.
  @ParameterizedTest
  @EnumSource
  void aHeapTooSmallIsNoticed(Format format) throws IOException, InterruptedException {
    Path document = generated(format);
    int size = (int) (Files.size(document) / MEGABYTE) + 1;

    assertThat(importedWithHeapOf(size + 6, document)).contains("OutOfMemoryError");
  }

  private static String importedWithHeapOf(int megabytes, Path document)
      throws IOException, InterruptedException {
    Path output = document.resolveSibling("output.txt");
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-Xmx" + megabytes + "m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    ImportOne.class.getName(),
                    document.toString()))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    process.waitFor();
    return Files.readString(output);
  }

  private Path generated(Format format) throws IOException {
    Path document = folder.resolve(format + ".json");
    try (BufferedWriter out = Files.newBufferedWriter(document)) {
      out.write(format.head.replace('\'', '"'));
      for (int row = 0; row < ROWS; row++) {
        out.write((row == 0 ? "" : ",") + format.row.formatted(row).replace('\'', '"'));
        for (int seat = 0; seat < SEATS; seat++) {
          out.write((seat == 0 ? "" : ",") + format.seat.formatted(row, seat).replace('\'', '"'));
        }
        out.write("]}");
      }
      out.write(format.tail.replace('\'', '"'));
    }
    return document;
  }
}
