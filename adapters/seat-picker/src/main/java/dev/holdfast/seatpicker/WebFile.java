package dev.holdfast.seatpicker;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// A file that browsers ask for, kept in memory and zipped once: there are few, and they are small.
///
/// @param etag strong, of what is not zipped
/// @param zippedEtag that of the zipped form, which is another sequence of bytes
record WebFile(String type, Buffer plain, Buffer zipped, String etag, String zippedEtag) {
  static WebFile of(String type, byte[] bytes) {
    String digest = HexFormat.of().formatHex(Arrays.copyOf(digest("SHA-256", bytes), 12));
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
      return of(typeOf(path), in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String typeOf(String path) {
    return switch (path.substring(path.lastIndexOf('.') + 1)) {
      case "css" -> "text/css; charset=utf-8";
      case "js" -> "text/javascript; charset=utf-8";
      case "json" -> "application/json";
      case "ts" -> "text/plain; charset=utf-8";
      default -> throw new IllegalArgumentException(path + " (expected: a file of a known type)");
    };
  }

  /// What a browser compares the plain form with, see Subresource Integrity.
  String integrity() {
    return "sha384-" + Base64.getEncoder().encodeToString(digest("SHA-384", plain.getBytes()));
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

  private static byte[] digest(String algorithm, byte[] bytes) {
    try {
      return MessageDigest.getInstance(algorithm).digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }
}
