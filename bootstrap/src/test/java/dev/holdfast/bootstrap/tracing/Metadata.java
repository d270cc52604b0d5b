package dev.holdfast.bootstrap.tracing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/// What a native image is told of reflection, resources and proxies: the files in
/// `META-INF/native-image` of all jars that its compiler would get.
public final class Metadata {
  private final ObjectMapper json = new ObjectMapper();
  private final Map<String, Set<String>> types = new HashMap<>();
  private final Set<String> proxies = new HashSet<>();
  private final List<Pattern> resources = new ArrayList<>();

  /// Reads it.
  ///
  /// @param folder of the jars
  public static Metadata read(Path folder) throws IOException {
    Metadata metadata = new Metadata();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(file -> file.toString().endsWith(".jar")).toList()) {
        try (JarFile jar = new JarFile(file.toFile())) {
          for (ZipEntry entry : jar.stream().toList()) {
            if (entry.getName().matches("META-INF/native-image/.*\\.json")) {
              try (InputStream in = jar.getInputStream(entry)) {
                metadata.add(
                    Path.of(entry.getName()).getFileName().toString(), metadata.json.readTree(in));
              }
            }
          }
        }
      }
    }
    return metadata;
  }

  private void add(String file, JsonNode content) {
    switch (file) {
      case "reflect-config.json", "jni-config.json" -> content.forEach(this::addType);
      case "proxy-config.json" -> content.forEach(this::addProxy);
      case "resource-config.json" -> addResources(content.path("resources"));
      case "reachability-metadata.json" -> {
        content.path("reflection").forEach(this::addType);
        addResources(content.path("resources"));
      }
      default -> {
        // Serialization, and the index of the others.
      }
    }
  }

  private void addType(JsonNode entry) {
    JsonNode type = entry.has("type") ? entry.path("type") : entry.path("name");
    if (type.has("proxy")) {
      addProxy(type.path("proxy"));
      return;
    }
    Set<String> known = types.computeIfAbsent(type.asText(), _ -> new HashSet<>());
    entry
        .properties()
        .forEach(
            property -> {
              if (property.getValue().asBoolean()) {
                known.add(property.getKey());
              }
            });
    entry.path("fields").forEach(field -> known.add(field.path("name").asText()));
    for (JsonNode method : entry.path("methods")) {
      List<String> parameters = new ArrayList<>();
      method.path("parameterTypes").forEach(parameter -> parameters.add(parameter.asText()));
      known.add(
          method.path("name").asText() + "(" + String.join(",", parameters).replace(" ", "") + ")");
    }
  }

  private void addProxy(JsonNode entry) {
    List<String> interfaces = new ArrayList<>();
    (entry.has("interfaces") ? entry.path("interfaces") : entry)
        .forEach(one -> interfaces.add(one.asText()));
    proxies.add(String.join(",", interfaces));
  }

  private void addResources(JsonNode entry) {
    (entry.has("includes") ? entry.path("includes") : entry)
        .forEach(
            include ->
                resources.add(
                    include.has("glob")
                        ? glob(include.path("glob").asText())
                        : Pattern.compile(withoutHash(include.path("pattern").asText()))));
  }

  /// The seat picker is bundled once more for the native image, and then has another hash.
  private static String withoutHash(String resource) {
    return resource.replaceAll("-[0-9A-Z]{8}\\.", "-HASH.");
  }

  private static Pattern glob(String glob) {
    return Pattern.compile(
        Pattern.quote(glob).replace("**", "\\E.*\\Q").replaceAll("(?<!\\.)\\*", "\\\\E[^/]*\\\\Q"));
  }

  /// How many classes it names.
  public int size() {
    return types.size();
  }

  /// Whether it allows this.
  public boolean has(Access access) {
    return switch (access.how()) {
      case "newProxyInstance" -> proxies.contains(access.what());
      case "getResource", "getResources" ->
          resources.stream()
              .anyMatch(pattern -> pattern.matcher(withoutHash(access.what())).matches());
      default -> {
        Set<String> known = types.get(access.what());
        yield known != null && isAmong(known, access);
      }
    };
  }

  private static boolean isAmong(Set<String> known, Access access) {
    String member = access.member();
    String all = access.how();
    if (member.startsWith("<init>")) {
      all = "Constructors";
    } else if (member.endsWith(")")) {
      all = "Methods";
    } else if (!member.isEmpty()) {
      all = "Fields";
    }
    if (!member.isEmpty() || (all.startsWith("get") && !all.equals("getRecordComponents"))) {
      String members = all.replaceFirst("get(Declared)?", "");
      return known.contains(member)
          || known.stream().anyMatch(property -> property.matches("(query)?[aA]ll.*" + members));
    }
    // Whatever names the class is enough to find it.
    return true;
  }
}
