package dev.holdfast.bootstrap;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import org.jspecify.annotations.Nullable;

/// Turns traces on where somebody says where they are to be sent. Otherwise they would be sent to a
/// receiver on this machine, whether there is one or not.
public final class TracesSwitch implements ConfigSourceInterceptor {
  private static final String OFF = "quarkus.otel.sdk.disabled";
  private static final String RECEIVER = "quarkus.otel.exporter.otlp.endpoint";
  private static final String RECEIVER_OF_TRACES = "quarkus.otel.exporter.otlp.traces.endpoint";

  /// What is less than this is a default that the service comes with.
  private static final int SET_BY_THE_OPERATOR = 260;

  @Override
  public @Nullable ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
    ConfigValue value = context.proceed(name);
    if (!name.equals(OFF) || isSet(value)) {
      return value;
    }
    boolean isOn = isSet(context.proceed(RECEIVER)) || isSet(context.proceed(RECEIVER_OF_TRACES));
    return ConfigValue.builder().withName(OFF).withValue(String.valueOf(!isOn)).build();
  }

  private static boolean isSet(@Nullable ConfigValue value) {
    return value != null && value.getConfigSourceOrdinal() >= SET_BY_THE_OPERATOR;
  }
}
