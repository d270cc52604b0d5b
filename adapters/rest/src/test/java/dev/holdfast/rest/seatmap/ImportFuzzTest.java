package dev.holdfast.rest.seatmap;

import static dev.holdfast.rest.seatmap.Imports.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.seatmap.SeatMap;
import dev.holdfast.rest.seatmap.SeatMapImport.Imported;
import dev.holdfast.rest.seatmap.SeatMapImport.Invalid;
import dev.holdfast.rest.seatmap.SeatMapImport.Malformed;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whatever is done to a document, reading it gives an answer: a map that is sound, or at least one
/// reason why not. Replay a failure with `-Dholdfast.seed=…`.
class ImportFuzzTest {
  private static final int ROUNDS = 9_000;
  private static final List<String> SEEDLINGS =
      List.of(
          """
          {'name':'A','categories':[{'id':'a','name':'Best','color':'#ff0000'}],'sections':[{'name':'S','entrance':'N',
          'outline':[{'x':0,'y':0},{'x':9,'y':0},{'x':0,'y':9}],'rows':[{'name':'A','seats':[{'id':'A-1','name':'1',
          'category':'a','x':1.5,'y':-2,'accessible':true},{'id':'A-2','category':'a'}]}]}],'areas':[{'id':'F','name':'Floor',
          'category':'a','capacity':30,'numbering':'increasing'}],'decorations':[{'kind':'stage','text':'T','outline':[{'x':1,'y':1}]}]}
          """,
          """
          {'name':'B','categories':[{'name':'Best','color':'red'}],'zones':[{'name':'Z','zone_id':'z','position':{'x':1,'y':2},
          'rows':[{'row_number':'A','position':{'x':3,'y':4},'seats':[{'seat_guid':'g','seat_number':'1','category':'Best',
          'position':{'x':5,'y':6}},{'seat_number':2,'category':'Best'}]}],'areas':[{'shape':'circle','circle':{'radius':4},
          'rotation':30,'text':{'text':'Bar','position':{'x':0,'y':0}}},{'shape':'polygon','polygon':{'points':[{'x':1,'y':1}]}}]}]}
          """,
          """
          {'name':'C','categories':{'list':[{'key':1,'label':'One','color':'#abc','accessible':false}]},'subChart':{'width':9,
          'rows':[{'label':'A','categoryKey':1,'seats':[{'label':'1','x':1,'y':2,'accessible':true},{'label':'?','categoryLabel':'One'}]}],
          'tables':[{'label':'T','type':'round','center':{'x':1,'y':2},'radius':3,'bookAsAWhole':true,'seats':[{'label':1,'categoryKey':'1'}]}],
          'booths':[{'label':'B','categoryKey':1,'center':{'x':1,'y':2}}],'generalAdmissionAreas':[{'label':'GA','capacity':9,
          'categoryKey':1,'type':'circle','center':{'x':1,'y':2},'radius1':3,'radius2':4,'rotationAngle':5}],
          'sections':[{'label':'S','categoryKey':1,'topLeft':{'x':1,'y':2},'points':[{'x':1,'y':2}],'subChart':{'rows':[]}}],
          'shapes':[{'type':'rectangle','smartType':'stage','width':3,'height':4}],'texts':[{'text':'Hi','x':1,'y':2}],
          'focalPoint':{'x':1,'y':2}}}
          """);
  private static final List<String> TOKENS =
      List.of(
          "null",
          "true",
          "\"\"",
          "\"x\"",
          "[]",
          "{}",
          "[[",
          "{\"a\":",
          "-1",
          "0",
          "1e400",
          "1.5",
          "99999999999999999999",
          "\"\\u0000\"",
          "\"\\ud800\"",
          ",",
          ":",
          "}",
          "]",
          "\"",
          "\\",
          "\"label\":",
          "\"id\":",
          "\"seats\":",
          "\"subChart\":",
          "\"zones\":",
          "\uFEFF",
          "é");

  @Test
  void mutatedDocumentsAreAnsweredAndNeverThrow() {
    long seed = Long.getLong("holdfast.seed", System.nanoTime());
    Random random = new Random(seed);
    Map<Class<?>, Integer> answers = new HashMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      byte[] body = mutated(random, bytes(SEEDLINGS.get(round % SEEDLINGS.size())));
      try {
        SeatMapImport result = SeatMapImporter.read(body, random.nextBoolean());
        judge(result);
        answers.merge(result.getClass(), 1, Integer::sum);
      } catch (Exception | StackOverflowError e) {
        throw new AssertionError(
            "seed " + seed + ", round " + round + ": " + new String(body, StandardCharsets.UTF_8),
            e);
      }
    }
    // Were all of one kind, the mutations would not be worth much.
    assertThat(answers.values())
        .as("seed %s: %s", seed, answers)
        .hasSize(3)
        .allMatch(count -> count > ROUNDS / 100);
  }

  private static void judge(SeatMapImport result) throws Exception {
    switch (result) {
      case Imported imported -> {
        SeatMap map = Imports.map(imported);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LayoutJson.write(map, out);
        if (!(SeatMapImporter.read(out.toByteArray(), false) instanceof Imported again)
            || !again.layout().equals(imported.layout())) {
          throw new IllegalStateException("written and read, it is another map");
        }
      }
      case Invalid(var errors) -> requireSome(errors.size());
      case Malformed(var errors) -> requireSome(errors.size());
    }
  }

  private static void requireSome(int errors) {
    if (errors == 0) {
      throw new IllegalStateException("refused without a reason");
    }
  }

  /// One to four changes: bytes altered, cut out, doubled, or tokens put in or in place of others.
  private static byte[] mutated(Random random, byte[] document) {
    List<Byte> bytes = new ArrayList<>();
    for (byte b : document) {
      bytes.add(b);
    }
    for (int i = random.nextInt(4); i >= 0 && !bytes.isEmpty(); i--) {
      int at = random.nextInt(bytes.size());
      int end = Math.min(bytes.size(), at + 1 + random.nextInt(random.nextBoolean() ? 4 : 60));
      switch (random.nextInt(5)) {
        case 0 -> bytes.set(at, (byte) random.nextInt(256));
        case 1 -> bytes.subList(at, end).clear();
        case 2 -> bytes.addAll(at, new ArrayList<>(bytes.subList(at, end)));
        case 3 -> bytes.addAll(at, token(random));
        default -> replaceValue(bytes, at, token(random));
      }
    }
    byte[] mutated = new byte[bytes.size()];
    for (int i = 0; i < mutated.length; i++) {
      mutated[i] = bytes.get(i);
    }
    return mutated;
  }

  /// Puts the token where the next value stands, so that the document often stays JSON.
  private static void replaceValue(List<Byte> bytes, int at, List<Byte> token) {
    int start = at;
    while (start < bytes.size() && bytes.get(start) != ':') {
      start++;
    }
    int end = start + 1;
    while (end < bytes.size() && ",}]".indexOf(bytes.get(end)) < 0) {
      end++;
    }
    if (end < bytes.size()) {
      bytes.subList(start + 1, end).clear();
      bytes.addAll(start + 1, token);
    }
  }

  private static List<Byte> token(Random random) {
    byte[] token = TOKENS.get(random.nextInt(TOKENS.size())).getBytes(StandardCharsets.UTF_8);
    Byte[] boxed = new Byte[token.length];
    Arrays.setAll(boxed, i -> token[i]);
    return Arrays.asList(boxed);
  }
}
