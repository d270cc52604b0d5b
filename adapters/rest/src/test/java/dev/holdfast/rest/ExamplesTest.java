package dev.holdfast.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.holdfast.rest.seatmap.SeatMapImport;
import dev.holdfast.rest.seatmap.SeatMapImporter;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the API description shows can be sent as it is.
class ExamplesTest {
  private static void assertReadable(String body, Function<JsonFields, ?> reader) {
    assertThatCode(() -> JsonFields.read(body.getBytes(StandardCharsets.UTF_8), reader))
        .doesNotThrowAnyException();
  }

  @Test
  void requestsCanBeRead() {
    assertReadable(Examples.NEW_EVENT, EventRequest::read);
    assertReadable(Examples.EVENT_PATCH, EventRequest.Patch::read);
    assertReadable(Examples.NEW_HOLD, HoldRequest.Place::read);
    assertReadable(Examples.NEW_AREA_HOLD, HoldRequest.Place::read);
    assertReadable(Examples.AREA_CHANGE, HoldRequest.Change::read);
    assertReadable(Examples.AREA_CANCELLATION, CancelRequest::read);
    assertReadable(Examples.HOLD_CHANGE, HoldRequest.Change::read);
    assertReadable(Examples.CONFIRMATION, HoldRequest.Confirm::read);
    assertReadable(Examples.CANCELLATION, CancelRequest::read);
    assertReadable(Examples.NEW_CLIENT, ClientRequest::read);
    assertReadable(Examples.NEW_KEY, ClientRequest.Key::read);
  }

  @Test
  void seatMapsCanBeImported() {
    for (String map : new String[] {Examples.NEW_SEAT_MAP, Examples.LAYOUT}) {
      assertThat(SeatMapImporter.read(map.getBytes(StandardCharsets.UTF_8), false))
          .isInstanceOf(SeatMapImport.Imported.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        Examples.SEAT_MAP,
        Examples.SEAT_MAPS,
        Examples.EVENT,
        Examples.PAUSED_EVENT,
        Examples.EVENTS,
        Examples.AVAILABILITY,
        Examples.PACKED_AVAILABILITY,
        Examples.PLACED_HOLD,
        Examples.HOLD,
        Examples.AREA_HOLD,
        Examples.RESERVATION,
        Examples.CANCELLED_RESERVATION,
        Examples.CLIENTS,
        Examples.ISSUED_KEY,
        Examples.KEYS
      })
  void answersAreJson(String body) {
    assertThat(Json.value(body)).isNotNull();
  }
}
