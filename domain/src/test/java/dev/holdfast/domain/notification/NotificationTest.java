package dev.holdfast.domain.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.event.EventId;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NotificationTest {
  private static final Instant AT = Instant.parse("2026-03-01T10:00:00.123456Z");

  @Test
  void jsonIsWrittenAsItIsDefined() {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("text", "a \"quoted\" \\ line\n\u0001 \u00fc \ud83c\udfab");
    members.put("number", -4L);
    members.put("truth", true);
    members.put("absent", null);
    members.put("none", List.of());
    members.put("nothing", Map.of());
    members.put("list", Arrays.asList(1, "x", null));
    members.put("at", AT);
    members.put("raw", new JsonText.Raw("{\"a\": 1}"));

    assertThat(JsonText.of(members))
        .isEqualTo(
            "{\"text\":\"a \\\"quoted\\\" \\\\ line\\u000a\\u0001 \u00fc \ud83c\udfab\",\"number\":-4,"
                + "\"truth\":true,\"none\":[],\"nothing\":{},\"list\":[1,\"x\",null],"
                + "\"at\":\"2026-03-01T10:00:00.123456Z\",\"raw\":{\"a\": 1}}");
  }

  @Test
  void aGapIsToldAsAnEventToBeReadAnew() {
    var event = new EventId(new UUID(3, 1));
    Notification notification = Notification.resync(event, true, 7, 42, "gap", AT);

    assertThat(notification.id()).isEqualTo(event + "-7-42-gap");
    assertThat(notification.json())
        .isEqualTo(
            "{\"specversion\":\"1.0\",\"id\":\"%1$s-7-42-gap\",\"source\":\"/api/v1/events/%1$s\","
                    .formatted(event)
                + "\"type\":\"holdfast.event.resync.v1\",\"time\":\"%1$s\",".formatted(AT)
                + "\"datacontenttype\":\"application/json\",\"data\":{\"eventId\":\"%s\","
                    .formatted(event)
                + "\"epoch\":7,\"version\":42,\"at\":\"%s\",\"kind\":\"resync\",\"testMode\":true}}"
                    .formatted(AT));
  }

  @Test
  void aPositionIsReadAsItIsWritten() {
    var position = new FeedPosition(1_767_225_600L, 42, 7);
    assertThat(FeedPosition.parse(position.toString())).contains(position);
    assertThat(FeedPosition.parse("1.2")).isEmpty();
    assertThat(FeedPosition.parse("1.2.1234567890123456789")).isEmpty();
  }

  @Test
  void everyTypeIsFoundByItsName() {
    for (NotificationType type : NotificationType.values()) {
      assertThat(NotificationType.named(type.toString())).contains(type);
    }
    assertThat(NotificationType.ofKind("block-expired"))
        .isEqualTo(NotificationType.SEATS_UNBLOCKED);
    assertThat(NotificationType.ofKind("of a later version"))
        .isEqualTo(NotificationType.EVENT_CHANGED);
  }
}
