package dev.holdfast.seatpicker;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// A file that browsers ask for, kept in memory and zipped once: there are few, and they are small.
///
/// @param etag strong, of what is not zipped
/// @param zippedEtag that of the zipped form, which is another sequence of bytes
record WebFile(String type, Buffer plain, Buffer zipped, String etag, String zippedEtag) {
  static WebFile of(String type, byte[] bytes) {
    String digest = HexFormat.of().formatHex(Arrays.copyOf(sha256(bytes), 12));
    return new WebFile(
        type,
        Buffer.buffer(bytes),
        Buffer.buffer(zip(bytes)),
        "\"" + digest + "\"",
        "\"" + digest + "-gzip\"");
  }

  /// Reads what the bundler made of the web sources.
  ///
  /// @param path as browsers ask for it
  static WebFile bundled(String path) {
    String resource = "META-INF/resources" + path;
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    try (InputStream in = loader.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is not in the package");
      }
      String type = path.endsWith(".css") ? "text/css" : "text/javascript";
      return of(type + "; charset=utf-8", in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] zip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip =
        new GZIPOutputStream(out) {
          {
            def.setLevel(Deflater.BEST_COMPRESSION);
          }
        }) {
      zip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
