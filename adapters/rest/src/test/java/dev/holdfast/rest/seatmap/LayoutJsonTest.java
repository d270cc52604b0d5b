package dev.holdfast.rest.seatmap;

import static dev.holdfast.rest.seatmap.Imports.imported;
import static dev.holdfast.rest.seatmap.Imports.map;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.seatmap.Area;
import dev.holdfast.domain.seatmap.Category;
import dev.holdfast.domain.seatmap.Decoration;
import dev.holdfast.domain.seatmap.Layout;
import dev.holdfast.domain.seatmap.Numbering;
import dev.holdfast.domain.seatmap.Point;
import dev.holdfast.domain.seatmap.Row;
import dev.holdfast.domain.seatmap.Seat;
import dev.holdfast.domain.seatmap.SeatMap;
import dev.holdfast.domain.seatmap.Section;
import dev.holdfast.rest.seatmap.SeatMapImport.Imported;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayoutJsonTest {
  private static final Layout HALL =
      new Layout(
          List.of(new Category("a", "Best", "#ff0000")),
          List.of(
              new Section(
                  null,
                  null,
                  List.of(),
                  List.of(
                      new Row(
                          null,
                          "Box",
                          List.of(
                              new Seat("1", "1", "Stool", "a", null, false),
                              new Seat("2", "two", "a", new Point(-0.004, 1234567.125), true)))))),
          List.of(
              new Area("S", "S", "a", 5, Numbering.LOWEST_FREE, List.of()),
              new Area("Q", "Queue", "a", 9, Numbering.INCREASING, List.of(new Point(1.5, 2)))),
          List.of(new Decoration("focus", null, List.of(new Point(0, 0)))));

  private static byte[] written(SeatMap map) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LayoutJson.write(map, out);
    return out.toByteArray();
  }

  @Test
  void whatIsAbsentOrTheDefaultIsNotWritten() throws IOException {
    assertThat(new String(written(map(HALL)), StandardCharsets.UTF_8))
        .isEqualTo(
            """
            {"id":"00000000-0000-0000-0000-000000000001","name":"A room","capacity":16,
            "categories":[{"id":"a","name":"Best","color":"#ff0000"}],
            "sections":[{"rows":[{"label":"Box","seats":[{"id":"1","label":"Stool","category":"a"},
            {"id":"2","name":"two","category":"a","x":0,"y":1234567.13,"accessible":true}]}]}],
            "areas":[{"id":"S","category":"a","capacity":5},
            {"id":"Q","name":"Queue","category":"a","capacity":9,"numbering":"increasing","outline":[{"x":1.5,"y":2}]}],
            "decorations":[{"kind":"focus","outline":[{"x":0,"y":0}]}]}
            """
                .replace("\n", ""));
  }

  @Test
  void whatIsWrittenCanBeImportedAsItIs() throws IOException {
    Imported again = imported(written(map(HALL)), false);

    assertThat(again.name()).isEqualTo("A room");
    assertThat(again.layout().areas()).isEqualTo(HALL.areas());
    assertThat(written(map(again))).isEqualTo(written(map(HALL)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pretixformat-stadium-738.json",
        "seatsio-sampleChart.json",
        "seatsio-sampleChartWithSections.json",
        "seatsio-sampleChartWithTables.json"
      })
  void anImportedMapIsTheSameAfterWritingAndReading(String name) throws IOException {
    Imported once = imported(SharedData.read(name), true);

    Imported again = imported(written(map(once)), false);

    assertThat(again.layout()).isEqualTo(once.layout());
  }
}
