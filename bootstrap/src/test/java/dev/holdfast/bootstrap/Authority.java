package dev.holdfast.bootstrap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Makes certificates for 127.0.0.1 with the JDK's `keytool`.
final class Authority {
  private static final String PASSWORD = "changeit";
  private static final String ROOT = "root";

  /// Both in PEM.
  record Issued(String certificate, String key) {}

  private final Path store;
  private int issued;

  /// @param folder for its keys
  Authority(Path folder) throws IOException, InterruptedException {
    this.store = folder.resolve("authority.p12");
    make(ROOT, "-dname", "CN=root", "-ext", "bc:critical=ca:true");
  }

  /// Trusts what it has issued.
  SSLContext trusting() throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(ROOT, stored().getCertificate(ROOT));
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }

  /// A new key and its certificate.
  ///
  /// @param start when the day of its validity begins, as keytool has it: `-1d+40S` for a
  ///     certificate that expires in 40 s
  Issued issue(String start) throws IOException, InterruptedException, GeneralSecurityException {
    issued++;
    String alias = "node-" + issued;
    make(
        alias,
        "-dname",
        "CN=node",
        "-ext",
        "san=ip:127.0.0.1",
        "-signer",
        ROOT,
        "-startdate",
        start,
        "-validity",
        "1");
    KeyStore made = stored();
    return new Issued(
        pem("CERTIFICATE", made.getCertificate(alias).getEncoded()),
        pem("PRIVATE KEY", made.getKey(alias, PASSWORD.toCharArray()).getEncoded()));
  }

  private void make(String alias, String... more) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD));
    command.addAll(List.of(more));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IllegalStateException(said);
    }
  }

  private KeyStore stored() throws GeneralSecurityException, IOException {
    return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
  }

  private static String pem(String label, byte[] content) {
    Base64.Encoder encoder = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(label, encoder.encodeToString(content));
  }
}
