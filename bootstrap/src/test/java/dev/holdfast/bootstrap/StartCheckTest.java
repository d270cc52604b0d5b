package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.vertx.http.DomainSocketServerStart;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import io.vertx.core.http.HttpServerOptions;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

class StartCheckTest {
  @Test
  void whoeverListensHasStarted() {
    var options = new HttpServerOptions();
    for (Consumer<StartCheck> listens :
        List.<Consumer<StartCheck>>of(
            check -> check.listens(new HttpServerStart(options)),
            check -> check.listensForTls(new HttpsServerStart(options)),
            check -> check.listensLocally(new DomainSocketServerStart(options)))) {
      var check = new StartCheck();
      assertThat(check.call().getStatus()).isEqualTo(Status.DOWN);
      listens.accept(check);
      assertThat(check.call().getStatus()).isEqualTo(Status.UP);
    }
  }
}
