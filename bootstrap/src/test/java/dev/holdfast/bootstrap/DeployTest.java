package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/// The files in `deploy`, read by the programs and the model of the API that they are for.
class DeployTest {
  private static final Path SYSTEMD = Path.of("..", "deploy", "systemd");
  private static final Path INSTALL_PAGE = Path.of("..", "docs", "operating", "install.md");
  private static final Path KUBERNETES = Path.of("..", "deploy", "kubernetes");

  private interface Schema {
    void check(JsonElement resource) throws IOException;
  }

  /// Kubernetes's own description of each kind. Unknown fields, missing ones and wrong types throw.
  private static final Map<String, Schema> SCHEMAS =
      Map.of(
          "v1/ConfigMap", V1ConfigMap::validateJsonElement,
          "v1/Namespace", V1Namespace::validateJsonElement,
          "v1/Service", V1Service::validateJsonElement,
          "v1/ServiceAccount", V1ServiceAccount::validateJsonElement,
          "apps/v1/Deployment", V1Deployment::validateJsonElement,
          "batch/v1/Job", V1Job::validateJsonElement,
          "autoscaling/v2/HorizontalPodAutoscaler", V2HorizontalPodAutoscaler::validateJsonElement,
          "policy/v1/PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement,
          "networking.k8s.io/v1/NetworkPolicy", V1NetworkPolicy::validateJsonElement);

  private record Output(int exitCode, String text) {}

  @Test
  void systemdAcceptsTheUnitAndFindsItAsConfinedAsThePageSays(@TempDir Path folder)
      throws IOException, InterruptedException {
    Path unit = folder.resolve("holdfast.service");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Files.writeString(
        unit, Files.readString(SYSTEMD.resolve("holdfast.service")).replace("/usr/bin/java", java));
    assumeTrue(isInstalled("systemd-analyze"), "systemd-analyze is not installed");

    assertThat(run("systemd-analyze", "verify", unit.toString())).isEqualTo(new Output(0, ""));
    Output security = run("systemd-analyze", "security", "--offline=true", unit.toString());
    Matcher exposure =
        Pattern.compile("exposure level for \\S+: ([0-9.]+)").matcher(security.text());
    assertThat(exposure.find()).as(security.text()).isTrue();
    assertThat(Double.parseDouble(exposure.group(1))).isLessThanOrEqualTo(exposureOnThePage());
  }

  @Test
  void theUnitStartsThePackageAsThePageSays() throws IOException {
    String command =
        after("ExecStart=/usr/bin/", Files.readString(SYSTEMD.resolve("holdfast.service")))
            .replace("/opt/holdfast/", "")
            .replace("-XX:+ExitOnOutOfMemoryError ", "");
    assertThat(Files.readAllLines(INSTALL_PAGE)).contains(command);
  }

  @Test
  void aNodeHasTheTimeToStopThatItsSettingsGiveIt() throws IOException {
    Duration timeout = duration(setting("quarkus.shutdown.timeout"));
    String unit = Files.readString(SYSTEMD.resolve("holdfast.service"));
    assertThat(duration(after("TimeoutStopSec=", unit)))
        .isGreaterThan(duration(setting("quarkus.shutdown.delay")).plus(timeout));

    Duration delay =
        duration(
            after(
                "QUARKUS_SHUTDOWN_DELAY=",
                Files.readString(KUBERNETES.resolve("base").resolve("holdfast.env"))));
    JsonObject pod = pod(resource("base/deployment.yaml"));
    assertThat(Duration.ofSeconds(pod.get("terminationGracePeriodSeconds").getAsLong()))
        .isGreaterThan(delay.plus(timeout));
  }

