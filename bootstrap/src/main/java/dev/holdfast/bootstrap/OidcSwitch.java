package dev.holdfast.bootstrap;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import org.jspecify.annotations.Nullable;

/// Turns OpenID Connect on where an issuer is set. It can't be without one.
public final class OidcSwitch implements ConfigSourceInterceptor {
  private static final String ON = "quarkus.oidc.tenant-enabled";
  private static final String ISSUER = "holdfast.oidc.issuer";

  @Override
  public @Nullable ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
    if (!name.equals(ON)) {
      return context.proceed(name);
    }
    ConfigValue issuer = context.proceed(ISSUER);
    boolean isSet = issuer != null && issuer.getValue() != null && !issuer.getValue().isBlank();
    return ConfigValue.builder().withName(ON).withValue(String.valueOf(isSet)).build();
  }
}
