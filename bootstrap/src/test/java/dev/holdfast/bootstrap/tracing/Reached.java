package dev.holdfast.bootstrap.tracing;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Writes down what is reached. The hooks of {@link TracingAgent} call it from inside the JDK.
///
/// A line has four parts between tabs: how, the class or the name, the member or nothing, and by
/// whom. Each is written once. What is left out:
///
/// - what is of the JDK, of a proxy or of a hidden class, such as a lambda's
/// - what happens in an initializer of a class. A native image has run it at build time.
public final class Reached {
  private static final StackWalker STACK =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
  /// How the JDK finds the constants of an enum, and how it prepares a call by reflection.
  private static final Set<String> JDKS_OWN =
      Set.of(
          "java.lang.Class.getEnumConstantsShared",
          "jdk.internal.reflect.MethodHandleAccessorFactory.newMethodAccessor",
          "jdk.internal.reflect.MethodHandleAccessorFactory.newConstructorAccessor",
          "jdk.internal.reflect.MethodHandleAccessorFactory.newFieldAccessor");

  private static final ThreadLocal<Boolean> INSIDE = new ThreadLocal<>();
  private static final Set<String> KNOWN = ConcurrentHashMap.newKeySet();
  private static @Nullable OutputStream out;

  private Reached() {}

  /// Begins, and does once what must not be done for the first time inside a hook.
  static void begin(String file) throws IOException {
    out = new FileOutputStream(file);
    type("begin", Reached.class);
    write("begin", Reached.class.getName(), "");
    proxy("begin", new Class<?>[] {Runnable.class});
    resource("begin", Collections.enumeration(List.of("")), "");
    for (Member member : Reached.class.getDeclaredConstructors()) {
      member("begin", member);
      signature(member);
    }
    for (Member member : Reached.class.getDeclaredFields()) {
      signature(member);
    }
  }

  /// Something could not be hooked.
  static void failed(String name, RuntimeException failure) {
    write("failed", name, failure.toString(), "");
  }

  /// Does something of which nothing is to be written down.
  static <T extends @Nullable Object> T unseen(Supplier<T> action) {
    Boolean inside = INSIDE.get();
    INSIDE.set(true);
    try {
      return action.get();
    } finally {
      if (inside == null) {
        INSIDE.remove();
      }
    }
  }

  /// A class was found by its name, or asked for its members.
  public static void type(String how, @Nullable Class<?> type) {
    if (type != null) {
      Class<?> element = type;
      while (element.isArray()) {
        element = element.getComponentType();
      }
      reached(how, element, null);
    }
  }

  /// A method, a constructor or a field was found, or used.
  public static void member(String how, @Nullable Object member) {
    if (member instanceof Member found) {
      reached(how, found.getDeclaringClass(), found);
    }
  }

  /// A proxy was made.
  public static void proxy(String how, Class<?>[] interfaces) {
    if (interfaces.length > 0 && !Annotation.class.isAssignableFrom(interfaces[0])) {
      guarded(
          () ->
              write(
                  how,
                  Arrays.stream(interfaces).map(Class::getName).collect(Collectors.joining(",")),
                  ""));
    }
  }

  /// A resource was looked for.
  ///
  /// @param found its place or places
  public static void resource(String how, @Nullable Object found, String name) {
    boolean isThere =
        switch (found) {
          case URL url -> !url.getProtocol().equals("jrt");
          case Enumeration<?> urls -> urls.hasMoreElements();
          case null, default -> false;
        };
    if (isThere) {
      guarded(() -> write(how, name, ""));
    }
  }

  private static void reached(String how, Class<?> type, @Nullable Member member) {
    guarded(
        () -> {
          ClassLoader loader = type.getClassLoader();
          if (loader != null
              && !loader.equals(ClassLoader.getPlatformClassLoader())
              && !type.isHidden()
              && !Proxy.isProxyClass(type)) {
            write(how, type.getName(), signature(member));
          }
        });
  }

  /// As the metadata of a native image names it.
  private static String signature(@Nullable Member member) {
    return switch (member) {
      case Executable executable ->
          (executable instanceof Constructor ? "<init>" : executable.getName())
              + Arrays.stream(executable.getParameterTypes())
                  .map(Class::getTypeName)
                  .collect(Collectors.joining(",", "(", ")"));
      case Field field -> field.getName();
      case null, default -> "";
    };
  }

  /// What is done here may itself reach something.
  private static void guarded(Runnable action) {
    if (INSIDE.get() == null) {
      unseen(
          () -> {
            action.run();
            return null;
          });
    }
  }

  private static void write(String how, String what, String member) {
    if (!KNOWN.contains(how + what + member)) {
      caller()
          .ifPresent(
              caller -> {
                if (KNOWN.add(how + what + member)) {
                  write(how, what, member, caller);
                }
              });
    }
  }

  private static synchronized void write(String how, String what, String member, String caller) {
    try {
      if (out != null) {
        out.write(
            String.join("\t", how, what, member, caller + "\n").getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The first that is not of the JDK; nobody if it happens while a class is initialized, or if
  /// it is how the JDK does what a native image does in another way.
  private static Optional<String> caller() {
    return STACK.walk(
        frames -> {
          String caller = "";
          for (StackWalker.StackFrame frame : (Iterable<StackWalker.StackFrame>) frames::iterator) {
            if (frame.getMethodName().equals("<clinit>")
                || JDKS_OWN.contains(frame.getClassName() + "." + frame.getMethodName())) {
              return Optional.empty();
            }
            if (caller.isEmpty() && frame.getDeclaringClass().getClassLoader() != null) {
              caller = frame.getClassName() + "." + frame.getMethodName();
            }
          }
          return Optional.of(caller);
        });
  }
}
