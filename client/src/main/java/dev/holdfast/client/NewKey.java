package dev.holdfast.client;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A key to issue.
///
/// @param kind `secret`, for servers, or `publishable`, for browsers
/// @param name for people; null for none
/// @param scopes what a secret key allows; null for a publishable one
/// @param origins the origins of the pages that a publishable key is for; null for a secret one
/// @param limits null for those of all clients
/// @param expiresAt null for never
/// @param mandate what it may buy; null for no caps
public record NewKey(
    String kind,
    @Nullable String name,
    @Nullable List<String> scopes,
    @Nullable List<String> origins,
    @Nullable Instant expiresAt,
    Key.@Nullable Requests limits,
    @Nullable Mandate mandate) {
  /// A secret key with these scopes.
  public static NewKey secret(String... scopes) {
    return new NewKey("secret", null, List.of(scopes), null, null, null, null);
  }
}
