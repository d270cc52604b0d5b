package dev.holdfast.bootstrap;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One try of a request, and what came of it as far as the client knows.
///
/// @param node which one was asked, from 0
/// @param begun before it was sent, by {@link System#nanoTime}
/// @param ended after the answer; {@link Long#MAX_VALUE} while there is none
record Call(Request request, int node, long begun, long ended, Answer answer) {
  enum Kind {
    PLACE,
    CHANGE,
    EXTEND,
    CONFIRM,
    RELEASE,
    CANCEL
  }

  /// What a client asks. Tried again, it is the same request.
  ///
  /// @param id of its own; the metadata, reference or reason that it leaves in the database
  /// @param hold the hold that it is about; null if it places one
  /// @param takes the seats that it would take
  /// @param drops the seats and places that it would give back
  /// @param places of some areas: how many places its hold would have
  /// @param key its idempotency key; null for none
  record Request(
      String id,
      Kind kind,
      String event,
      @Nullable String hold,
      @Nullable String secret,
      String path,
      String body,
      List<String> takes,
      List<String> drops,
      Map<String, Integer> places,
      @Nullable String key) {}

  /// What is known of a try.
  sealed interface Answer {
    /// It was sent, and nothing has come back.
    record Invoked() implements Answer {}

    /// It was carried out, now or before.
    record Ok(int status, boolean replayed, JsonNode body) implements Answer {
      String text(String field) {
        return body.path(field).asText();
      }

      Instant instant(String field) {
        return Instant.parse(text(field));
      }

      /// The seats and places that it shows.
      List<String> seats() {
        List<String> names = new ArrayList<>(body.path("seats").findValuesAsText("id"));
        for (JsonNode area : body.path("areas")) {
          for (JsonNode number : area.path("numbers")) {
            names.add(StressRoom.place(area.path("id").asText(), number.asInt()));
          }
        }
        return names;
      }
    }

    /// It was refused, and has changed nothing.
    record Failed(int status, JsonNode problem) implements Answer {
      String type() {
        return problem.path("type").asText().replace("/problems/", "");
      }
    }

    /// It may have been carried out, or may yet be, or not.
    record Unknown(String why) implements Answer {}
  }

  boolean isFailed() {
    return answer instanceof Answer.Failed;
  }

  boolean isOk() {
    return answer instanceof Answer.Ok;
  }

  boolean isUnknown() {
    return switch (answer) {
      case Answer.Invoked _, Answer.Unknown _ -> true;
      case Answer.Ok _, Answer.Failed _ -> false;
    };
  }
}
