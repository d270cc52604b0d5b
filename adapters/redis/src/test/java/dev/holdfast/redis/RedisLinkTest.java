package dev.holdfast.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.redis.RedisLink.Unanswered;
import dev.holdfast.redis.shared.RedisUnderTest;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisLinkTest {
  private final RedisUnderTest redis = RedisUnderTest.empty();
  private final AtomicInteger connects = new AtomicInteger();
  private final RedisLink link = new RedisLink(counting(redis.newClient()), Duration.ofSeconds(10));

  @AfterEach
  void close() {
    link.close();
    redis.close();
  }

  private Redis counting(Redis client) {
    return (Redis)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Redis.class},
            (_, method, arguments) -> {
              if (method.getName().equals("connect")) {
                connects.incrementAndGet();
              }
              return method.invoke(client, arguments);
            });
  }

  @Test
  void aConnectionOnWhichAnErrorCameIsKept() throws Unanswered {
    link.send(List.of(Request.cmd(Command.SET, "text", "a")));

    assertThatThrownBy(() -> link.send(List.of(Request.cmd(Command.INCR, "text"))))
        .isInstanceOf(Unanswered.class)
        .hasMessageStartingWith("Redis answered: ERR");

    link.send(List.of(Request.cmd(Command.PING)));
    assertThat(connects).hasValue(1);
  }

  @Test
  void aConnectionThatWasClosedIsMadeAnew() throws Unanswered {
    link.send(List.of(Request.cmd(Command.PING)));

    assertThatThrownBy(() -> link.send(List.of(Request.cmd(Command.QUIT), sleeping())))
        .isInstanceOf(Unanswered.class);

    link.send(List.of(Request.cmd(Command.PING)));
    assertThat(connects).hasValue(2);
  }

  /// A command that is not answered any more.
  private static Request sleeping() {
    return Request.cmd(Command.BLPOP, "nothing", 0);
  }
}
