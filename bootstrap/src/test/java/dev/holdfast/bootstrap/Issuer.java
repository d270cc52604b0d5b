package dev.holdfast.bootstrap;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/// An identity provider of the tests: its description, its keys, and the tokens that it signs. It
/// can be away for a time.
final class Issuer implements AutoCloseable {
  static final String AUDIENCE = "holdfast-api";

  /// Who signs in, by the name of which nothing else is told.
  static final String PERSON = "b1f7-1815";

  private static final float MINUTES_VALID = 5;

  private final int port;
  private final List<RsaJsonWebKey> keys = new ArrayList<>(List.of(newKey()));
  private final AtomicInteger keysRead = new AtomicInteger();
  private @Nullable HttpServer server;

  /// It is away until {@link #open}.
  Issuer() {
    try {
      port = PackagedService.freePort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Issuer opened() {
    Issuer issuer = new Issuer();
    issuer.open();
    return issuer;
  }

  /// What makes a service take its tokens.
  Map<String, String> settings() {
    return Map.of("HOLDFAST_OIDC_ISSUER", uri(), "HOLDFAST_OIDC_AUDIENCE", AUDIENCE);
  }

  String uri() {
    return "http://127.0.0.1:" + port;
  }

  void open() {
    open(uri());
  }

  /// Opens it with a description that has its keys where nobody is.
  void openWithoutKeys() {
    open("http://127.0.0.1:1");
  }

  private void open(String keysAt) {
    try {
      HttpServer made =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      made.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      made.createContext(
          "/.well-known/openid-configuration",
          exchange ->
              answer(
                  exchange,
                  """
                  {"issuer": "%1$s", "jwks_uri": "%2$s/keys", "token_endpoint": "%1$s/token",
                   "introspection_endpoint": "%1$s/introspect"}\
                  """
                      .formatted(uri(), keysAt)));
      made.createContext(
          "/keys",
          exchange -> {
            keysRead.incrementAndGet();
            answer(exchange, new JsonWebKeySet(keys).toJson(OutputControlLevel.PUBLIC_ONLY));
          });
      made.start();
      server = made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void answer(HttpExchange exchange, String json) throws IOException {
    try (exchange) {
      byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  /// How often its keys were read.
  int keysRead() {
    return keysRead.get();
  }

  /// Signs with a new key from now on, and no longer has the old one.
  void rotate() {
    keys.set(0, newKey());
  }

  static RsaJsonWebKey newKey() {
    try {
      RsaJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
      key.setKeyId(UUID.randomUUID().toString());
      key.setUse("sig");
      return key;
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A token for a person of a client.
  String token(String client, String... scopes) {
    return token(
        claims -> {
          claims.setStringClaim("holdfast_client", client);
          claims.setStringClaim("scope", String.join(" ", scopes));
        });
  }

  /// A token that is valid, but for what is changed.
  String token(Consumer<JwtClaims> change) {
    return signed(claims(change), keys.getFirst());
  }

  /// A token that says the same, signed with another key.
  static String signed(JwtClaims claims, RsaJsonWebKey key) {
    JsonWebSignature token = unsigned(claims);
    token.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
    token.setKeyIdHeaderValue(key.getKeyId());
    token.setKey(key.getPrivateKey());
    return serialized(token);
  }

  /// A token with the algorithm `none`, which needs no key.
  String withoutSignature(JwtClaims claims) {
    JsonWebSignature token = unsigned(claims);
    token.setAlgorithmConstraints(AlgorithmConstraints.ALLOW_ONLY_NONE);
    token.setAlgorithmHeaderValue(AlgorithmIdentifiers.NONE);
    token.setKeyIdHeaderValue(keys.getFirst().getKeyId());
    return serialized(token);
  }

  /// A token signed with the public key, as if that were a secret.
  String signedWithThePublicKey(JwtClaims claims) {
    JsonWebSignature token = unsigned(claims);
    token.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
    token.setKeyIdHeaderValue(keys.getFirst().getKeyId());
    token.setKey(new SecretKeySpec(keys.getFirst().getPublicKey().getEncoded(), "HmacSHA256"));
    return serialized(token);
  }

  /// A token that names a key of the issuer, and is signed with another one.
  String signedWithAnother(JwtClaims claims) {
    RsaJsonWebKey other = newKey();
    other.setKeyId(keys.getFirst().getKeyId());
    return signed(claims, other);
  }

  private static JsonWebSignature unsigned(JwtClaims claims) {
    var token = new JsonWebSignature();
    token.setPayload(claims.toJson());
    return token;
  }

  private static String serialized(JsonWebSignature token) {
    try {
      return token.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  JwtClaims claims(Consumer<JwtClaims> change) {
    var claims = new JwtClaims();
    claims.setIssuer(uri());
    claims.setAudience(AUDIENCE);
    claims.setSubject(PERSON);
    claims.setIssuedAtToNow();
    claims.setNotBeforeMinutesInThePast(0);
    claims.setExpirationTimeMinutesInTheFuture(MINUTES_VALID);
    claims.setStringClaim("email", "ada@example.org");
    claims.setStringClaim("name", "Ada Lovelace");
    change.accept(claims);
    return claims;
  }

  /// It is away until {@link #open}.
  void leave() {
    if (server != null) {
      server.stop(0);
      server = null;
    }
  }

  @Override
  public void close() {
    leave();
  }
}
