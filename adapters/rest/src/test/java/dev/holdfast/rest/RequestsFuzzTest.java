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
  static final List<Method> READERS = readers();

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

  /// One of each kind of request, and of each part that has a reader of its own, for each reader.
  static Stream<byte[]> requests() {
    return Stream.of(
            """
            {"name":"A","seatMapId":"0191d6a0-0000-4000-8000-000000000001","startsAt":"2026-03-01T10:00:00Z",
            "endsAt":"2026-03-01T12:00:00Z","doorsAt":"2026-03-01T09:00:00Z","timeZone":"Europe/Berlin","currency":"EUR",
            "ticketTypes":[{"id":"adult","name":"Adult"}],"prices":{"a":100,"b":{"adult":5}},
            "salesOpenAt":"2026-01-01T10:00:00Z","salesCloseAt":"2026-03-01T09:30:00Z",
            "holdPolicy":{"duration":"PT15M","maxLifetime":"PT30M","maxSeatsPerHold":10},
            "limits":{"customer":{"held":4,"total":8},"client":{"held":100},"address":{"total":50}},
            "sellers":["0191d6a0-0000-4000-8000-000000000002"],"browserConfirm":true,"testMode":true,"externalId":"x",
            "metadata":{"k":[1,null]}}""",
            """
            {"name":"B","startsAt":"2026-03-01T10:00:00Z","prices":{"a":{"adult":5}},"holdPolicy":{"duration":"PT5M"},
            "limits":{"customer":{"held":4}},"sellers":[]}""",
            """
            {"advance":"PT1H"}""",
            """
            {"seats":[{"id":"A-1","ticketType":"adult"},{"id":"A-2"}],
            "areas":[{"id":"F","quantity":2,"ticketType":"adult"}],"customer":"c-1","metadata":{"cart":7}}""",
            """
            {"add":{"seats":[{"id":"A-1"}]},"remove":{"seats":[{"id":"A-2"}]},
            "set":{"seats":[{"id":"A-3","ticketType":"child"}],"areas":[{"id":"F","quantity":0}]}}""",
            """
            {"reference":"order-1","expectedTotal":100}""",
            """
            {"seats":["A-1"],"areas":[{"id":"F","numbers":[1,2]}],"reason":"ill"}""",
            """
            {"seats":["A-1"],"areas":[{"id":"F","quantity":3}],"reason":"Presale","channel":"fan-club",
            "releaseAt":"2027-03-01T09:00:00Z"}""",
            """
            {"seats":["A-1"],"areas":[{"id":"F","quantity":3}]}""",
            """
            {"name":"Corner shop"}""",
            """
            {"kind":"secret","name":"agent","scopes":["holds:write"],"expiresAt":"2027-03-01T10:00:00Z",
            "limits":{"browsing":60,"holding":600,"managing":6},
            "mandate":{"eventId":"0191d6a0-0000-4000-8000-000000000001","maxSeats":4,"maxTotal":20000,"currency":"EUR",
            "until":"2027-03-01T10:00:00Z"}}""",
            """
            {"kind":"publishable","origins":["https://shop.example.org"]}""",
            """
            {"origin":"https://shop.example.org","customer":"c-1815","lifetime":"PT30M"}""",
            """
            {"url":"https://shop.example.org/hooks","types":["holdfast.hold.placed.v1"],
            "events":["0191d6a0-0000-4000-8000-000000000001"],"enabled":true}""",
            """
            {"from":"1767225600.42.7","until":"1767225600.43.9"}""",
            """
            {"id":"F","numbers":[1,2]}""",
            """
            {"held":4,"total":8}""",
            """
            {"customer":{"held":4,"total":8},"client":{"held":100},"address":{"total":50}}""",
            """
            {"duration":"PT15M","maxLifetime":"PT30M","maxSeatsPerHold":10}""",
            """
            {"areas":[{"id":"F","quantity":2}]}""",
            """
            {"seats":[{"id":"A-1","ticketType":"adult"},{"id":"A-2"}]}""")
        .flatMap(
            body ->
                Stream.iterate(0, reader -> reader + 1)
                    .limit(READERS.size())
                    .map(reader -> ((char) reader.intValue() + body)))
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  /// @param data which reader, and then the body
  @MethodSource("requests")
  @FuzzTest(maxDuration = "5s")
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

  static Object apply(Method reader, JsonFields fields) {
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
