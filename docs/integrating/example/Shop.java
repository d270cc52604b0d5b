import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A ticket shop in one file: it serves the pages beside it, and sells with the key of its own. With
/// `HOLDFAST_PUBLISHABLE_KEY`, its pages have one, too.
///
/// ```
/// HOLDFAST_KEY=hf_sk_… java docs/integrating/example/Shop.java [port] [address of Holdfast] [folder of the pages]
/// ```
final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
final String key = System.getenv("HOLDFAST_KEY");
final String publishableKey = System.getenv().getOrDefault("HOLDFAST_PUBLISHABLE_KEY", "");
String holdfast = "http://localhost:8080";
Path pages = Path.of("docs", "integrating", "example");

void main(String... args) throws Exception {
  int port = args.length > 0 ? Integer.parseInt(args[0]) : 8000;
  holdfast = args.length > 1 ? args[1] : holdfast;
  pages = args.length > 2 ? Path.of(args[2]) : pages;
  HttpServer shop =
      HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
  shop.createContext("/", this::page);
  shop.createContext("/hold", this::hold);
  shop.createContext("/pay", this::pay);
  shop.start();
  IO.println("The shop is at http://localhost:" + shop.getAddress().getPort());
}

/// `POST /hold?event={id}`: places a hold for the visitor, where the shop's server does that. The
/// answer is Holdfast's. A shop stores the hold's id with the visitor's basket before it answers.
void hold(HttpExchange exchange) throws IOException {
  String request = new String(exchange.getRequestBody().readAllBytes());
  String idempotencyKey = exchange.getRequestHeaders().getFirst("Idempotency-Key");
  answer(exchange, call("POST", "/events/" + id(exchange) + "/holds", request, idempotencyKey));
}

/// `POST /pay?hold={id}`: sells what is held. What the browser says the price is does not matter.
void pay(HttpExchange exchange) throws IOException {
  String path = "/holds/" + id(exchange);
  HttpResponse<String> hold = call("GET", path, "", null);
  if (hold.statusCode() != 200) {
    answer(exchange, hold);
    return;
  }
  // A shop reads JSON with a library. Here it adds its fees and authorises the payment.
  Matcher quote = Pattern.compile("\"total\":(\\d+)").matcher(hold.body());
  quote.find();
  String order = "{\"reference\": \"order 1\", \"expectedTotal\": " + quote.group(1) + "}";
  HttpResponse<String> reservation = call("POST", path + "/confirm", order, null);
  // Now it captures the payment; or it voids it, where the hold could not be confirmed.
  answer(exchange, reservation);
}

HttpResponse<String> call(String method, String path, String body, String idempotencyKey)
    throws IOException {
  HttpRequest.Builder request =
      HttpRequest.newBuilder(URI.create(holdfast + "/api/v1" + path))
          .method(method, BodyPublishers.ofString(body))
          .header("Authorization", "Bearer " + key)
          .header("Content-Type", "application/json");
  if (idempotencyKey != null) {
    request.header("Idempotency-Key", idempotencyKey);
  }
  try {
    return client.send(request.build(), BodyHandlers.ofString());
  } catch (InterruptedException e) {
    throw new IOException(e);
  }
}

/// The id in the query. What a browser sends must not lead to another address.
String id(HttpExchange exchange) throws IOException {
  Matcher id = Pattern.compile("=([0-9a-f-]{36})$").matcher(exchange.getRequestURI().toString());
  if (!id.find()) {
    throw new IOException("an id is missing");
  }
  return id.group(1);
}

void page(HttpExchange exchange) throws IOException {
  String name = exchange.getRequestURI().getPath().substring(1);
  Path file = pages.resolve(name.isEmpty() ? "index.html" : name);
  Map<String, String> types =
      Map.of("html", "text/html", "css", "text/css", "js", "text/javascript");
  String type = types.get(name.isEmpty() ? "html" : name.substring(name.lastIndexOf('.') + 1));
  if (type == null || name.contains("/") || !Files.exists(file)) {
    exchange.sendResponseHeaders(404, -1);
    return;
  }
  exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
  // The page must allow the seat picker's script and its requests to Holdfast.
  exchange
      .getResponseHeaders()
      .set(
          "Content-Security-Policy",
          "default-src 'self'; script-src 'self' %1$s; connect-src 'self' %1$s; object-src 'none'; base-uri 'none'"
              .formatted(holdfast));
  send(
      exchange,
      200,
      Files.readString(file)
          .replace("http://localhost:8080", holdfast)
          .replace("token=\"\"", "token=\"" + publishableKey + "\""));
}

void answer(HttpExchange exchange, HttpResponse<String> response) throws IOException {
  exchange.getResponseHeaders().set("Content-Type", "application/json");
  send(exchange, response.statusCode(), response.body());
}

void send(HttpExchange exchange, int status, String text) throws IOException {
  byte[] bytes = text.getBytes();
  exchange.sendResponseHeaders(status, bytes.length);
  exchange.getResponseBody().write(bytes);
  exchange.close();
}
