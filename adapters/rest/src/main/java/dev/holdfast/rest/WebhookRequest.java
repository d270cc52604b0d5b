package dev.holdfast.rest;

import dev.holdfast.domain.notification.FeedPosition;
import dev.holdfast.domain.notification.WebhookSettings;

/// Webhook endpoints as a client asks for them.
final class WebhookRequest {
  private WebhookRequest() {}

  /// A new one.
  static WebhookSettings readNew(JsonFields fields) {
    fields.require("url");
    return read(fields);
  }

  /// What is to be changed of one.
  static WebhookSettings read(JsonFields fields) {
    return new WebhookSettings(
        fields.optionalText("url"),
        fields.optionalTexts("types"),
        fields.optionalTexts("events"),
        fields.optionalBoolean("enabled"));
  }

  /// What is to be sent again.
  ///
  /// @param from the cursor of the first notification
  /// @param until the cursor of the last one
  record Again(FeedPosition from, FeedPosition until) {
    static Again read(JsonFields fields) {
      FeedPosition from = fields.cursor("from");
      return new Again(from, fields.cursorFrom("until", from));
    }
  }
}
