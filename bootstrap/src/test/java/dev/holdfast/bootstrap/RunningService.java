package dev.holdfast.bootstrap;

import dev.holdfast.local.EmbeddedPostgres;
import dev.holdfast.local.EmbeddedRedis;
import dev.holdfast.local.EmbeddedRedis.Persistence;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/// Gives tests the packaged application, started once for all that one process runs, how it is
/// called and managed, and its database server. What is {@link InRedis} gets another one, whose
/// events' holds are there.
public final class RunningService implements ParameterResolver {
  private interface Servers extends AutoCloseable {
    EmbeddedPostgres postgres();

    PackagedService service();

    @Override
    void close();
  }

  private record Plain(EmbeddedPostgres postgres, PackagedService service) implements Servers {
    static Plain start() {
      EmbeddedPostgres postgres = EmbeddedPostgres.temporary();
      return new Plain(postgres, PackagedService.start(postgres, Map.of()));
    }

    @Override
    public void close() {
      service.close();
      postgres.close();
    }
  }

  private record WithRedis(EmbeddedRedis redis, EmbeddedPostgres postgres, PackagedService service)
      implements Servers {
    static WithRedis start() {
      EmbeddedRedis redis = EmbeddedRedis.temporary(Persistence.NONE);
      EmbeddedPostgres postgres = EmbeddedPostgres.temporary();
      Map<String, String> settings =
          Map.of(
              "QUARKUS_REDIS_HOSTS",
              redis.url(),
              "HOLDFAST_LEDGER",
              "redis",
              // Has its metrics shown, although there is no such event.
              "HOLDFAST_CANARY_EVENT",
              "00000000-0000-4000-8000-000000000000");
      return new WithRedis(redis, postgres, PackagedService.start(postgres, settings));
    }

    @Override
    public void close() {
      service.close();
      SearchedLog.of(redis).close();
      postgres.close();
      redis.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Api.class
        || type == Management.class
        || type == PackagedService.class
        || type == EmbeddedPostgres.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    // Each fork runs its classes one by one, but in one session.
    Store store =
        context.getStore(StoreScope.LAUNCHER_SESSION, Namespace.create(RunningService.class));
    boolean inRedis =
        AnnotationSupport.findAnnotation(
                context.getRequiredTestClass(), InRedis.class, context.getEnclosingTestClasses())
            .isPresent();
    Servers servers =
        inRedis
            ? store.computeIfAbsent(WithRedis.class, _ -> WithRedis.start(), WithRedis.class)
            : store.computeIfAbsent(Plain.class, _ -> Plain.start(), Plain.class);
    Class<?> type = parameter.getParameter().getType();
    if (type == Api.class) {
      return new Api(servers.service().uri());
    }
    if (type == Management.class) {
      return servers.service().management();
    }
    return type == PackagedService.class ? servers.service() : servers.postgres();
  }
}
