package dev.holdfast.rest.seatmap;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.holdfast.domain.seatmap.SeatMap;
import dev.holdfast.rest.seatmap.SeatMapImport.Imported;
import dev.holdfast.rest.seatmap.SeatMapImport.Invalid;
import dev.holdfast.rest.seatmap.SeatMapImport.Malformed;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever is done to a document, reading it gives an answer: a map that is sound, or at least one
/// reason why not.
class SeatMapFuzzTest {
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

  static Stream<byte[]> documents() {
    return SEEDLINGS.stream().map(Imports::bytes);
  }

  @MethodSource("documents")
  @FuzzTest(maxDuration = "5s")
  void aDocumentIsReadOrRefusedWithAReason(byte[] document) throws Exception {
    judge(SeatMapImporter.read(document, false));
    judge(SeatMapImporter.read(document, true));
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
}
