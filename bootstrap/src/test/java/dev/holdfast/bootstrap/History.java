package dev.holdfast.bootstrap;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.holdfast.testkit.api.Contract;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Sends requests to nodes as a load balancer does, and remembers each try from before it is sent.
final class History implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<URI> nodes;
  private final Consumer<Contract.Exchange> check;
  private final Set<Integer> away = ConcurrentHashMap.newKeySet();
  private final Map<Long, Call> calls = new ConcurrentHashMap<>();
  private final AtomicLong next = new AtomicLong();

  History(List<URI> nodes) {
    this(nodes, ContractFilter.ALL::check);
  }

  /// @param check fails for what is not as it should be
  History(List<URI> nodes, Consumer<Contract.Exchange> check) {
    this.nodes = new CopyOnWriteArrayList<>(nodes);
    this.check = check;
  }

  /// All tries by when they began.
  List<Call> calls() {
    return calls.values().stream().sorted(Comparator.comparingLong(Call::begun)).toList();
  }

  /// Waits until somebody has asked a node from now on and has no answer yet.
  void awaitCall(int node) throws InterruptedException {
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < TIMEOUT.toNanos()
        && calls.values().stream()
            .noneMatch(
                call ->
                    call.node() == node
                        && call.begun() >= begin
                        && call.answer() instanceof Call.Answer.Invoked)) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  /// Waits until there are such sales from now on. `1 of 0` is one that node 1 has confirmed and
  /// node 0 had placed.
  void awaitSales(Set<String> wanted) throws InterruptedException {
    long since = System.nanoTime();
    while (!sales(since).containsAll(wanted)) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private Set<String> sales(long since) {
    Map<String, Integer> placedAt = new HashMap<>();
    Set<String> sales = new HashSet<>();
    for (Call call : calls()) {
      Call.Request request = call.request();
      if (call.begun() > since && call.answer() instanceof Call.Answer.Ok ok && !ok.replayed()) {
        if (request.kind() == Call.Kind.PLACE) {
          placedAt.put(ok.text("id"), call.node());
        } else if (request.kind() == Call.Kind.CONFIRM && placedAt.containsKey(request.hold())) {
          sales.add("%d of %d".formatted(call.node(), placedAt.get(request.hold())));
        }
      }
    }
    return sales;
  }

  /// Sends to a further node, too, whose number is the next one.
  void join(URI node) {
    nodes.add(node);
  }

  /// Sends nothing to a node any more, as far as there is another one.
  void leave(int node) {
    away.add(node);
  }

  /// Sends nothing to a node any more, and waits until nobody waits for its answer.
  void leaveAndAwaitAnswers(int node) throws InterruptedException {
    leave(node);
    do {
      // Whoever has chosen this node already has sent by then.
      TimeUnit.MILLISECONDS.sleep(100);
    } while (calls.values().stream()
        .anyMatch(call -> call.node() == node && call.answer() instanceof Call.Answer.Invoked));
  }

  /// Sends to a node again.
  void comeBack(int node) {
    away.remove(node);
  }

  /// Sends a request to some node.
  Call.Answer send(Call.Request request, SplittableRandom random) {
    int node = random.nextInt(nodes.size());
    return send(request, away.contains(node) ? (node + 1) % nodes.size() : node);
  }

  private Call.Answer send(Call.Request request, int node) {
    long id = next.getAndIncrement();
    var invoked =
        new Call(request, node, System.nanoTime(), Long.MAX_VALUE, new Call.Answer.Invoked());
    calls.put(id, invoked);
    Call.Answer answer = answer(request, node);
    calls.put(id, new Call(request, node, invoked.begun(), System.nanoTime(), answer));
    return answer;
  }

  private static Map<String, String> byName(HttpHeaders headers) {
    return headers.map().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, header -> header.getValue().getFirst()));
  }

  private Call.Answer answer(Call.Request request, int node) {
    HttpRequest.Builder http =
        HttpRequest.newBuilder(nodes.get(node).resolve(request.path()))
            .timeout(TIMEOUT)
            .header("Content-Type", Api.JSON)
            .method(
                switch (request.kind()) {
                  case PLACE, EXTEND, CONFIRM, CANCEL -> "POST";
                  case CHANGE -> "PATCH";
                  case RELEASE -> "DELETE";
                },
                request.kind() == Call.Kind.RELEASE
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(request.body()));
    if (request.key() != null) {
      http.header(Api.KEY, request.key());
    }
    if (request.secret() != null) {
      http.header(Api.SECRET, request.secret());
    }
    HttpRequest sent = http.build();
    try {
      HttpResponse<String> response = client.send(sent, HttpResponse.BodyHandlers.ofString());
      int status = response.statusCode();
      check.accept(
          new Contract.Exchange(
              sent.method(),
              request.path(),
              null,
              byName(sent.headers()),
              request.kind() == Call.Kind.RELEASE ? null : request.body(),
              status,
              byName(response.headers()),
              response.body()));
      if (status == 503) {
        return new Call.Answer.Unknown(response.body());
      }
      var body =
          response.body().isEmpty() ? MissingNode.getInstance() : JSON.readTree(response.body());
      return status < 300
          ? new Call.Answer.Ok(
              status, response.headers().firstValue("Idempotency-Replayed").isPresent(), body)
          : new Call.Answer.Failed(status, body);
    } catch (IOException e) {
      return new Call.Answer.Unknown(e.toString());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
