package dev.holdfast.rest.seatmap;

import static dev.holdfast.rest.seatmap.Imports.bytes;
import static dev.holdfast.rest.seatmap.Imports.error;
import static dev.holdfast.rest.seatmap.Imports.imported;
import static dev.holdfast.rest.seatmap.Imports.invalid;
import static dev.holdfast.rest.seatmap.Imports.malformed;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.FieldError;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileJsonTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "null",
        "[]",
        "[{}]",
        "7",
        "'text'",
        "nonsense",
        "{",
        "{'zones':",
        "{} {}",
        "{}]",
        "{'name': NaN}",
        "{'name': 'a' 'b'}",
        "{name: 'a'}",
        "{'sections': [}",
        "{'name': '\\ud800\\uD8'}",
      })
  void whatIsNoJsonObjectIsMalformed(String document) {
    assertThat(malformed(document))
        .singleElement()
        .satisfies(error -> assertThat(error.detail()).doesNotContain("Source"));
  }

  @Test
  void aSyntaxErrorIsNamedByPointerLineAndColumn() {
    FieldError error = malformed("{'zones': [{'rows':\n [{'seats': oops}]}]}").getFirst();

    assertThat(Imports.pointer(error)).isEqualTo("/zones/0/rows/0/seats");
    assertThat(error.detail()).startsWith("not JSON: ").contains("line 2, column ");
  }

  @Test
  void nestingBeyondReasonIsMalformed() {
    assertThat(malformed("{'zones':" + "[".repeat(100_000))).hasSize(1);
    assertThat(malformed("{'a':".repeat(100_000))).hasSize(1);
    String sections = "{'sections':[{'label':'S','subChart':".repeat(5_000);
    assertThat(malformed("{'subChart':" + sections)).hasSize(1);
  }

  @Test
  void moreObjectsOrFieldsThanAnyRoomHasAreMalformed() {
    String rows = "{'zones':[{'rows':[" + "{},".repeat(600_000) + "{}]}]}";
    assertThat(malformed(rows).getFirst().detail())
        .startsWith("limit exceeded: more than 500000 objects");

    String fields = IntStream.range(0, 2_000).mapToObj(i -> "'f" + i + "':0").collect(joining(","));
    assertThat(malformed("{'zones':[],'x':{" + fields + "}}").getFirst().detail())
        .startsWith("limit exceeded: an object of more than 1000 fields");
  }

  @Test
  void doubledKeysAreMalformedEvenWhereNobodyReads() {
    assertThat(malformed("{'name': 'a', 'name': 'b'}")).hasSize(1);
    assertThat(malformed("{'zones': [], 'unread': {'x': 1, 'y': 2, 'x': 3}}"))
        .extracting(Imports::pointer)
        .containsExactly("/unread/x");
  }

  @Test
  void numbersBeyondReasonAreRefused() {
    String area =
        "{'categories':[{'id':'a','name':'A'}],'areas':[{'id':'x','category':'a','capacity':%s}]}";

    assertThat(malformed(area.formatted("9".repeat(2_000)))).hasSize(1);
    assertThat(invalid(area.formatted("9".repeat(900)))).hasSize(1);
    assertThat(invalid(area.formatted("1e999"))).hasSize(1);
    assertThat(invalid(area.formatted("-1"))).hasSize(1);
    assertThat(malformed(area.formatted("1.5")))
        .containsExactly(error("/areas/0/capacity", "a fraction (expected: a whole number)"));
    assertThat(imported(area.formatted("100.0")).layout().areas().getFirst().capacity())
        .isEqualTo(100);
  }

  @Test
  void valuesOfWrongTypesAreListedTogether() {
    assertThat(
            malformed(
                """
                {'name': 5, 'categories': {}, 'subChart': {'rows': [1, null, {'seats': 'none'},
                  {'label': true, 'seats': [{'x': '1', 'label': []}]}], 'focalPoint': 4}}
                """))
        .containsExactly(
            error("/subChart/rows/0", "a number (expected: an object)"),
            error("/subChart/rows/1", "null (expected: an object)"),
            error("/subChart/rows/2/seats", "a string (expected: an array)"),
            error("/subChart/rows/3/label", "true (expected: a string or a number)"),
            error("/subChart/rows/3/seats/0/x", "a string (expected: a number)"),
            error("/subChart/rows/3/seats/0/label", "an array (expected: a string or a number)"),
            error("/subChart/focalPoint", "a number (expected: an object)"));
  }

  @Test
  void unknownFieldsAreMalformedInOurFormatOnly() {
    assertThat(malformed("{'sections': [{'rows': [{'seatz': []}]}], 'a/b~c': 1}"))
        .extracting(Imports::pointer)
        .containsExactly("/sections/0/rows/0/seatz", "/a~1b~0c");
    assertThat(invalid("{'zones': [], 'whatever': [{'deep': {}}]}")).hasSize(1);
    assertThat(invalid("{'subChart': {}, 'whatever': [{'deep': {}}]}")).hasSize(1);
  }

  @Test
  void onlyUtf8IsRead() {
    byte[] document =
        bytes(
            "{'areas':[{'id':'ä','category':'c','capacity':1}],'categories':[{'id':'c','name':'C'}]}");
    String text = new String(document, StandardCharsets.UTF_8);

    assertThat(imported(document, false).layout().areas().getFirst().id()).isEqualTo("ä");
    assertThat(malformed(text.getBytes(StandardCharsets.ISO_8859_1))).hasSize(1);
    assertThat(malformed(text.getBytes(StandardCharsets.UTF_16LE))).hasSize(1);
    assertThat(malformed(text.getBytes(StandardCharsets.UTF_16))).hasSize(1);
    assertThat(malformed(new byte[] {'{', 0, '}'})).hasSize(1);
    assertThat(malformed(new byte[] {'{', '"', (byte) 0xC0, (byte) 0x80, '"', ':', '1', '}'}))
        .hasSize(1);
  }

  @Test
  void aByteOrderMarkIsPassedOver() {
    ByteArrayOutputStream marked = new ByteArrayOutputStream();
    marked.writeBytes(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF});
    marked.writeBytes(
        bytes(
            "{'areas':[{'id':'a','category':'c','capacity':1}],'categories':[{'id':'c','name':'C'}]}"));

    assertThat(imported(marked.toByteArray(), false).layout().areas()).hasSize(1);
  }

  @Test
  void halfACharacterIsRefused() {
    String seat =
        "{'categories':[{'id':'a','name':'A'}],'sections':[{'rows':[{'seats':[{'id':'%s','category':'a'}]}]}]}";

    assertThat(invalid(seat.formatted("x\\udead")))
        .containsExactly(
            error("/sections/0/rows/0/seats/0", "seat id: has an unpaired surrogate, U+DEAD"));
    assertThat(imported(seat.formatted("\\ud83c\\udfad")).layout().sections()).hasSize(1);
  }

  @Test
  void answersShowNoControlCharactersAndStayShort() {
    String document =
        "{'categories':[],'sections':[{'rows':[{'seats':[{'id':'1','category':'%s'}]}]}]}"
            .formatted("\\u0000\\u001b" + "z".repeat(50_000));

    assertThat(invalid(document).getFirst().detail())
        .isEqualTo("category \"\uFFFD\uFFFD" + "z".repeat(58) + "…\" is unknown");
  }
}
