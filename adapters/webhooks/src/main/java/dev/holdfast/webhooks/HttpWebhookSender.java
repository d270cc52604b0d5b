package dev.holdfast.webhooks;

import dev.holdfast.application.port.out.WebhookSender;
import dev.holdfast.domain.notification.PublicAddress;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Sends messages over HTTP. The name of a host is resolved once, and the connection goes to an
/// address that was looked at, so that nobody can let the name mean another one in between.
public final class HttpWebhookSender implements WebhookSender, AutoCloseable {
  private static final Logger LOG = System.getLogger(HttpWebhookSender.class.getName());

  /// Told of names that do not exist and of names of addresses within, which it does not tell
  /// apart: a client could find out what there is in the operator's network.
  private static final String NO_ADDRESS = "its host has no public address";

  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final int LONGEST_ANSWER = 64 * 1024;
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  /// Finds the addresses of a name.
  interface Names {
    InetAddress[] of(String host) throws UnknownHostException;
  }

  private final HttpClient client;
  private final Predicate<InetAddress> isAllowed;
  private final Names names;
  private final Duration timeout;

  /// To look up a name keeps a thread, for which virtual ones are no help.
  private final ExecutorService lookups =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("webhook-dns-", 0).factory());

  /// @param openToAll whether messages may also go to addresses that are not public
  public HttpWebhookSender(Vertx vertx, boolean openToAll) {
    this(
        vertx,
        new HttpClientOptions(),
        openToAll ? _ -> true : PublicAddress::isPublic,
        InetAddress::getAllByName,
        TIMEOUT);
  }

  /// @param options says whose certificates are trusted
  HttpWebhookSender(
      Vertx vertx,
      HttpClientOptions options,
      Predicate<InetAddress> isAllowed,
      Names names,
      Duration timeout) {
    this.client =
        vertx.createHttpClient(
            options
                .setConnectTimeout((int) CONNECT_TIMEOUT.toMillis())
                .setMaxRedirects(0)
                // One request at a time goes to each endpoint; many may have the same host.
                .setMaxPoolSize(1_000)
                .setKeepAliveTimeout((int) TIMEOUT.toSeconds())
                .setDecompressionSupported(false)
                .setVerifyHost(true));
    this.isAllowed = isAllowed;
    this.names = names;
    this.timeout = timeout;
  }

  @Override
  public Result post(URI url, Map<String, String> headers, byte[] body) {
    long deadline = System.nanoTime() + timeout.toNanos();
    var attempt = new Attempt();
    try {
      InetAddress address = address(url.getHost(), deadline);
      int status =
          await(
              client
                  .request(options(url, address))
                  .compose(
                      connected -> {
                        headers.forEach(connected::putHeader);
                        connected.putHeader("user-agent", "Holdfast");
                        // Composed here, on the event loop. This thread could come too late for a
                        // response that is there at once.
                        return attempt
                            .send(connected, Buffer.buffer(body))
                            .compose(HttpWebhookSender::status);
                      })
                  .toCompletionStage()
                  .toCompletableFuture(),
              deadline);
      return new Result.Answered(status);
    } catch (UnknownHostException e) {
      return new Result.Unanswered(reason(e));
    } catch (TimeoutException e) {
      attempt.abandon();
      return new Result.Unanswered("no response within " + timeout);
    } catch (ExecutionException e) {
      return new Result.Unanswered(reason(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      attempt.abandon();
      return new Result.Unanswered("the service was stopped");
    } catch (RuntimeException e) {
      attempt.abandon();
      return new Result.Unanswered(reason(e));
    }
  }

  private static String reason(@Nullable Throwable failure) {
    return failure instanceof UnknownHostException
        ? NO_ADDRESS
        : String.valueOf(failure == null ? "no connection" : failure.getMessage());
  }

  private InetAddress address(String host, long deadline)
      throws UnknownHostException, ExecutionException, TimeoutException, InterruptedException {
    String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    InetAddress[] addresses =
        await(
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    return names.of(name);
                  } catch (UnknownHostException e) {
                    throw new CompletionException(e);
                  }
                },
                lookups),
            deadline);
    for (InetAddress address : addresses) {
      if (isAllowed.test(address)) {
        return address;
      }
    }
    LOG.log(
        Level.WARNING,
        "no webhook is sent to {0}: {1} (expected: a public address)",
        name,
        Arrays.stream(addresses).map(InetAddress::getHostAddress).toList());
    throw new UnknownHostException(name);
  }

  private static <T> T await(CompletableFuture<T> future, long deadline)
      throws ExecutionException, TimeoutException, InterruptedException {
    return future.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
  }

  private static RequestOptions options(URI url, InetAddress address) {
    boolean isSecure = url.getScheme().toLowerCase(Locale.ROOT).equals("https");
    int port = url.getPort() >= 0 ? url.getPort() : isSecure ? HTTPS_PORT : HTTP_PORT;
    String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return new RequestOptions()
        .setMethod(HttpMethod.POST)
        // The name is for the certificate, and for the receiver.
        .setHost(url.getHost())
        .setPort(port)
        .setSsl(isSecure)
        .setServer(SocketAddress.inetSocketAddress(port, address.getHostAddress()))
        .setURI(url.getRawQuery() == null ? path : path + "?" + url.getRawQuery())
        .setFollowRedirects(false);
  }

  /// The status, when all of the response is there or as much of it as is read. A connection with
  /// more is of no more use.
  private static Future<Integer> status(HttpClientResponse response) {
    Promise<Integer> status = Promise.promise();
    var length = new AtomicInteger();
    response
        .handler(
            part -> {
              if (length.addAndGet(part.length()) > LONGEST_ANSWER) {
                status.tryComplete(response.statusCode());
                response.request().reset();
              }
            })
        .exceptionHandler(status::tryFail)
        .endHandler(_ -> status.tryComplete(response.statusCode()));
    return status.future();
  }

  /// One message on its way. Once it is given up, nothing of it is sent, even if it is connected
  /// only then: somebody else may send the next one by that time.
  private static final class Attempt {
    private @Nullable HttpClientRequest sent;
    private boolean isAbandoned;

    synchronized Future<HttpClientResponse> send(HttpClientRequest request, Buffer body) {
      if (isAbandoned) {
        request.reset();
        return Future.failedFuture("abandoned before it was connected");
      }
      sent = request;
      return request.send(body);
    }

    synchronized void abandon() {
      isAbandoned = true;
      if (sent != null) {
        sent.reset();
      }
    }
  }

  @Override
  public void close() {
    lookups.shutdownNow();
    var _ = client.close();
  }
}
