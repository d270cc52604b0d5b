package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.event.LedgerKind;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The page of all settings says what the code does.
class ConfigurationPageTest {
  private static final Path PAGE = Path.of("..", "docs", "reference", "configuration.md");

  private static final Pattern ROW =
      Pattern.compile("\\| `([A-Z_]+)`<br>`([a-z.-]+)` \\| ([^|]+) \\| ([^|]+) \\|.*");
  private static final Pattern VALUE = Pattern.compile("`([^`]+)`");

  private static final Map<Type, String> TYPES =
      Map.of(
          boolean.class, "boolean",
          int.class, "integer",
          OptionalInt.class, "integer",
          Duration.class, "duration",
          LedgerKind.class, "choice",
          String.class, "text");

  /// @param standard the default, empty if the setting is absent unless it is set
  private record Setting(String property, String type, Optional<String> standard) {}

  @Test
  void theTableHasEverySettingWithItsTypeAndDefaultAndNoOther() throws IOException {
    List<Setting> inTheCode =
        settings(
                HoldfastConfig.class,
                HoldfastConfig.class.getAnnotation(ConfigMapping.class).prefix())
            .toList();
    assertThat(inTheCode).hasSizeGreaterThan(20);
    assertThat(page().filter(setting -> setting.property().startsWith("holdfast.")))
        .containsExactlyInAnyOrderElementsOf(inTheCode);
  }

  @Test
  void theDefaultsOfQuarkussSettingsAreThoseThatTheServiceComesWith() throws IOException {
    var defaults = new Properties();
    try (InputStream in =
        Objects.requireNonNull(
            HoldfastConfig.class.getResourceAsStream("/application.properties"))) {
      defaults.load(in);
    }
    List<Setting> settings =
        page().filter(setting -> setting.property().startsWith("quarkus.")).toList();
    assertThat(settings)
        .hasSizeGreaterThan(5)
        .allSatisfy(
            setting ->
                assertThat(setting.standard())
                    .as(setting.property())
                    .isEqualTo(Optional.ofNullable(defaults.getProperty(setting.property()))));
  }

  @Test
  void everyVariableIsThatOfTheProperty() throws IOException {
    assertThat(rows())
        .isNotEmpty()
        .allSatisfy(
            row ->
                assertThat(row.group(1))
                    .isEqualTo(row.group(2).toUpperCase(Locale.ROOT).replaceAll("[.-]", "_")));
  }

  private static Stream<Setting> page() throws IOException {
    return rows().stream()
        .map(row -> new Setting(row.group(2), row.group(3).strip(), value(row.group(4).strip())));
  }

  private static List<Matcher> rows() throws IOException {
    return Files.readAllLines(PAGE).stream().map(ROW::matcher).filter(Matcher::matches).toList();
  }

  private static Optional<String> value(String cell) {
    return Optional.of(VALUE.matcher(cell)).filter(Matcher::matches).map(found -> found.group(1));
  }

  private static Stream<Setting> settings(Class<?> group, String prefix) {
    return Arrays.stream(group.getDeclaredMethods())
        .flatMap(
            method -> {
              String name =
                  prefix
                      + "."
                      + method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
              return method.getReturnType().isInterface() && method.getReturnType() != List.class
                  ? settings(method.getReturnType(), name)
                  : Stream.of(new Setting(name, type(method), standard(method)));
            });
  }

  private static Optional<String> standard(Method method) {
    return Optional.ofNullable(method.getAnnotation(WithDefault.class)).map(WithDefault::value);
  }

  private static String type(Method method) {
    return method.getName().equals("every")
        ? "duration or `off`"
        : type(method.getGenericReturnType());
  }

  private static String type(Type type) {
    if (type instanceof ParameterizedType some) {
      Type one = some.getActualTypeArguments()[0];
      return some.getRawType() == List.class
          ? "list of texts"
          : one == String.class ? "text" : type(one);
    }
    return Objects.requireNonNull(TYPES.get(type), type.getTypeName());
  }
}
