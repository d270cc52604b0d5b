package dev.holdfast.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever a body is, it is read, or refused with a problem that says what is wrong with it.
class RequestsFuzzTest {
  /// All that read an object of a request, so that a new one is not forgotten.
  private static final List<Method> READERS = readers();

  private static List<Method> readers() {
    Path classes;
    try {
      classes = Path.of(JsonFields.class.getResource("JsonFields.class").toURI()).getParent();
    } catch (java.net.URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    try (Stream<Path> files = Files.list(classes)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".class"))
          .map(RequestsFuzzTest::load)
          .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
          .filter(
              method ->
                  Modifier.isStatic(method.getModifiers())
                      && !Modifier.isPrivate(method.getModifiers())
                      && !method.isSynthetic()
                      && Arrays.equals(
                          method.getParameterTypes(), new Class<?>[] {JsonFields.class}))
          .sorted(Comparator.comparing(Method::toString))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Class<?> load(String file) {
    try {
      return Class.forName(
          RequestsFuzzTest.class.getPackageName() + "." + file.replace(".class", ""),
          false,
          RequestsFuzzTest.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  /// One of each kind of request, for each reader.
  static Stream<byte[]> requests() {
    return Stream.of(
            """
            {"name":"A","seatMapId":"0191d6a0-0000-4000-8000-000000000001","startsAt":"2026-03-01T10:00:00Z",
            "endsAt":"2026-03-01T12:00:00Z","timeZone":"Europe/Berlin","currency":"EUR","externalId":"x",
            "ticketTypes":[{"id":"adult","name":"Adult"}],"prices":{"a":100,"b":{"adult":5}},"metadata":{"k":[1,null]},
            "holdPolicy":{"duration":"PT15M","maxLifetime":"PT30M","maxSeatsPerHold":10},"browserConfirm":true,
            "sellers":["0191d6a0-0000-4000-8000-000000000002"]}""",
            """
            {"seats":["A-1"],"areas":[{"id":"F","quantity":2,"ticketType":"adult"}],"ticketTypes":{"A-1":"adult"},
            "bestAvailable":{"quantity":2},"customer":"c-1","metadata":{}}""",
            """
            {"add":["A-1"],"remove":["A-2"],"areas":[{"id":"F","quantity":0}]}""",
            """
            {"reference":"order-1","expectedTotal":100}""",
            """
            {"seats":["A-1"],"areas":[{"id":"F","numbers":[1,2]}],"reason":"ill"}""",
            """
            {"kind":"publishable","name":"till","origins":["https://shop.example.org"],"scopes":["holds:write"],
            "expiresAt":"2027-03-01T10:00:00Z","url":"https://shop.example.org/hooks"}""")
        .flatMap(
            body ->
                Stream.iterate(0, reader -> reader + 1)
                    .limit(READERS.size())
                    .map(reader -> ((char) reader.intValue() + body)))
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  /// @param data which reader, and then the body
  @MethodSource("requests")
  @FuzzTest(maxDuration = "14s")
  void aBodyIsReadOrRefusedWithAReason(byte[] data) throws Exception {
    if (data.length == 0) {
      return;
    }
    Method reader = READERS.get((data[0] & 0xff) % READERS.size());
    byte[] body = Arrays.copyOfRange(data, 1, data.length);
    try {
      JsonFields.readIfAny(body, fields -> apply(reader, fields));
    } catch (ProblemException e) {
      assertThat(e.answer().problem()).isEqualTo(Problem.MALFORMED_REQUEST);
      assertThat(e.answer().detail()).isNotBlank();
    }
  }

  private static Object apply(Method reader, JsonFields fields) {
    try {
      return reader.invoke(null, fields);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
