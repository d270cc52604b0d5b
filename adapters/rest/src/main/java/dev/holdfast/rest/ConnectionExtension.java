package dev.holdfast.rest;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import io.netty.channel.ServerChannel;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.vertx.VertxOptionsCustomizer;
import io.vertx.core.VertxOptions;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/// Shows Netty's connections to {@link Connections}, before anything is read from them. Neither
/// Vert.x nor Quarkus has a place for that.
@RegisterForReflection
public final class ConnectionExtension extends ChannelInitializerExtension {
  private static volatile @Nullable Connections connections;

  /// Has Netty look for extensions, before it is used for the first time.
  @Singleton
  static final class Loading implements VertxOptionsCustomizer {
    @Override
    public void accept(VertxOptions options) {
      System.setProperty(EXTENSIONS_SYSTEM_PROPERTY, "serviceload");
    }
  }

  static void showTo(Connections connections) {
    ConnectionExtension.connections = connections;
  }

  @Override
  public void postInitializeServerListenerChannel(ServerChannel channel) {
    Connections shown = connections;
    if (shown != null) {
      shown.listening(channel);
    }
  }

  @Override
  public void postInitializeServerChildChannel(Channel channel) {
    Connections shown = connections;
    if (shown != null) {
      shown.accepted(channel);
    }
  }
}
