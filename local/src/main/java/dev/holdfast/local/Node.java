package dev.holdfast.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A node of the service, started from the package as in production.
///
/// @param port of the API, on the loopback interface
/// @param managementPort of health and metrics
record Node(String name, int port, int managementPort, Program program) {

  /// @param jar the package's
  /// @param settings the properties of the service by their names
  static Node of(
      DataFolder folder,
      String name,
      Path jar,
      int port,
      int managementPort,
      Map<String, String> settings) {
    Map<String, String> environment = new HashMap<>();
    settings.forEach((property, value) -> environment.put(Servers.variable(property), value));
    environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
    environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
    environment.put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
    environment.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort));
    environment.put("QUARKUS_HTTP_PROXY_PROXY_ADDRESS_FORWARDING", "true");
    environment.put("QUARKUS_HTTP_PROXY_ALLOW_X_FORWARDED", "true");
    environment.put("QUARKUS_HTTP_PROXY_TRUSTED_PROXIES", "127.0.0.1");
    // Another cluster's node may have the same name.
    var mark = "-Dnode=" + folder.resolve(name);
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var command = new ArrayList<String>();
    command.add(java);
    command.addAll(AotCache.options(jar));
    command.addAll(
        List.of("-XX:+UseParallelGC", "-Xmx1g", "-Xmn200m", mark, "-jar", jar.toString()));
    return new Node(
        name, port, managementPort, new Program(folder, name, command, mark, environment));
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  String management() {
    return "http://127.0.0.1:" + managementPort;
  }

  boolean isReady() {
    return Main.isReady(management());
  }
}