  @Test
  void everyResourceIsOneThatKubernetesKnows() throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(KUBERNETES)) {
      all.filter(file -> file.toString().endsWith(".yaml"))
          .filter(file -> !file.endsWith("kustomization.yaml"))
          .forEach(files::add);
    }
    assertThat(files).hasSizeGreaterThan(7);
    for (Path file : files) {
      check(file.toString(), json(Files.readString(file)).getFirst());
    }
  }

  @Test
  void kustomizeMakesOneWholeOfTheOverlay() throws IOException, InterruptedException {
    assumeTrue(isInstalled("kubectl"), "kubectl is not installed");
    List<JsonObject> resources = new ArrayList<>();
    for (String overlay : List.of("overlays/example", "overlays/example/migrate")) {
      Output built = run("kubectl", "kustomize", KUBERNETES.resolve(overlay).toString());
      assertThat(built.exitCode()).as(built.text()).isZero();
      resources.addAll(json(built.text()));
    }
    Map<String, JsonObject> byKind = new HashMap<>();
    for (JsonObject resource : resources) {
      check("the overlay", resource);
      byKind.put(resource.get("kind").getAsString(), resource);
    }
    assertThat(byKind).hasSize(SCHEMAS.size());
    assertThat(resources)
        .filteredOn(resource -> !resource.get("kind").getAsString().equals("Namespace"))
        .allSatisfy(
            resource ->
                assertThat(resource.getAsJsonObject("metadata").get("namespace").getAsString())
                    .isEqualTo("holdfast"));
    for (String kind : List.of("Deployment", "Job")) {
      JsonObject container = container(pod(Objects.requireNonNull(byKind.get(kind))));
      assertThat(container.get("image").getAsString()).contains("/holdfast:");
    }
    JsonObject settings = Objects.requireNonNull(byKind.get("ConfigMap"));
    assertThat(settings.getAsJsonObject("data").keySet())
        .contains("QUARKUS_CONFIG_LOCATIONS", "QUARKUS_HTTP_PROXY_TRUSTED_PROXIES")
        .noneMatch(name -> name.matches(".*(PASSWORD|KEY).*"));
    assertThat(
            container(pod(Objects.requireNonNull(byKind.get("Deployment"))))
                .get("envFrom")
                .toString())
        .contains(settings.getAsJsonObject("metadata").get("name").getAsString());
  }

  @Test
  void threeProbesAskThreeQuestionsOnTheManagementPortWhichOnlyMonitoringReaches()
      throws IOException {
    JsonObject container = container(pod(resource("base/deployment.yaml")));
    assertThat(List.of("startupProbe", "livenessProbe", "readinessProbe"))
        .extracting(name -> container.getAsJsonObject(name).getAsJsonObject("httpGet"))
        .allSatisfy(get -> assertThat(get.get("port").getAsString()).isEqualTo("management"))
        .extracting(get -> get.get("path").getAsString())
        .containsExactly("/q/health/started", "/q/health/live", "/q/health/ready");
    JsonObject service = resource("base/service.yaml").getAsJsonObject("spec");
    assertThat(service.get("ports").toString()).contains("http").doesNotContain("management");
    List<JsonElement> rules =
        resource("base/network-policy.yaml")
            .getAsJsonObject("spec")
            .getAsJsonArray("ingress")
            .asList();
    assertThat(rules)
        .filteredOn(rule -> rule.toString().contains("management"))
        .singleElement()
        .asString()
        .contains("monitoring");
    assertThat(rules)
        .allSatisfy(rule -> assertThat(rule.getAsJsonObject().has("from")).as("" + rule).isTrue());
  }

  @Test
  void podsMayDoNothingThatTheyNeedNot() throws IOException {
    for (String file : List.of("base/deployment.yaml", "migrate/job.yaml")) {
      JsonObject pod = pod(resource(file));
      assertThat(pod.getAsJsonObject("securityContext").toString())
          .as(file)
          .contains("\"runAsNonRoot\":true", "\"type\":\"RuntimeDefault\"");
      assertThat(container(pod).getAsJsonObject("securityContext").toString())
          .as(file)
          .contains(
              "\"allowPrivilegeEscalation\":false",
              "\"readOnlyRootFilesystem\":true",
              "\"drop\":[\"ALL\"]");
      assertThat(container(pod).getAsJsonObject("resources").getAsJsonObject("limits").keySet())
          .as(file)
          .contains("memory");
    }
  }

  private static void check(String where, JsonObject resource) throws IOException {
    String kind =
        resource.get("apiVersion").getAsString() + "/" + resource.get("kind").getAsString();
    assertThat(SCHEMAS).as(where).containsKey(kind);
    try {
      Objects.requireNonNull(SCHEMAS.get(kind)).check(resource);
    } catch (IllegalArgumentException e) {
      throw new AssertionError(where + ": " + kind, e);
    }
  }

  private static JsonObject resource(String file) throws IOException {
    return json(Files.readString(KUBERNETES.resolve(file))).getFirst();
  }

  private static JsonObject pod(JsonObject workload) {
    return workload.getAsJsonObject("spec").getAsJsonObject("template").getAsJsonObject("spec");
  }

  private static JsonObject container(JsonObject pod) {
    return pod.getAsJsonArray("containers").get(0).getAsJsonObject();
  }

  private static List<JsonObject> json(String yaml) {
    List<JsonObject> documents = new ArrayList<>();
    for (Object document : new Yaml().loadAll(yaml)) {
      documents.add(new Gson().toJsonTree(document).getAsJsonObject());
    }
    return documents;
  }

  private static double exposureOnThePage() throws IOException {
    Matcher figure =
        Pattern.compile("exposure level of ([0-9.]+[0-9])").matcher(Files.readString(INSTALL_PAGE));
    assertThat(figure.find()).isTrue();
    return Double.parseDouble(figure.group(1));
  }

  private static String setting(String name) throws IOException {
    var settings = new Properties();
    try (var in = HoldfastConfig.class.getResourceAsStream("/application.properties")) {
      settings.load(in);
    }
    return settings.getProperty(name);
  }

  private static String after(String name, String text) {
    Matcher value = Pattern.compile("(?m)^" + name + "(.*)$").matcher(text);
    assertThat(value.find()).as(name).isTrue();
    return value.group(1);
  }

  private static Duration duration(String seconds) {
    return Duration.parse("PT" + seconds);
  }

  private static boolean isInstalled(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private static Output run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("%s ends", List.of(command)).isTrue();
    return new Output(process.exitValue(), text);
  }
}
