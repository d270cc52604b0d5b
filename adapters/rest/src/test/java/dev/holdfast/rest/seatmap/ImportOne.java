package dev.holdfast.rest.seatmap;

import dev.holdfast.rest.seatmap.SeatMapImport.Imported;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reads one document, keeps it, and says how many seats it has.
final class ImportOne {
  private ImportOne() {}

  public static void main(String[] arguments) throws IOException {
    byte[] body = Files.readAllBytes(Path.of(arguments[0]));
    try {
      SeatMapImport result = SeatMapImporter.read(body, false);
      System.out.println(
          result instanceof Imported imported
              ? "imported " + Imports.map(imported).seats().size()
              : result.toString());
    } finally {
      // A request's body lives as long as the request.
      Reference.reachabilityFence(body);
    }
  }
}
