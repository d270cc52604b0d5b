package dev.holdfast.redis;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// A Lua script, which Redis runs as one step.
public record Script(String text, String digest) {
  public static Script of(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
      return new Script(text, HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A call of it.
  ///
  /// @param keys all that it touches, which are on one node of a cluster
  public record Call(Script script, List<String> keys, List<String> arguments) {
    /// Names the script by its digest, which Redis forgets when it is restarted.
    Request byDigest() {
      return request(Command.EVALSHA, script.digest);
    }

    Request byText() {
      return request(Command.EVAL, script.text);
    }

    private Request request(Command command, String text) {
      Request request = Request.cmd(command).arg(text).arg(keys.size());
      keys.forEach(request::arg);
      arguments.forEach(request::arg);
      return request;
    }
  }

  public Call call(List<String> keys, List<String> arguments) {
    return new Call(this, keys, arguments);
  }
}
