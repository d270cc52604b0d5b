package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.local.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The service does not start where it would be unsafe, and says what to set. {@link SettingsTest}
/// has the rules, and each start takes seconds; so most are among the long tests.
@ExtendWith(RunningService.class)
class StartIT {
  private static final String SECRET_KEYS = Base64.getEncoder().encodeToString(new byte[32]);

  private final EmbeddedPostgres postgres;

  StartIT(EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  private void assertRefused(Map<String, String> environment, String... says) {
    PackagedService.Ending ending = PackagedService.startInVain(postgres, environment);
    assertThat(ending.exitCode()).isNotZero();
    assertThat(ending.output()).contains(says).doesNotContain("\tat ");
  }

  @Test
  void withoutSecretKeysItDoesNotStart() {
    assertRefused(Map.of(), "HOLDFAST_SECRET_KEYS: absent", "openssl rand -base64 32");
  }

  @Tag("long")
  @Test
  void toOthersItIsNotOpenWithoutAnAdminKey() {
    assertRefused(
        Map.of("HOLDFAST_SECRET_KEYS", SECRET_KEYS, "QUARKUS_HTTP_HOST", "0.0.0.0"),
        "quarkus.http.host: 0.0.0.0",
        "HOLDFAST_ADMIN_KEY");
  }

  @Tag("long")
  @Test
  void holdsAreNotPutIntoARedisThatThereIsNot() {
    assertRefused(
        Map.of("HOLDFAST_SECRET_KEYS", SECRET_KEYS, "HOLDFAST_LEDGER", "redis"),
        "QUARKUS_REDIS_HOSTS: absent",
        "holdfast.ledger");
  }

  @Test
  void keysAreReadFromAFileToo(@TempDir Path folder) throws IOException {
    Path secrets = folder.resolve("secrets.properties");
    Files.writeString(
        secrets, "holdfast.secret-keys=%s\nholdfast.admin-key=short\n".formatted(SECRET_KEYS));
    assertRefused(
        Map.of("QUARKUS_CONFIG_LOCATIONS", secrets.toString()), "HOLDFAST_ADMIN_KEY: 5 characters");
  }

  @Tag("long")
  @Test
  void aLedgerThatThereIsNotIsRefused() {
    assertRefused(
        Map.of("HOLDFAST_SECRET_KEYS", SECRET_KEYS, "HOLDFAST_LEDGER", "mysql"),
        "holdfast.ledger",
        "mysql",
        "postgres");
  }

  @Test
  void onADatabaseThatNobodyMigratedItDoesNotStartIfItMustNotMigrate() {
    assertRefused(
        Map.of(
            "HOLDFAST_SECRET_KEYS",
            SECRET_KEYS,
            "QUARKUS_DATASOURCE_JDBC_URL",
            postgres.createDatabase(),
            "QUARKUS_FLYWAY_MIGRATE_AT_START",
            "false"),
        "the database lacks the migrations 1, 2, 3, ",
        "./holdfast migrate");
  }
}
