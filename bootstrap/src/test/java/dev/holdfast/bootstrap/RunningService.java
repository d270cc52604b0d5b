package dev.holdfast.bootstrap;

import dev.holdfast.local.EmbeddedPostgres;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives tests the packaged application, started once for all of them, and its database server.
final class RunningService implements ParameterResolver {
  private record Servers(EmbeddedPostgres postgres, PackagedService service)
      implements AutoCloseable {
    static Servers start() {
      EmbeddedPostgres postgres = EmbeddedPostgres.temporary();
      return new Servers(postgres, PackagedService.start(postgres, Map.of()));
    }

    @Override
    public void close() {
      service.close();
      postgres.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Api.class || type == EmbeddedPostgres.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Store store = context.getRoot().getStore(Namespace.create(RunningService.class));
    Servers servers = store.computeIfAbsent(Servers.class, _ -> Servers.start(), Servers.class);
    return parameter.getParameter().getType() == Api.class
        ? new Api(servers.service().uri())
        : servers.postgres();
  }
}
