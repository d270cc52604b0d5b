package dev.holdfast.rest.seatmap;

import static dev.holdfast.rest.seatmap.Imports.error;
import static dev.holdfast.rest.seatmap.Imports.imported;
import static dev.holdfast.rest.seatmap.Imports.invalid;
import static dev.holdfast.rest.seatmap.Imports.map;
import static dev.holdfast.rest.seatmap.Imports.repaired;
import static dev.holdfast.rest.seatmap.Imports.seat;
import static dev.holdfast.rest.seatmap.Imports.seatIds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.FieldError;
import dev.holdfast.domain.seatmap.Area;
import dev.holdfast.domain.seatmap.Category;
import dev.holdfast.domain.seatmap.Decoration;
import dev.holdfast.domain.seatmap.Numbering;
import dev.holdfast.domain.seatmap.Point;
import dev.holdfast.domain.seatmap.Row;
import dev.holdfast.domain.seatmap.Seat;
import dev.holdfast.domain.seatmap.SeatLabel;
import dev.holdfast.domain.seatmap.SeatMap;
import dev.holdfast.domain.seatmap.Section;
import dev.holdfast.rest.seatmap.SeatMapImport.Imported;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeatMapImporterTest {
  private static final String OURS =
      """
      {'name': 'Small hall',
       'categories': [{'id': 'a', 'name': 'Best', 'color': '#FA3'}, {'id': 'b', 'name': 'Rest'}],
       'sections': [{'name': 'Stalls', 'entrance': 'North',
                     'outline': [{'x': 0, 'y': 0}, {'x': 90, 'y': 0}, {'x': 0, 'y': 90}],
                     'rows': [{'name': 'A', 'seats': [
                       {'id': 'A-1', 'name': '1', 'category': 'a', 'x': 1.239, 'y': -2},
                       {'id': 'A-2', 'category': 'b', 'accessible': true}]},
                       {'name': '9', 'label': 'Table 9', 'seats': [
                       {'id': 'T-1', 'name': '1', 'label': 'Chair 1', 'category': 'b'}]}]}],
       'areas': [{'id': 'Floor', 'category': 'b', 'capacity': 30},
                 {'id': 'Q', 'name': 'Queue', 'category': 'b', 'capacity': 5,
                  'numbering': 'increasing', 'outline': [{'x': 1, 'y': 2}]}],
       'decorations': [{'kind': 'stage', 'text': 'Stage', 'outline': [{'x': 5, 'y': 5}]}]}
      """;

  private static String withSeats(String seats) {
    return "{'categories':[{'id':'a','name':'A'}],'sections':[{'rows':[{'seats':[%s]}]}]}"
        .formatted(seats);
  }

  private static String withArea(String area) {
    return "{'categories':[{'id':'a','name':'A'}],'areas':[%s]}".formatted(area);
  }

  private static String chart(String subChart) {
    return """
    {'categories': {'list': [{'key': 1, 'label': 'One', 'color': '#111111'},
                             {'key': 'two', 'label': 'Two', 'color': '#222222'}]},
     'subChart': %s}
    """
        .formatted(subChart);
  }

  private static String plan(String zones) {
    return "{'zones': %s, 'categories': [{'name': 'Best', 'color': 'red'}], 'name': 'Plan'}"
        .formatted(zones);
  }

  @Test
  void ourOwnFormatIsReadInFull() {
    Imported hall = imported(OURS);

    assertThat(hall.name()).isEqualTo("Small hall");
    assertThat(hall.warnings()).isEmpty();
    assertThat(hall.layout().categories())
        .containsExactly(
            new Category("a", "Best", "#ffaa33"), new Category("b", "Rest", "#b34f00"));
    assertThat(hall.layout().sections())
        .containsExactly(
            new Section(
                "Stalls",
                "North",
                List.of(new Point(0, 0), new Point(90, 0), new Point(0, 90)),
                List.of(
                    new Row(
                        "A",
                        List.of(
                            new Seat("A-1", "1", "a", new Point(1.24, -2), false),
                            new Seat("A-2", "A-2", "b", null, true))),
                    new Row(
                        "9",
                        "Table 9",
                        List.of(new Seat("T-1", "1", "Chair 1", "b", null, false))))));
    assertThat(hall.layout().areas())
        .containsExactly(
            new Area("Floor", "Floor", "b", 30, Numbering.LOWEST_FREE, List.of()),
            new Area("Q", "Queue", "b", 5, Numbering.INCREASING, List.of(new Point(1, 2))));
    assertThat(hall.layout().decorations())
        .containsExactly(new Decoration("stage", "Stage", List.of(new Point(5, 5))));
  }

  @Test
  void aMapOfAreasAloneNeedsNoSeats() {
    assertThat(map(imported(withArea("{'id':'08:00','category':'a','capacity':1}"))).capacity())
        .isEqualTo(1);
  }

  @Test
  void everyDefectIsListedAtOnceInDocumentOrder() {
    List<FieldError> errors =
        invalid(
            """
            {'categories': [{'id': 'a', 'name': 'A', 'color': 'reddish'}, {'id': 'a', 'name': 'B'}, {'id': ' '}],
             'sections': [{'name': '', 'rows': [{'seats': [
                {'id': 'A-1', 'category': 'a'},
                {'id': 'A-1', 'category': 'a'},
                {'category': 'a'},
                {'id': 'A-4', 'category': 'z'},
                {'id': 'A-5'},
                {'id': 'A\\u0000', 'category': 'a'},
                {'id': 'A-7', 'category': 'a', 'x': 1},
                {'id': 'A-8', 'category': 'a', 'x': 1, 'y': 1e99}]}]}],
             'areas': [
                {'id': 'A-1', 'category': 'a', 'capacity': 1},
                {'id': 'B', 'category': 'a', 'capacity': 0},
                {'id': 'C', 'category': 'a'},
                {'id': 'D', 'category': 'a', 'capacity': 2000000},
                {'id': 'E', 'category': 'a', 'capacity': 5, 'numbering': 'random'}],
             'decorations': [{'kind': 'tree'}, {'kind': 'text', 'outline': [{'x': 1}]}]}
            """);

    assertThat(errors)
        .extracting(Imports::pointer)
        .containsExactly(
            "/categories/0/color",
            "/categories/1",
            "/categories/2",
            "/categories/2",
            "/sections/0",
            "/sections/0/rows/0/seats/2",
            "/sections/0/rows/0/seats/3",
            "/sections/0/rows/0/seats/4",
            "/sections/0/rows/0/seats/5",
            "/sections/0/rows/0/seats/6",
            "/sections/0/rows/0/seats/7",
            "/areas/1",
            "/areas/2",
            "/areas/3",
            "/areas/4/numbering",
            "/decorations/0",
            "/decorations/1/outline/0",
            "/sections/0/rows/0/seats/1",
            "/areas/0");
  }

  @Test
  void repairLeavesOtherDefectsAlone() {
    String twoDefects =
        withSeats("{'id':'1','category':'a'},{'id':'1','category':'a'},{'id':'2','category':'b'}");

    SeatMapImport result = SeatMapImporter.read(Imports.bytes(twoDefects), true);

    assertThat(result)
        .isEqualTo(
            new SeatMapImport.Invalid(
                List.of(error("/sections/0/rows/0/seats/2", "category \"b\" is unknown"))));
  }

  @Test
  void aRepairedIdIsNeverOneThatTheDocumentHasElsewhere() {
    Imported repaired =
        repaired(
            withSeats(
                "{'id':'1','category':'a'},{'id':'1','category':'a'},{'id':'1','category':'a'},"
                    + "{'id':'1~2','category':'a'},{'id':'1~2','category':'a'}"));

    assertThat(seatIds(repaired)).containsExactly("1", "1~3", "1~4", "1~2", "1~2~2");
    assertThat(repaired.warnings()).hasSize(3);
  }

  @Test
  void anAreaNamedLikeASeatIsRepairedToo() {
    Imported repaired =
        repaired(
            "{'categories':[{'id':'a','name':'A'}],"
                + "'sections':[{'rows':[{'seats':[{'id':'X','category':'a'}]}]}],"
                + "'areas':[{'id':'X','category':'a','capacity':3}]}");

    assertThat(seatIds(repaired)).containsExactly("X");
    assertThat(repaired.layout().areas()).extracting(Area::id).containsExactly("X~2");
  }

  @Test
  void anIdTooLongToBeMadeUniqueStaysADefect() {
    String longest = "x".repeat(200);
    String seat = "{'id':'" + longest + "','category':'a'}";

    assertThat(SeatMapImporter.read(Imports.bytes(withSeats(seat + "," + seat)), true))
        .isInstanceOf(SeatMapImport.Invalid.class);
    assertThat(seatIds(imported(withSeats(seat)))).containsExactly(longest);
    assertThat(invalid(withSeats("{'id':'x" + longest + "','category':'a'}"))).hasSize(1);
  }

  @Test
  void onlyTheFirstThousandDefectsAreListedAndTheRestCounted() {
    String seats =
        IntStream.range(0, 1_500)
            .mapToObj(i -> "{'id':'" + i + "','category':'z'}")
            .collect(Collectors.joining(","));

    List<FieldError> errors = invalid(withSeats(seats));

    assertThat(errors).hasSize(1_001);
    assertThat(errors).last().isEqualTo(error("", "500 more are not listed"));
  }

  @Test
  void aMapOfOverFiveHundredCategoriesIsRefused() {
    assertThat(map(imported(withCategories(500))).layout().categories()).hasSize(500);
    assertThat(invalid(withCategories(501)))
        .containsExactly(error("", "categories: 501 (expected: at most 500)"));
  }

  private static String withCategories(int categories) {
    return "{'categories':[%s],'sections':[{'rows':[{'seats':[{'id':'A','category':'0'}]}]}]}"
        .formatted(
            IntStream.range(0, categories)
                .mapToObj("{'id':'%1$s','name':'%1$s'}"::formatted)
                .collect(Collectors.joining(",")));
  }

  @Test
  void aMapWithoutAnyPlaceIsRefused() {
    assertThat(invalid("{}")).extracting(Imports::pointer).containsExactly("");
    assertThat(invalid(chart("{}"))).hasSize(1);
    assertThat(invalid(plan("[]"))).hasSize(1);
  }

  @Test
  void aMapOfOverAMillionPlacesIsRefused() {
    String half = "{'id':'%s','category':'a','capacity':500000}";
    String two = half.formatted("A") + "," + half.formatted("B");

    assertThat(map(imported(withArea(two))).capacity()).isEqualTo(1_000_000);
    assertThat(invalid(withArea(two + "," + "{'id':'C','category':'a','capacity':1}")))
        .containsExactly(error("", "capacity: 1000001 (expected: 1..1000000)"));
  }

  @Test
  void pretixPositionsAreOffsetsWithinOffsetsWhateverTheOrderOfFields() {
    Imported plan =
        imported(
            plan(
                """
                [{'rows': [{'seats': [{'seat_guid': 'g', 'seat_number': '1', 'category': 'Best',
                                       'position': {'x': 1, 'y': 2}}],
                            'row_number': 'A', 'position': {'x': 10, 'y': 20}}],
                  'name': 'Zone', 'position': {'x': 100, 'y': 200}}]
                """));

    assertThat(seat(plan, "g")).isEqualTo(new Seat("g", "1", "Best", new Point(111, 222), false));
    assertThat(plan.layout().categories()).containsExactly(new Category("Best", "Best", "#ff0000"));
  }

  @Test
  void pretixSeatsWithoutGuidAreNamedByZoneRowAndNumber() {
    Imported plan =
        imported(
            plan(
                """
                [{'name': 'Main', 'zone_id': 'M', 'rows': [
                   {'row_number': 1, 'seats': [{'seat_number': 7, 'category': 'Best'},
                                               {'seat_guid': ' ', 'seat_number': '8', 'category': 'Best'}]}]},
                 {'rows': [{'seats': [{'seat_number': '9', 'category': 'Best'}]}]}]
                """));

    assertThat(seatIds(plan)).containsExactly("M-1-7", "M-1-8", "9");
    assertThat(seat(plan, "9").position()).isNull();
  }

  @Test
  void pretixAreasAreDrawnAndHaveNoPlaces() {
    Imported plan =
        imported(
            plan(
                """
                [{'position': {'x': 100, 'y': 0},
                  'rows': [{'row_number': 'A', 'seats': [{'seat_guid': 'g', 'seat_number': '1', 'category': 'Best'}]}],
                  'areas': [
                    {'shape': 'rectangle', 'position': {'x': 10, 'y': 10}, 'rotation': 90,
                     'rectangle': {'width': 40, 'height': 20}, 'text': {'text': 'Stage', 'position': {'x': 0, 'y': 0}}},
                    {'shape': 'circle', 'position': {'x': 0, 'y': 0}, 'circle': {'radius': 8}},
                    {'shape': 'ellipse', 'position': {'x': 0, 'y': 0}, 'ellipse': {'radius': {'x': 8, 'y': 4}}},
                    {'shape': 'polygon', 'position': {'x': 1, 'y': 1},
                     'polygon': {'points': [{'x': 0, 'y': 0}, {'x': 5, 'y': 0}, {'x': 0, 'y': 5}]}},
                    {'shape': 'text', 'position': {'x': 7, 'y': 7}, 'text': {'text': 'Bar\\nand buffet'}},
                    {'width': 4, 'height': 4, 'position': {'x': 0, 'y': 0}, 'text': 'old'}]}]
                """));

    assertThat(plan.layout().areas()).isEmpty();
    List<Decoration> drawn = plan.layout().decorations();
    assertThat(drawn)
        .extracting(Decoration::kind)
        .containsExactly("stage", "shape", "shape", "shape", "text", "shape");
    assertThat(drawn.get(0).outline())
        .containsExactly(
            new Point(110, 10), new Point(110, 50), new Point(90, 50), new Point(90, 10));
    assertThat(drawn.get(1).outline()).hasSize(32).contains(new Point(108, 0));
    assertThat(drawn.get(3).outline())
        .containsExactly(new Point(101, 1), new Point(106, 1), new Point(101, 6));
    assertThat(drawn.get(4))
        .isEqualTo(new Decoration("text", "Bar and buffet", List.of(new Point(107, 7))));
  }

  @Test
  void sectionsInSectionsShiftAndNameWhatIsInThem() {
    Imported chart =
        imported(
            chart(
                """
                {'sections': [{'topLeft': {'x': 100, 'y': 0}, 'points': [{'x': 101, 'y': 1}, {'x': 200, 'y': 1}, {'x': 101, 'y': 90}],
                   'subChart': {'sections': [{'subChart': {
                        'rows': [{'seats': [{'x': 1, 'y': 2, 'label': '5'}], 'label': 'C'}],
                        'generalAdmissionAreas': [{'label': 'Lawn', 'capacity': 9, 'categoryLabel': 'Two',
                            'type': 'polygon', 'points': [{'x': 0, 'y': 0}, {'x': 1, 'y': 0}, {'x': 0, 'y': 1}]}]},
                     'label': 'Left', 'topLeft': {'x': 20, 'y': 30}}]},
                   'label': 'East', 'categoryKey': '1'}]}
                """));

    assertThat(seat(chart, "East-Left-C-5"))
        .isEqualTo(new Seat("East-Left-C-5", "5", "1", new Point(121, 32), false));
    assertThat(chart.layout().areas())
        .containsExactly(
            new Area(
                "East-Left-Lawn",
                "Lawn",
                "two",
                9,
                Numbering.LOWEST_FREE,
                List.of(new Point(120, 30), new Point(121, 30), new Point(120, 31))));
    assertThat(chart.layout().sections())
        .extracting(Section::name)
        .containsExactly("East", "East-Left");
  }

  @Test
  void floorsAreDrawnOneBelowTheOther() {
    Imported chart =
        imported(
            """
            {'categories': {'list': [{'key': 1, 'label': 'One'}]}, 'zones': {'list': []},
             'subChartFloors': [
               {'height': 100, 'floorName': '1', 'floorDisplayName': 'Ground', 'rows':
                 [{'label': 'A', 'categoryKey': 1, 'seats': [{'label': '1', 'x': 5, 'y': 5}]}]},
               {'height': 100, 'floorName': '2', 'rows':
                 [{'label': 'B', 'categoryKey': 1, 'seats': [{'label': '1', 'x': 5, 'y': 5}]}]}]}
            """);

    assertThat(seatIds(chart)).containsExactly("A-1", "B-1");
    assertThat(seat(chart, "A-1").position()).isEqualTo(new Point(5, 5));
    assertThat(seat(chart, "B-1").position()).isEqualTo(new Point(5, 165));
    assertThat(chart.layout().decorations())
        .extracting(Decoration::text)
        .containsExactly("Ground", "2");
    assertThat(chart.layout().sections()).extracting(Section::name).containsExactly("Ground", "2");
  }

  @Test
  void categoriesAreFoundByKeyOrLabelOrInherited() {
    Imported chart =
        imported(
            chart(
                """
                {'rows': [{'label': 'A', 'categoryKey': 'two', 'seats': [
                    {'label': 1, 'categoryKey': 1},
                    {'label': 2, 'categoryKey': null, 'categoryLabel': 'One'},
                    {'label': 3, 'categoryKey': null, 'categoryLabel': null}]}],
                 'tables': [{'label': 'T1', 'type': 'rectangular', 'center': {'x': 50, 'y': 50}, 'width': 20,
                    'height': 10, 'categoryLabel': 'Two', 'seats': [{'label': '1', 'x': 45, 'y': 40}]}]}
                """));

    assertThat(map(chart).seats())
        .extracting(Seat::category)
        .containsExactly("1", "1", "two", "two");
    assertThat(chart.layout().decorations()).extracting(Decoration::text).containsExactly("T1");
    assertThat(chart.layout().decorations().getFirst().outline())
        .startsWith(new Point(40, 45), new Point(60, 45));
  }

  @Test
  void seatsOfUnknownOrNoCategoryAreListed() {
    List<FieldError> errors =
        invalid(
            chart(
                """
                {'rows': [{'label': 'A', 'seats': [
                    {'label': '1', 'categoryKey': 7, 'categoryLabel': 'Seven'}, {'label': '2'}]}]}
                """));

    assertThat(errors)
        .containsExactly(
            error("/subChart/rows/0/seats/0", "category \"7\" is unknown"),
            error("/subChart/rows/0/seats/1", "no category"));
  }

  @Test
  void aBoothIsOneSeatAndAnAreaMayBeARotatedRectangle() {
    Imported chart =
        imported(
            chart(
                """
                {'booths': [{'label': 'B1', 'center': {'x': 4, 'y': 5}, 'width': 9, 'height': 9, 'categoryKey': 1}],
                 'generalAdmissionAreas': [{'label': 'GA', 'type': 'rectangle', 'center': {'x': 0, 'y': 0},
                    'width': 40, 'height': 20, 'rotationAngle': 90, 'capacity': 3, 'categoryKey': 1}]}
                """));

    assertThat(seat(chart, "B1"))
        .isEqualTo(new Seat("B1", "B1", "B1", "1", new Point(4, 5), false));
    assertThat(chart.layout().areas().getFirst().outline())
        .containsExactlyInAnyOrder(
            new Point(10, -20), new Point(10, 20), new Point(-10, 20), new Point(-10, -20));
  }

  @Test
  void unlabelledSeatsOfSeatsIoCollideAndCanBeRepaired() {
    String row =
        chart(
            """
            {'rows': [{'label': 'A', 'categoryKey': 1, 'seats': [
                {'label': '1'}, {'label': '1'}, {'label': '?'}, {'label': '?'}]}]}
            """);

    assertThat(invalid(row))
        .extracting(Imports::pointer)
        .containsExactly("/subChart/rows/0/seats/1", "/subChart/rows/0/seats/3");
    assertThat(seatIds(repaired(row))).containsExactly("A-1", "A-1~2", "A-?", "A-?~2");
  }

  @Test
  void wheelchairPlacesAreKnownBySeatOrCategory() {
    Imported chart =
        imported(
            """
            {'categories': {'list': [{'key': 1, 'label': 'One'}, {'key': 2, 'label': 'W', 'accessible': true}]},
             'subChart': {'rows': [{'label': 'A', 'categoryKey': 1, 'seats': [
                {'label': '1'}, {'label': '2', 'accessible': true}, {'label': '3', 'categoryKey': 2}]}]}}
            """);

    assertThat(map(chart).seats()).extracting(Seat::accessible).containsExactly(false, true, true);
  }

  @Test
  void labelsThatAreShownDifferentlyKeepTheirIds() {
    Imported chart =
        imported(
            chart(
                """
                {'rows': [{'label': 'A', 'displayLabel': 'Front', 'sectionLabel': 'Balcony', 'categoryKey': 1,
                   'seats': [{'label': '1', 'displayLabel': '101'}]}]}
                """));

    assertThat(seat(chart, "Balcony-A-1").name()).isEqualTo("101");
    assertThat(chart.layout().sections().getFirst().rows())
        .extracting(Row::name)
        .containsExactly("Front");
  }

  @Test
  void whatAPlanCallsItsRowsAndSeatsIsKept() {
    Imported plan =
        imported(
            plan(
                """
                [{'name': 'Parkett', 'zone_id': 'P', 'rows': [
                   {'row_number': '3', 'row_label': 'VIP table %s', 'seat_label': 'Chair %s',
                    'seats': [{'seat_guid': 'g', 'seat_number': '7', 'category': 'Best'}]},
                   {'row_number': '4', 'row_label': '', 'seats': [
                      {'seat_guid': 'h', 'seat_number': '8', 'category': 'Best'}]}]}]
                """));

    SeatMap map = map(plan);
    assertThat(map.label(0).section()).isEqualTo("Parkett");
    assertThat(map.label(0).row().name()).isEqualTo("3");
    assertThat(map.label(0).row().label()).isEqualTo("VIP table 3");
    assertThat(map.label(0).seat().name()).isEqualTo("7");
    assertThat(map.label(0).seat().label()).isEqualTo("Chair 7");
    assertThat(map.label(1).row().label()).isNull();
    assertThat(map.label(1).seat().label()).isNull();
    assertThat(plan.warnings()).isEmpty();
  }

  @Test
  void pretixRowsWithNothingButALabelAreTakenForWhatItSays() {
    Imported plan =
        imported(
            plan(
                """
                [{'name': 'Hall', 'rows': [
                   {'row_label': 'Table Rose', 'seats': [{'seat_number': '1', 'category': 'Best'}]},
                   {'row_label': 'Table %s', 'seats': [{'seat_number': '1', 'category': 'Best'}]},
                   {'row_label': 'Table %s', 'seats': [{'seat_number': '1', 'category': 'Best'}]}]}]
                """));

    assertThat(seatIds(plan))
        .containsExactly("Hall-Table Rose-1", "Hall-Table 1-1", "Hall-Table 2-1");
  }

  @Test
  void whatAChartCallsItsObjectsIsKept() {
    Imported chart =
        imported(
            chart(
                """
                {'rows': [{'label': 'A', 'displayObjectType': 'row', 'categoryKey': 1,
                           'seats': [{'label': '1'}]},
                          {'label': 'B', 'displayObjectType': 'Pew', 'sectionLabel': 'N',
                           'sectionDisplayedLabel': 'North', 'categoryKey': 1,
                           'seats': [{'label': '1', 'displayObjectType': 'Stool'}]},
                          {'label': 'C', 'categoryKey': 1, 'seats': [{'label': '1'}]}],
                 'tables': [{'label': 'T1', 'categoryKey': 1, 'seats': [{'label': '1'}]}],
                 'booths': [{'label': 'B7', 'displayObjectType': 'Kiosk', 'categoryKey': 1}]}
                """));

    SeatMap map = map(chart);
    assertThat(map.seats().stream().map(Seat::id))
        .containsExactly("A-1", "N-B-1", "C-1", "T1-1", "B7");
    assertThat(IntStream.range(0, 5).mapToObj(map::label))
        .extracting(SeatLabel::section)
        .containsExactly(null, "North", null, null, null);
    assertThat(IntStream.range(0, 5).mapToObj(map::label))
        .extracting(label -> label.row().label())
        .containsExactly(null, "Pew B", null, "T1", null);
    assertThat(map.seats().stream().map(Seat::label))
        .containsExactly(null, "Stool 1", null, null, "Kiosk B7");
    assertThat(chart.warnings()).extracting(Imports::pointer).containsExactly("/categories/list/1");
  }

  @Test
  void whatAnImportDropsIsToldOnceForEachName() {
    Imported chart =
        imported(
            chart(
                """
                {'rows': [{'label': 'A', 'categoryKey': 'two', 'curve': 5, 'seats': [
                    {'label': '1', 'restrictedView': false}, {'label': '2', 'restrictedView': true},
                    {'label': '3', 'restrictedView': true}]}],
                 'generalAdmissionAreas': [{'label': 'GA', 'capacity': 9, 'categoryKey': 1}],
                 'backgroundImage': {'url': 'x'}, 'notes': {'list': []}}
                """));
    Imported plan =
        imported(
            plan(
                """
                [{'uuid': 'u', 'rows': [{'row_number': 'A', 'row_number_position': 'both', 'seats': [
                   {'seat_guid': 'g', 'seat_number': '1', 'category': 'Best', 'wheelchair': true}]}]}]
                """));

    assertThat(chart.warnings())
        .containsExactly(
            error(
                "/subChart/rows/0/seats/1/restrictedView",
                "\"restrictedView\" was ignored, 2 times"),
            error("/subChart/backgroundImage", "\"backgroundImage\" was ignored"));
    assertThat(plan.warnings())
        .containsExactly(error("/zones/0/rows/0/seats/0/wheelchair", "\"wheelchair\" was ignored"));
  }

  @Test
  void idsAndNamesAreThoseOfThePlanToTheLetter() {
    Imported plan =
        imported(
            plan(
                """
                [{'name': ' Hall ', 'rows': [{'row_number': ' A', 'seats': [
                   {'seat_guid': ' A 1 ', 'seat_number': '1 ', 'category': 'Best'},
                   {'seat_guid': 'A 1', 'seat_number': '2', 'category': 'Best'},
                   {'seat_guid': ' ', 'seat_number': '3', 'category': 'Best'}]}]}]
                """));
    Imported chart =
        imported(
            chart("{'rows': [{'label': 'A ', 'categoryKey': 1, 'seats': [{'label': ' 1'}]}]}"));

    assertThat(seatIds(plan)).containsExactly(" A 1 ", "A 1", " Hall - A-3");
    assertThat(seat(plan, " A 1 ").name()).isEqualTo("1 ");
    assertThat(plan.layout().sections().getFirst().name()).isEqualTo(" Hall ");
    assertThat(plan.warnings())
        .containsExactly(
            error("/zones/0/rows/0/seats/2/seat_guid", "blank; treated as absent"),
            error(
                "/zones/0/rows/0/seats/0",
                "id \" A 1 \" looks like \"A 1\" at /zones/0/rows/0/seats/1"));
    assertThat(seatIds(chart)).containsExactly("A - 1");
  }

  @Test
  void idsThatCanNotBeSeenOrToldApartAreTold() {
    Imported hall =
        imported(
            withSeats(
                "{'id':'\u200b','name':'1','category':'a'},{'id':'A\u200b1','category':'a'},"
                    + "{'id':'A1','category':'a'},{'id':'caf\u00e9','category':'a'},"
                    + "{'id':'cafe\u0301','category':'a'},{'id':'B\u00a01','category':'a'},"
                    + "{'id':'B 1','category':'a'},{'id':'Ж','category':'a'}"));

    assertThat(seatIds(hall)).hasSize(8);
    assertThat(hall.warnings())
        .containsExactly(
            error(
                "/sections/0/rows/0/seats/0",
                "id \"<U+200B>\" consists of invisible characters only"),
            error(
                "/sections/0/rows/0/seats/1",
                "id \"A<U+200B>1\" looks like \"A1\" at /sections/0/rows/0/seats/2"),
            error(
                "/sections/0/rows/0/seats/4",
                "id \"cafe\u0301\" looks like \"caf\u00e9\" at /sections/0/rows/0/seats/3"),
            error(
                "/sections/0/rows/0/seats/5",
                "id \"B<U+00A0>1\" looks like \"B 1\" at /sections/0/rows/0/seats/6"));
  }

  @Test
  void lengthsCountCharactersNotTheirHalves() {
    String longest = "\ud83c\udfad".repeat(200);

    assertThat(seatIds(imported(withSeats("{'id':'" + longest + "','category':'a'}"))))
        .containsExactly(longest);
    assertThat(invalid(withSeats("{'id':'x" + longest + "','category':'a'}")))
        .extracting(FieldError::detail)
        .containsExactly("seat id: 201 characters long (expected: at most 200)");
  }

  @Test
  void aPlanWithoutCategoriesAndNumbersCanBeRepaired() {
    String plan =
        """
        {'name': 'Generated', 'categories': [], 'zones': [{'name': '', 'rows': [
           {'row_label': 'Table', 'seats': [{'seat_number': '1', 'category': ''}, {'category': ''}]},
           {'row_label': 'Table', 'seats': [{'seat_number': '1', 'category': ''}]}]}]}
        """;

    assertThat(invalid(plan)).extracting(FieldError::detail).contains("no category");
    Imported repaired = repaired(plan);
    assertThat(seatIds(repaired)).containsExactly("Table-1", "Table-2", "Table-1~2");
    assertThat(repaired.layout().categories()).extracting(Category::id).containsExactly("default");
    assertThat(repaired.warnings())
        .containsExactly(
            error(
                "/zones/0/rows/0/seats/1",
                "neither seat_guid nor seat_number; it got the number 2"),
            error("/zones/0/rows/0/seats/0", "no category, 3 times; changed to \"default\""),
            error(
                "/zones/0/rows/1/seats/0",
                "id \"Table-1\" is already used by /zones/0/rows/0/seats/0; changed to \"Table-1~2\""));
  }

  @Test
  void categoriesMayComeAfterTheSeats() {
    String plan =
        """
        {'zones': [{'rows': [{'row_number': 'A', 'seats': [{'seat_guid': 'g', 'seat_number': '1', 'category': 'Late'}]}]}],
         'categories': [{'name': 'Late', 'color': 'no such color'}]}
        """;

    assertThat(seatIds(imported(plan))).containsExactly("g");
    assertThat(imported(plan).warnings())
        .containsExactly(
            error("/categories/0", "color \"no such color\" is unknown; another color was chosen"));
  }
}
